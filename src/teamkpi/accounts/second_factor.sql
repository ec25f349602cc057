-- name: lock_account
-- Keep everybody else from writing the account and what belongs to it until this transaction ends.
SELECT id, email
FROM account
WHERE network_id = %(network_id)s AND email_folded = %(email_folded)s
FOR NO KEY UPDATE

-- name: store
-- A second factor, replacing the previous one.
INSERT INTO second_factor (network_id, account_id, sealed_secret, last_step, created_on)
VALUES (%(network_id)s, %(account_id)s, %(sealed_secret)s, %(step)s, %(now)s)
ON CONFLICT (network_id, account_id) DO UPDATE
SET sealed_secret = excluded.sealed_secret, last_step = excluded.last_step, created_on = excluded.created_on

-- name: remove
-- No codes from an app any more.
DELETE FROM second_factor WHERE network_id = %(network_id)s AND account_id = %(account_id)s RETURNING account_id

-- name: is_two_step
-- Whether signing in to an account takes more than the password.
SELECT FROM ({two_step_account}) AS f WHERE f.account_id = %(account_id)s

-- name: held
-- The codes of an account.
SELECT sealed_secret FROM second_factor WHERE network_id = %(network_id)s AND account_id = %(account_id)s

-- name: spend_step
-- A code was shown. It counts when it is of a later time step than every code before it.
UPDATE second_factor
SET last_step = %(step)s
WHERE network_id = %(network_id)s AND account_id = %(account_id)s AND last_step < %(step)s
RETURNING account_id

-- name: spend_recovery_code
-- A recovery code was shown. It counts when it is there, and is gone then.
DELETE FROM recovery_code
WHERE network_id = %(network_id)s AND account_id = %(account_id)s AND code_hash = %(code_hash)s
RETURNING account_id

-- name: delete_recovery_codes
-- The recovery codes of an account that are left.
DELETE FROM recovery_code WHERE network_id = %(network_id)s AND account_id = %(account_id)s

-- name: delete_idle_recovery_codes
-- The recovery codes of an account without a second factor, in place of which they could be used.
DELETE FROM recovery_code AS r
WHERE
    r.network_id = %(network_id)s
    AND r.account_id = %(account_id)s
    AND NOT EXISTS (
        SELECT FROM ({two_step_account}) AS f WHERE f.account_id = %(account_id)s
    )

-- name: count_recovery_codes
-- How many recovery codes an account has left.
SELECT count(*) FROM recovery_code WHERE network_id = %(network_id)s AND account_id = %(account_id)s

-- name: insert_recovery_codes
-- New recovery codes of an account.
INSERT INTO recovery_code (network_id, account_id, code_hash)
SELECT %(network_id)s, %(account_id)s, one.code_hash
FROM unnest(%(code_hashes)s::bytea[]) AS one (code_hash)

-- name: sealed_secrets
-- The secrets of a network.
SELECT account_id, sealed_secret FROM second_factor WHERE network_id = %(network_id)s ORDER BY account_id

-- name: store_sealed
-- The same secret, encrypted with another key, unless it has changed meanwhile.
UPDATE second_factor
SET sealed_secret = %(renewed)s
WHERE network_id = %(network_id)s AND account_id = %(account_id)s AND sealed_secret = %(sealed_secret)s
RETURNING account_id
