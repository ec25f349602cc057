-- name: hooks_for
-- The hooks that are sent an event.
SELECT h.id
FROM hook AS h
WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND %(event)s = ANY (h.events)
ORDER BY h.id

-- name: write_message
-- An event for a hook.
INSERT INTO hook_message (network_id, id, hook_id, event, body, written_on, due_on, expires_on, tries)
VALUES (%(network_id)s, %(id)s, %(hook_id)s, %(event)s, %(body)s, %(now)s, %(now)s, %(expires_on)s, 0)
