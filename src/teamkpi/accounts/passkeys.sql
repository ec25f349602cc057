-- name: ask
-- Ask a browser to sign something; a question of the same purpose that it has not answered is forgotten.
INSERT INTO passkey_challenge (network_id, browser_hash, purpose, challenge, user_handle, expires_on)
VALUES (
    %(network_id)s, %(browser_hash)s, %(purpose)s, %(challenge)s, %(user_handle)s, %(expires_on)s
)
ON CONFLICT (network_id, browser_hash, purpose) DO UPDATE
SET challenge = excluded.challenge, user_handle = excluded.user_handle, expires_on = excluded.expires_on

-- name: take
-- What a browser was asked to sign, which it can answer once.
DELETE FROM passkey_challenge
WHERE network_id = %(network_id)s AND browser_hash = %(browser_hash)s AND purpose = %(purpose)s
RETURNING challenge, user_handle, expires_on

-- name: delete_expired
-- Delete some of the questions that were not answered in time; those that another transaction is deleting are skipped.
DELETE FROM passkey_challenge AS c
WHERE
    c.network_id = %(network_id)s
    AND (c.browser_hash, c.purpose) IN (
        SELECT old.browser_hash, old.purpose
        FROM passkey_challenge AS old
        WHERE old.network_id = %(network_id)s AND old.expires_on <= %(now)s
        LIMIT %(at_once)s
        FOR UPDATE SKIP LOCKED
    )

-- name: by_credential
-- A passkey, and its account and whether that may act.
SELECT
    p.id,
    p.account_id,
    a.email,
    acting.account_id IS NOT NULL AS may_act,
    p.public_key,
    p.user_handle,
    p.sign_count,
    p.rp_id
FROM passkey AS p
INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = p.account_id
LEFT JOIN ({acting_account}) AS acting ON acting.account_id = p.account_id
WHERE p.network_id = %(network_id)s AND p.credential_id = %(credential_id)s

-- name: of_account
-- The passkeys of an account, the oldest first.
SELECT p.id, p.name, p.rp_id, p.created_on, p.last_used_on
FROM passkey AS p
WHERE p.network_id = %(network_id)s AND p.account_id = %(account_id)s
ORDER BY p.created_on, p.id

-- name: credentials
-- What browsers know the passkeys of an account by, and the account's handle.
SELECT p.credential_id, p.user_handle, p.rp_id
FROM passkey AS p
WHERE p.network_id = %(network_id)s AND p.account_id = %(account_id)s
ORDER BY p.id

-- name: used
-- A passkey was used; unless its count has passed the one that it sent, while it was looked at.
UPDATE passkey
SET sign_count = %(sign_count)s, last_used_on = %(now)s
WHERE
    network_id = %(network_id)s
    AND id = %(id)s
    AND (sign_count < %(sign_count)s OR (sign_count = 0 AND %(sign_count)s = 0))
RETURNING id

-- name: next_id
-- Take the id of a new passkey.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'passkey', 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: store
-- A new passkey, unless some account has it already.
INSERT INTO passkey (
    network_id, id, account_id, credential_id, public_key, user_handle, sign_count, rp_id, name, created_on
)
VALUES (
    %(network_id)s,
    %(id)s,
    %(account_id)s,
    %(credential_id)s,
    %(public_key)s,
    %(user_handle)s,
    %(sign_count)s,
    %(rp_id)s,
    %(name)s,
    %(now)s
)
ON CONFLICT (network_id, credential_id) DO NOTHING
RETURNING id

-- name: rename
-- Another name for a passkey.
UPDATE passkey
SET name = %(name)s
WHERE network_id = %(network_id)s AND account_id = %(account_id)s AND id = %(id)s AND name <> %(name)s
RETURNING id

-- name: remove
-- Remove a passkey of an account.
DELETE FROM passkey
WHERE network_id = %(network_id)s AND account_id = %(account_id)s AND id = %(id)s
RETURNING id

-- name: remove_all
-- Remove every passkey of an account.
DELETE FROM passkey WHERE network_id = %(network_id)s AND account_id = %(account_id)s RETURNING id
