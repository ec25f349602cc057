-- name: lock_account
-- Keep everybody else from changing the account's bindings until this transaction ends.
SELECT a.email FROM account AS a WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s FOR NO KEY UPDATE

-- name: coworker_exists
-- Whether there is a coworker of that id; archived and suspended ones count.
SELECT EXISTS (
    SELECT FROM coworkers AS c
    WHERE c.network_id = %(network_id)s AND c.id = %(coworker_id)s AND NOT c.is_deleted
)

-- name: bound_ids
-- The coworkers that an account is bound to, whether or not they are active.
SELECT coalesce(array_agg(b.coworker_id ORDER BY b.coworker_id), '{}')
FROM account_binding AS b
WHERE b.network_id = %(network_id)s AND b.account_id = %(account_id)s

-- name: bind
-- Bind an account to a coworker.
INSERT INTO account_binding (network_id, account_id, coworker_id, bound_on)
VALUES (%(network_id)s, %(account_id)s, %(coworker_id)s, %(now)s)
ON CONFLICT DO NOTHING

-- name: unbind
-- End a binding.
DELETE FROM account_binding
WHERE network_id = %(network_id)s AND account_id = %(account_id)s AND coworker_id = %(coworker_id)s

-- name: bound_coworkers
-- The coworkers that an account is bound to, whether they are active, and the other accounts that are bound to them. Of
-- a record that was deleted, or that is not there, neither name nor state is known.
SELECT
    b.coworker_id,
    c.full_name,
    coalesce(c.active AND NOT c.archived, FALSE) AS is_active,
    ARRAY(
        SELECT other.email
        FROM account_binding AS o
        INNER JOIN account AS other ON other.network_id = %(network_id)s AND other.id = o.account_id
        WHERE o.network_id = %(network_id)s AND o.coworker_id = b.coworker_id AND o.account_id <> b.account_id
        ORDER BY other.id
    ) AS other_emails
FROM account_binding AS b
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = b.coworker_id AND NOT c.is_deleted
WHERE b.network_id = %(network_id)s AND b.account_id = %(account_id)s
ORDER BY b.coworker_id
