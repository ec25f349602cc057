-- name: next_id
-- Take the id of a new provider; others who add one wait until this transaction ends.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'sign_in_provider', 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: count_providers
-- How many providers a network has.
SELECT count(*) FROM sign_in_provider AS p WHERE p.network_id = %(network_id)s

-- name: insert_provider
-- A new provider, unless there is one of that name.
INSERT INTO sign_in_provider (
    network_id, id, name, label, issuer, client_id, sealed_secret, scopes, for_whom, role_claim, role_map, created_on
)
VALUES (
    %(network_id)s, %(id)s, %(name)s, %(label)s, %(issuer)s, %(client_id)s, %(sealed_secret)s, %(scopes)s::text[],
    %(for_whom)s, %(role_claim)s, %(role_map)s::jsonb, %(now)s
)
ON CONFLICT (network_id, name) DO NOTHING
RETURNING id

-- name: lock_provider
-- Let one transaction at a time change a provider.
SELECT p.id FROM sign_in_provider AS p WHERE p.network_id = %(network_id)s AND p.name = %(name)s FOR UPDATE

-- name: change_provider
-- Everything of a provider that can be changed.
UPDATE sign_in_provider AS p
SET
    label = %(label)s,
    client_id = %(client_id)s,
    sealed_secret = %(sealed_secret)s,
    scopes = %(scopes)s::text[],
    for_whom = %(for_whom)s,
    role_claim = %(role_claim)s,
    role_map = %(role_map)s::jsonb
WHERE p.network_id = %(network_id)s AND p.id = %(id)s

-- name: provider_name
-- The name of a provider.
SELECT p.name FROM sign_in_provider AS p WHERE p.network_id = %(network_id)s AND p.id = %(id)s

-- name: providers
-- The providers of a network by label, with the number of accounts that are connected.
SELECT
    p.id,
    p.name,
    p.label,
    p.issuer,
    p.client_id,
    p.sealed_secret IS NOT NULL AS has_secret,
    p.scopes,
    p.for_whom,
    p.role_claim,
    p.role_map,
    p.created_on,
    (
        SELECT count(*) FROM provider_identity AS i WHERE i.network_id = %(network_id)s AND i.provider_id = p.id
    ) AS connected
FROM sign_in_provider AS p
WHERE p.network_id = %(network_id)s
ORDER BY p.label, p.id

-- name: provider
-- One provider by its name.
SELECT
    p.id,
    p.name,
    p.label,
    p.issuer,
    p.client_id,
    p.sealed_secret,
    p.scopes,
    p.for_whom,
    p.role_claim,
    p.role_map
FROM sign_in_provider AS p
WHERE p.network_id = %(network_id)s AND p.name = %(name)s

-- name: delete_provider
-- Delete a provider; nobody is connected to it any more, and sign-ins under way end.
DELETE FROM sign_in_provider AS p WHERE p.network_id = %(network_id)s AND p.id = %(id)s

-- name: sealed_secrets
-- The encrypted secrets of a network's providers.
SELECT p.id, p.sealed_secret
FROM sign_in_provider AS p
WHERE p.network_id = %(network_id)s AND p.sealed_secret IS NOT NULL
ORDER BY p.id

-- name: store_sealed
-- The same secret, encrypted with another key, unless it has changed meanwhile.
UPDATE sign_in_provider
SET sealed_secret = %(renewed)s
WHERE network_id = %(network_id)s AND id = %(id)s AND sealed_secret = %(sealed_secret)s

-- name: password_policy
-- Which owner still signs in with a password; no row: everybody does.
SELECT a.id, a.email
FROM password_policy AS p
INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = p.owner_id
WHERE p.network_id = %(network_id)s

-- name: turn_passwords_off
-- Let only this owner sign in with a password; returns nothing for an account that is no owner's.
INSERT INTO password_policy (network_id, owner_id, turned_off_on)
SELECT %(network_id)s, a.id, %(now)s
FROM account AS a
WHERE
    a.network_id = %(network_id)s AND a.id = %(account_id)s
    AND a.is_active AND a.is_operator AND a.roles IS NULL
ON CONFLICT (network_id) DO UPDATE SET owner_id = excluded.owner_id, turned_off_on = excluded.turned_off_on
RETURNING owner_id

-- name: turn_passwords_on
-- Let everybody sign in with a password.
DELETE FROM password_policy AS p WHERE p.network_id = %(network_id)s RETURNING p.owner_id
