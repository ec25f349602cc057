-- name: is_usable
-- Whether a link can be used now: one to reset a password, while its account is not suspended and has the password that
-- it had; an invitation, while its address has no account.
l.expires_on > %(now)s
AND CASE
    WHEN l.purpose = 'reset' THEN a.is_active AND a.password_set_on = l.password_set_on
    ELSE NOT EXISTS (
        SELECT FROM account AS other
        WHERE other.network_id = %(network_id)s AND other.email_folded = l.email_folded
    )
END

-- name: open_link
-- The link of a secret, if it can be used now, and whether its account has a second factor.
SELECT
    l.id,
    l.purpose,
    coalesce(a.email, l.email) AS email,
    l.account_id,
    EXISTS (
        SELECT FROM ({two_step_account}) AS f WHERE f.account_id = a.id
    ) AS needs_code
FROM account_link_secret AS s
INNER JOIN account_link AS l ON l.network_id = %(network_id)s AND l.id = s.link_id
LEFT JOIN account AS a ON a.network_id = %(network_id)s AND a.id = l.account_id
WHERE
    s.network_id = %(network_id)s
    AND s.secret_hash = %(secret_hash)s
    AND ({is_usable})

-- name: lock_link
-- Keep everybody else from using or withdrawing a link until this transaction ends.
SELECT l.id FROM account_link AS l WHERE l.network_id = %(network_id)s AND l.id = %(id)s FOR UPDATE

-- name: next_id
-- Take the id of a new link.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'account_link', 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: account_to_reset
-- The account of an address, if a link may be made for it by mail: it is not suspended, its password was not changed
-- since the mail was asked for, and it has few open links. The row stays locked.
SELECT a.id, a.email
FROM account AS a
WHERE
    a.network_id = %(network_id)s
    AND a.email_folded = %(email_folded)s
    AND a.is_active
    AND a.password_set_on <= %(asked_on)s
    AND (
        SELECT count(*) FROM account_link AS l
        WHERE l.network_id = %(network_id)s AND l.account_id = a.id AND l.expires_on > %(now)s
    ) < %(most)s
FOR NO KEY UPDATE OF a

-- name: insert_reset
-- A link to reset the password of an account that is not suspended.
INSERT INTO account_link (
    network_id, id, purpose, email, email_folded, account_id, password_set_on, made_by_id, created_on, expires_on
)
SELECT
    %(network_id)s, %(id)s, 'reset', a.email, a.email_folded, a.id, a.password_set_on, %(made_by_id)s::bigint, %(now)s,
    %(expires_on)s
FROM account AS a
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s AND a.is_active
RETURNING id

-- name: insert_secret
-- A secret of a link.
INSERT INTO account_link_secret (network_id, secret_hash, link_id)
VALUES (%(network_id)s, %(secret_hash)s, %(id)s)

-- name: link_to_send
-- The address and the expiry of a link that a message is about, if the link can still be used.
SELECT coalesce(a.email, l.email) AS email, l.expires_on
FROM account_link AS l
LEFT JOIN account AS a ON a.network_id = %(network_id)s AND a.id = l.account_id
WHERE
    l.network_id = %(network_id)s
    AND l.id = %(id)s
    AND ({is_usable})
FOR NO KEY UPDATE OF l

-- name: delete_of_account
-- Delete the links of an account.
DELETE FROM account_link AS l WHERE l.network_id = %(network_id)s AND l.account_id = %(account_id)s

-- name: delete_link
-- Delete a link.
DELETE FROM account_link AS l WHERE l.network_id = %(network_id)s AND l.id = %(id)s

-- name: delete_expired
-- Delete the links that have expired.
DELETE FROM account_link AS l WHERE l.network_id = %(network_id)s AND l.expires_on <= %(now)s
