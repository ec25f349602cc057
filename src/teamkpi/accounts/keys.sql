-- name: insert_key
-- A key of a network, unless another that is not revoked has its name.
INSERT INTO api_key (network_id, id, name, name_folded, key_hash, roles, created_on, expires_on)
VALUES (%(network_id)s, %(id)s, %(name)s, %(name_folded)s, %(key_hash)s, %(roles)s, %(now)s, %(expires_on)s)
ON CONFLICT (network_id, name_folded) WHERE revoked_on IS NULL DO NOTHING
RETURNING id

-- name: key_of_name
-- The key of that name that is not revoked.
SELECT key_hash
FROM api_key
WHERE network_id = %(network_id)s AND name_folded = %(name_folded)s AND revoked_on IS NULL

-- name: revoke
-- End a key in a network, if it is there and has not ended.
UPDATE api_key
SET revoked_on = %(now)s
WHERE network_id = %(network_id)s AND key_hash = %(key_hash)s AND revoked_on IS NULL
RETURNING id

-- name: revoke_by_id
-- End a key of a network, if it is there and has not ended.
UPDATE api_key
SET revoked_on = %(now)s
WHERE network_id = %(network_id)s AND id = %(key_id)s AND revoked_on IS NULL
RETURNING id

-- name: list_keys
-- The keys of a network, revoked ones too, by name.
SELECT id, name, roles, created_on, expires_on, revoked_on, last_used_on
FROM api_key
WHERE network_id = %(network_id)s
ORDER BY name_folded, id

-- name: note_use
-- When a key was last used, if that has not been noted recently.
UPDATE api_key
SET last_used_on = %(now)s
WHERE
    network_id = %(network_id)s AND id = %(key_id)s
    AND (last_used_on IS NULL OR last_used_on <= %(noted_before)s)
