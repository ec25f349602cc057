-- name: network_with_ids
-- Which ids new records of a network get; nobody changes that until this transaction ends.
SELECT n.ids_fit_32_bits FROM network AS n WHERE n.id = %(network_id)s FOR SHARE

-- name: insert_webhook
-- A new webhook, unless one of that name is in use.
INSERT INTO webhook (network_id, id, name, key_hash, sealed_secret, action, roles, signature, created_on)
VALUES (
    %(network_id)s,
    %(id)s,
    %(name)s,
    %(key_hash)s,
    %(sealed_secret)s,
    %(action)s,
    %(roles)s,
    %(signature)s,
    %(now)s
)
ON CONFLICT (network_id, name) WHERE revoked_on IS NULL DO NOTHING
RETURNING id

-- name: all_webhooks
-- The webhooks of a network, those in use first, with how many records came to each and when the last one did.
SELECT
    w.id,
    w.name,
    w.action,
    w.roles,
    w.signature,
    w.created_on,
    w.revoked_on,
    w.previous_until,
    coalesce(c.received, 0)::bigint AS received,
    c.last_received_on
FROM webhook AS w
LEFT JOIN LATERAL (
    SELECT sum(c.received) AS received, max(c.last_received_on) AS last_received_on
    FROM webhook_count AS c
    WHERE c.network_id = %(network_id)s AND c.webhook_id = w.id
) AS c ON TRUE
WHERE w.network_id = %(network_id)s
ORDER BY w.revoked_on IS NOT NULL, w.name, w.id

-- name: revoke_webhook
-- End a webhook, and forget its secrets.
UPDATE webhook
SET revoked_on = %(now)s, sealed_secret = NULL, previous_secret = NULL, previous_until = NULL
WHERE network_id = %(network_id)s AND name = %(name)s AND revoked_on IS NULL
RETURNING id

-- name: name_of_webhook
-- The name of a webhook in use; nobody revokes it until this transaction ends.
SELECT name FROM webhook WHERE network_id = %(network_id)s AND id = %(id)s AND revoked_on IS NULL FOR UPDATE

-- name: key_of_webhook
-- The id of a webhook in use, and the digest of its key; nobody changes it until this transaction ends.
SELECT id, key_hash FROM webhook WHERE network_id = %(network_id)s AND name = %(name)s AND revoked_on IS NULL
FOR UPDATE

-- name: renew_secret
-- Replace a webhook's secret. The one before is accepted until an instant, or forgotten.
UPDATE webhook
SET
    sealed_secret = %(sealed_secret)s,
    previous_secret = CASE WHEN %(previous_until)s::timestamptz IS NOT NULL THEN sealed_secret END,
    previous_until = %(previous_until)s
WHERE network_id = %(network_id)s AND id = %(id)s

-- name: forget_previous
-- Forget the previous secrets that are not accepted any more.
UPDATE webhook
SET previous_secret = NULL, previous_until = NULL
WHERE network_id = %(network_id)s AND previous_until <= %(now)s

-- name: find_webhook
-- The webhook of a network with that key, if it is in use.
SELECT w.id, w.name, w.action, w.roles, w.signature, w.sealed_secret, w.previous_secret, w.previous_until
FROM webhook AS w
WHERE w.network_id = %(network_id)s AND w.key_hash = %(key_hash)s AND w.revoked_on IS NULL
LIMIT 1

-- name: sealed_secrets
-- The encrypted secrets of a network's webhooks, previous ones too.
SELECT w.key_hash, s.sealed_secret, s.is_previous
FROM webhook AS w
CROSS JOIN LATERAL (VALUES (w.sealed_secret, FALSE), (w.previous_secret, TRUE)) AS s (sealed_secret, is_previous)
WHERE w.network_id = %(network_id)s AND s.sealed_secret IS NOT NULL
ORDER BY w.id, s.is_previous

-- name: store_sealed
-- The same secret, encrypted anew; not if it has been changed in the meantime.
UPDATE webhook
SET
    sealed_secret = CASE WHEN sealed_secret = %(sealed_secret)s THEN %(renewed)s ELSE sealed_secret END,
    previous_secret = CASE WHEN previous_secret = %(sealed_secret)s THEN %(renewed)s ELSE previous_secret END
WHERE
    network_id = %(network_id)s
    AND key_hash = %(key_hash)s
    AND %(sealed_secret)s IN (sealed_secret, previous_secret)
