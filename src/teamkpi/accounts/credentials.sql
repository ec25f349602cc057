-- name: account_of_email
-- What a password is verified against, whether the account may act at all, and whether a password signs it in.
SELECT
    a.id,
    a.password_hash,
    acting.account_id IS NOT NULL AS may_act,
    NOT EXISTS (
        SELECT FROM password_policy AS p WHERE p.network_id = %(network_id)s AND p.owner_id <> a.id
    ) AS signs_in_with_password
FROM account AS a
LEFT JOIN ({acting_account}) AS acting ON acting.account_id = a.id
WHERE a.network_id = %(network_id)s AND a.email_folded = %(email_folded)s

-- name: lock_account
-- Keep everybody else from writing the account and what belongs to it until this transaction ends.
SELECT password_hash, is_active, must_reset_password
FROM account
WHERE network_id = %(network_id)s AND id = %(account_id)s
FOR NO KEY UPDATE

-- name: store_new_hash
-- The same password, hashed with today's parameters.
UPDATE account
SET password_hash = %(password_hash)s
WHERE network_id = %(network_id)s AND id = %(account_id)s

-- name: set_password
-- Another password for a locked account.
UPDATE account
SET password_hash = %(password_hash)s, password_set_on = %(now)s, must_reset_password = FALSE
WHERE network_id = %(network_id)s AND id = %(account_id)s

-- name: end_sign_ins
-- End every sign-in of an account: its tokens go as well.
DELETE FROM sign_in WHERE network_id = %(network_id)s AND account_id = %(account_id)s
