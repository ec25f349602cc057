-- name: account_of_subject
-- The account that somebody signs in to with a provider.
SELECT i.account_id
FROM provider_identity AS i
WHERE i.network_id = %(network_id)s AND i.provider_id = %(provider_id)s AND i.subject_hash = %(subject_hash)s

-- name: account_of_email
-- The account of an e-mail address.
SELECT a.id FROM account AS a WHERE a.network_id = %(network_id)s AND a.email_folded = %(email_folded)s

-- name: lock_account
-- The state of an account, which is locked: its address, whether it is an operator's, its roles, whether it may act, and
-- whether it is the one that still signs in with a password.
SELECT
    a.email,
    a.is_operator,
    a.roles,
    acting.account_id IS NOT NULL AS may_act,
    EXISTS (
        SELECT FROM password_policy AS p WHERE p.network_id = %(network_id)s AND p.owner_id = a.id
    ) AS is_excepted
FROM account AS a
LEFT JOIN ({acting_account}) AS acting ON acting.account_id = a.id
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s
FOR NO KEY UPDATE OF a

-- name: connect
-- An account is connected to a provider's identity, unless either is connected to another.
INSERT INTO provider_identity (network_id, provider_id, subject_hash, account_id, connected_on)
VALUES (%(network_id)s, %(provider_id)s, %(subject_hash)s, %(account_id)s, %(now)s)
ON CONFLICT DO NOTHING
RETURNING account_id

-- name: is_connected
-- Whether an account is connected to this identity of a provider already.
SELECT EXISTS (
    SELECT
    FROM provider_identity AS i
    WHERE
        i.network_id = %(network_id)s AND i.provider_id = %(provider_id)s AND i.subject_hash = %(subject_hash)s
        AND i.account_id = %(account_id)s
)

-- name: disconnect
-- An account is connected to a provider no more.
DELETE FROM provider_identity AS i
WHERE i.network_id = %(network_id)s AND i.provider_id = %(provider_id)s AND i.account_id = %(account_id)s
RETURNING i.provider_id

-- name: providers_of_account
-- The providers that an account may use, and since when it is connected to them.
SELECT p.name, p.label, i.connected_on
FROM sign_in_provider AS p
INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = %(account_id)s
LEFT JOIN provider_identity AS i
    ON i.network_id = %(network_id)s AND i.provider_id = p.id AND i.account_id = a.id
WHERE
    p.network_id = %(network_id)s
    AND (p.for_whom = 'everybody' OR (p.for_whom = 'operators') = a.is_operator OR i.account_id IS NOT NULL)
ORDER BY p.label, p.id

-- name: lock_network
-- Let access to the network be changed by one transaction at a time.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR NO KEY UPDATE

-- name: has_other_owner
-- Whether another account is that of an operator who can do everything and is not suspended.
SELECT EXISTS (
    SELECT
    FROM account AS a
    WHERE
        a.network_id = %(network_id)s AND a.id <> %(account_id)s
        AND a.is_active AND a.is_operator AND a.roles IS NULL
)

-- name: set_roles
-- What an account may do in the back office.
UPDATE account
SET is_operator = %(is_operator)s, roles = %(roles)s::text[]
WHERE network_id = %(network_id)s AND id = %(account_id)s
