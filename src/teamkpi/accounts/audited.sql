-- name: account_state
-- What may be done with an account, locked: nothing of its password or its second factor but since when they hold.
SELECT
    a.id,
    a.email,
    a.is_operator,
    a.roles,
    a.is_active,
    a.must_reset_password,
    a.password_set_on,
    (
        SELECT f.created_on FROM second_factor AS f WHERE f.network_id = %(network_id)s AND f.account_id = a.id
    ) AS second_factor_set_on,
    (
        SELECT array_agg(b.coworker_id ORDER BY b.coworker_id)
        FROM account_binding AS b
        WHERE b.network_id = %(network_id)s AND b.account_id = a.id
    ) AS coworker_ids
FROM account AS a
WHERE a.network_id = %(network_id)s AND a.email_folded = %(email_folded)s
FOR NO KEY UPDATE OF a
