-- name: lock_network
-- Keep others from making a hook in the network until this transaction ends.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'hook', 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: count_hooks
-- How many hooks a network has.
SELECT count(*) FROM hook AS h WHERE h.network_id = %(network_id)s

-- name: insert_hook
-- A new hook, unless there is one of that name.
INSERT INTO hook (network_id, id, name, url, events, sealed_keys, created_on)
VALUES (%(network_id)s, %(id)s, %(name)s, %(url)s, %(events)s::text[], %(sealed_keys)s, %(now)s)
ON CONFLICT (network_id, name) DO NOTHING
RETURNING id

-- name: hooks
-- The hooks of a network by name, with how many events wait and when the last one was accepted.
SELECT
    h.id,
    h.name,
    h.url,
    h.events,
    h.created_on,
    h.stopped_on,
    h.stopped_by,
    h.previous_until,
    h.failures,
    (
        SELECT count(*)
        FROM hook_message AS m
        WHERE m.network_id = %(network_id)s AND m.hook_id = h.id AND m.ended_on IS NULL
    ) AS waiting,
    (
        SELECT min(m.due_on)
        FROM hook_message AS m
        WHERE m.network_id = %(network_id)s AND m.hook_id = h.id AND m.ended_on IS NULL
    ) AS next_try_on,
    (
        SELECT max(m.ended_on)
        FROM hook_message AS m
        WHERE m.network_id = %(network_id)s AND m.hook_id = h.id AND m.outcome = 'sent'
    ) AS last_sent_on
FROM hook AS h
WHERE h.network_id = %(network_id)s
ORDER BY h.name

-- name: hook
-- A hook with its encrypted keys, by name; it is locked until this transaction ends.
SELECT h.id, h.name, h.url, h.events, h.stopped_on, h.sealed_keys, h.sealed_previous, h.previous_until
FROM hook AS h
WHERE h.network_id = %(network_id)s AND h.name = %(name)s
FOR UPDATE

-- name: name_of_hook
-- The name of a hook, which is locked until this transaction ends.
SELECT h.name FROM hook AS h WHERE h.network_id = %(network_id)s AND h.id = %(id)s FOR UPDATE

-- name: change_hook
-- Set the name, address and events of a hook. Attempts that failed at a previous address do not count.
UPDATE hook AS h
SET
    name = %(name)s,
    url = %(url)s,
    events = %(events)s::text[],
    failures = CASE WHEN h.url = %(url)s THEN h.failures ELSE 0 END
WHERE h.network_id = %(network_id)s AND h.id = %(id)s

-- name: try_at_once
-- Make the events that wait for a hook due at once.
UPDATE hook_message AS m
SET due_on = %(now)s
WHERE m.network_id = %(network_id)s AND m.hook_id = %(id)s AND m.ended_on IS NULL AND m.due_on > %(now)s

-- name: set_keys
-- Store the new keys of a hook, and until when the previous ones are also used; NULL: they are forgotten.
UPDATE hook AS h
SET
    sealed_previous = CASE WHEN %(previous_until)s::timestamptz IS NOT NULL THEN h.sealed_keys END,
    previous_until = %(previous_until)s::timestamptz,
    sealed_keys = %(sealed_keys)s
WHERE h.network_id = %(network_id)s AND h.id = %(id)s

-- name: stop
-- Send a hook no more events, from now on.
UPDATE hook AS h
SET stopped_on = %(now)s, stopped_by = %(stopped_by)s
WHERE h.network_id = %(network_id)s AND h.id = %(id)s AND h.stopped_on IS NULL

-- name: end_waiting
-- End what waits to be sent to a hook.
UPDATE hook_message AS m
SET ended_on = %(now)s, outcome = %(outcome)s
WHERE m.network_id = %(network_id)s AND m.hook_id = %(id)s AND m.ended_on IS NULL

-- name: start
-- Send a hook events again.
UPDATE hook AS h
SET stopped_on = NULL, stopped_by = NULL, failures = 0
WHERE h.network_id = %(network_id)s AND h.id = %(id)s

-- name: delete_hook
-- Delete a hook, with its events and attempts.
DELETE FROM hook AS h WHERE h.network_id = %(network_id)s AND h.id = %(id)s

-- name: sealed_keys
-- The encrypted keys of a network's hooks.
SELECT h.id, h.sealed_keys, h.sealed_previous FROM hook AS h WHERE h.network_id = %(network_id)s ORDER BY h.id

-- name: store_sealed
-- The same keys, encrypted anew; not if they have been changed in the meantime.
UPDATE hook AS h
SET sealed_keys = %(renewed_keys)s, sealed_previous = %(renewed_previous)s
WHERE
    h.network_id = %(network_id)s
    AND h.id = %(id)s
    AND h.sealed_keys = %(sealed_keys)s
    AND h.sealed_previous IS NOT DISTINCT FROM %(sealed_previous)s

-- name: due
-- The events of a network that can be tried now, the longest due first, with what is needed to send them.
SELECT
    m.id,
    m.hook_id,
    m.body,
    m.expires_on,
    h.failures,
    h.url,
    h.sealed_keys,
    CASE WHEN h.previous_until > %(now)s THEN h.sealed_previous END AS sealed_previous
FROM hook_message AS m
INNER JOIN hook AS h ON h.network_id = %(network_id)s AND h.id = m.hook_id
WHERE m.network_id = %(network_id)s AND m.ended_on IS NULL AND m.due_on <= %(now)s
ORDER BY m.due_on, m.id
LIMIT %(most)s

-- name: note_try
-- An attempt to send an event.
INSERT INTO hook_try (network_id, message_id, number, tried_on, status, problem, milliseconds, answer)
SELECT
    %(network_id)s,
    %(message_id)s,
    count(*) + 1,
    %(now)s,
    %(status)s::integer,
    %(problem)s::text,
    %(milliseconds)s,
    %(answer)s::text
FROM hook_try AS t
WHERE t.network_id = %(network_id)s AND t.message_id = %(message_id)s

-- name: end_message
-- An event that is not tried again, and how it ended.
UPDATE hook_message AS m
SET ended_on = %(now)s, outcome = %(outcome)s, tries = m.tries + %(tries)s
WHERE m.network_id = %(network_id)s AND m.id = %(id)s AND m.ended_on IS NULL

-- name: postpone
-- When to try an event again, and why it was not accepted.
UPDATE hook_message AS m
SET due_on = %(due_on)s, outcome = %(outcome)s, tries = m.tries + 1
WHERE m.network_id = %(network_id)s AND m.id = %(id)s AND m.ended_on IS NULL

-- name: postpone_others
-- Do not try the other events of a hook before some instant.
UPDATE hook_message AS m
SET due_on = %(due_on)s
WHERE m.network_id = %(network_id)s AND m.hook_id = %(hook_id)s AND m.ended_on IS NULL AND m.due_on < %(due_on)s

-- name: note_failure
-- One more attempt in a row that a hook's receiver did not accept.
UPDATE hook AS h SET failures = h.failures + 1 WHERE h.network_id = %(network_id)s AND h.id = %(hook_id)s

-- name: note_success
-- The receiver of a hook accepts events.
UPDATE hook AS h SET failures = 0 WHERE h.network_id = %(network_id)s AND h.id = %(hook_id)s AND h.failures > 0

-- name: resend
-- Let an event be tried at once, whatever came of it, under the same id.
UPDATE hook_message AS m
SET due_on = %(now)s, expires_on = %(expires_on)s, tries = 0, ended_on = NULL, outcome = NULL
FROM hook AS h
WHERE
    m.network_id = %(network_id)s
    AND m.id = %(id)s
    AND h.network_id = %(network_id)s
    AND h.id = m.hook_id
    AND h.stopped_on IS NULL
RETURNING m.id

-- name: messages
-- The newest events for the hooks of a network, or for one of them: those that were not accepted, or all.
SELECT m.id, h.name, m.event, m.written_on, m.due_on, m.tries, m.outcome, m.ended_on
FROM hook_message AS m
INNER JOIN hook AS h ON h.network_id = %(network_id)s AND h.id = m.hook_id
WHERE
    m.network_id = %(network_id)s
    AND (%(hook_id)s::bigint IS NULL OR m.hook_id = %(hook_id)s)
    AND (%(has_sent)s OR m.outcome IS DISTINCT FROM 'sent')
ORDER BY m.written_on DESC, h.name, m.event, m.id
LIMIT %(most)s

-- name: body
-- What is sent of an event.
SELECT m.body FROM hook_message AS m WHERE m.network_id = %(network_id)s AND m.id = %(id)s

-- name: tries
-- The attempts to send an event.
SELECT t.number, t.tried_on, t.status, t.problem, t.milliseconds, t.answer
FROM hook_try AS t
WHERE t.network_id = %(network_id)s AND t.message_id = %(id)s
ORDER BY t.number

-- name: delete_ended
-- Delete events that ended long ago, with their attempts.
DELETE FROM hook_message AS m WHERE m.network_id = %(network_id)s AND m.ended_on < %(before)s

-- name: lease
-- Take the right to send a network's events, until this session ends; FALSE: another process has it.
SELECT pg_try_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: release
-- Give the right back.
SELECT pg_advisory_unlock(%(lock_class)s, %(network_key)s::integer)
