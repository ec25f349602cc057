-- name: insert_account
-- A new account, unless its e-mail has one.
INSERT INTO account (
    network_id, id, email, email_folded, password_hash, password_set_on, is_operator, roles, created_on
)
VALUES (
    %(network_id)s, %(id)s, %(email)s, %(email_folded)s, %(password_hash)s, %(now)s, %(is_operator)s, %(roles)s, %(now)s
)
ON CONFLICT (network_id, email_folded) DO NOTHING
RETURNING id

-- name: bind_by_email
-- Bind a new account to the coworkers that have its e-mail at this moment; archived and suspended ones count.
INSERT INTO account_binding (network_id, account_id, coworker_id, bound_on)
SELECT %(network_id)s, a.id, c.id, %(now)s
FROM account AS a
INNER JOIN coworkers AS c
    ON c.network_id = %(network_id)s AND c.email_folded = a.email_folded AND NOT c.is_deleted
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s

-- name: account_of_email
-- The account of an e-mail, and the e-mail as it was given.
SELECT id, email FROM account WHERE network_id = %(network_id)s AND email_folded = %(email_folded)s

-- name: set_password
-- Another password; the row stays locked until the transaction ends, so that no sign-in with the old one slips in.
UPDATE account
SET password_hash = %(password_hash)s, password_set_on = %(now)s, must_reset_password = FALSE
WHERE network_id = %(network_id)s AND email_folded = %(email_folded)s
RETURNING id

-- name: require_new_password
-- Refuse sign-ins until the password is set anew.
UPDATE account
SET must_reset_password = TRUE
WHERE network_id = %(network_id)s AND email_folded = %(email_folded)s
RETURNING id

-- name: set_active
-- Suspend or resume an account.
UPDATE account
SET is_active = %(is_active)s
WHERE network_id = %(network_id)s AND email_folded = %(email_folded)s
RETURNING id

-- name: set_roles
-- What an operator may do.
UPDATE account
SET roles = %(roles)s
WHERE network_id = %(network_id)s AND email_folded = %(email_folded)s AND is_operator
RETURNING id

-- name: end_sign_ins
-- End every sign-in of an account: its tokens go as well.
DELETE FROM sign_in WHERE network_id = %(network_id)s AND account_id = %(account_id)s

-- name: list_accounts
-- The accounts of a network, by e-mail.
SELECT
    a.id,
    a.email,
    a.is_operator,
    a.is_active,
    a.must_reset_password,
    a.password_set_on,
    a.created_on,
    EXISTS (
        SELECT FROM ({two_step_account}) AS f WHERE f.account_id = a.id
    ) AS has_second_factor,
    a.roles,
    ARRAY(
        SELECT b.coworker_id
        FROM account_binding AS b
        WHERE b.network_id = %(network_id)s AND b.account_id = a.id
        ORDER BY b.coworker_id
    ) AS coworker_ids
FROM account AS a
WHERE a.network_id = %(network_id)s
ORDER BY a.email_folded

-- name: known_of
-- The names of the network and of its locations, and the names and companies of the coworkers that have the e-mail or
-- that its account is bound to.
SELECT n.name AS known FROM network AS n WHERE n.id = %(network_id)s
UNION ALL
(
    SELECT l.name FROM businesses AS l WHERE l.network_id = %(network_id)s AND NOT l.is_deleted ORDER BY l.id LIMIT 20
)
UNION ALL
(
    SELECT unnest(ARRAY[c.full_name, c.company_name])
    FROM coworkers AS c
    WHERE c.network_id = %(network_id)s AND c.email_folded = %(email_folded)s AND NOT c.is_deleted
    LIMIT 20
)
UNION ALL
(
    SELECT unnest(ARRAY[c.full_name, c.company_name])
    FROM account AS a
    INNER JOIN account_binding AS b ON b.network_id = %(network_id)s AND b.account_id = a.id
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = b.coworker_id AND NOT c.is_deleted
    WHERE a.network_id = %(network_id)s AND a.email_folded = %(email_folded)s
    LIMIT 20
)
