-- name: lock_network
-- Let access to the network be changed by one transaction at a time; what refers to the network is still written.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR NO KEY UPDATE

-- name: is_owner
-- Whether an account is that of an operator who can do everything and is not suspended.
SELECT EXISTS (
    SELECT
    FROM account AS a
    WHERE
        a.network_id = %(network_id)s AND a.id = %(account_id)s
        AND a.is_active AND a.is_operator AND a.roles IS NULL
)

-- name: has_owner
-- Whether any account is that of an operator who can do everything and is not suspended.
SELECT EXISTS (
    SELECT FROM account AS a WHERE a.network_id = %(network_id)s AND a.is_active AND a.is_operator AND a.roles IS NULL
)

-- name: account_of_id
-- The e-mail address of an account, and whether it is an operator's.
SELECT a.email, a.is_operator FROM account AS a WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s

-- name: make_operator
-- Let the holder of an account use the back office, with these roles.
UPDATE account
SET is_operator = TRUE, roles = %(roles)s
WHERE network_id = %(network_id)s AND id = %(account_id)s

-- name: make_customer
-- Let the holder of an account use the back office no more.
UPDATE account
SET is_operator = FALSE, roles = NULL
WHERE network_id = %(network_id)s AND id = %(account_id)s

-- name: is_found
-- Of operators, or of members; and what a search finds: in the e-mail address, or bound to one of the people.
a.is_operator = %(is_operator)s
AND (
    %(text)s::text IS NULL
    OR strpos(a.email_folded, %(text)s) > 0
    OR a.id IN (
        SELECT b.account_id
        FROM account_binding AS b
        WHERE b.network_id = %(network_id)s AND b.coworker_id = ANY(%(coworker_ids)s::bigint[])
    )
)

-- name: count_accounts
-- How many accounts are found.
SELECT count(*) FROM account AS a WHERE a.network_id = %(network_id)s AND ({is_found})

-- name: list_accounts
-- The accounts that are found, by e-mail address, one page of them.
SELECT {columns} FROM account AS a WHERE a.network_id = %(network_id)s AND ({is_found})
ORDER BY a.email_folded
LIMIT %(size)s OFFSET %(skipped)s

-- name: one_account
-- One account, as it is listed.
SELECT {columns} FROM account AS a WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s

-- name: accounts_of_person
-- The accounts that are bound to a person, or have the person's e-mail address, as they are listed.
SELECT {columns} FROM account AS a
WHERE
    a.network_id = %(network_id)s
    AND (
        a.email_folded = %(email_folded)s
        OR a.id IN (
            SELECT b.account_id
            FROM account_binding AS b
            WHERE b.network_id = %(network_id)s AND b.coworker_id = %(coworker_id)s
        )
    )
ORDER BY a.email_folded

-- name: person
-- The e-mail address of a person, also as it is compared, and whether the person is active.
SELECT c.email, c.email_folded, c.active AND NOT c.archived AS is_active
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = %(coworker_id)s AND NOT c.is_deleted

-- name: columns
-- What is listed of an account.
a.id,
a.email,
a.is_operator,
a.roles,
a.is_active,
a.must_reset_password,
EXISTS (
    SELECT FROM ({two_step_account}) AS f WHERE f.account_id = a.id
) AS has_second_factor,
a.created_on,
a.last_sign_in_on

-- name: people_of_accounts
-- The people that accounts are bound to, with their names. A person who was deleted is left out.
SELECT b.account_id, c.id, c.full_name, c.active AND NOT c.archived AS is_active
FROM account_binding AS b
INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = b.coworker_id AND NOT c.is_deleted
WHERE b.network_id = %(network_id)s AND b.account_id = ANY(%(account_ids)s::bigint[])
ORDER BY b.account_id, c.id

-- name: count_sign_ins
-- How many sign-ins of each account are open.
SELECT s.account_id, count(*)
FROM sign_in AS s
WHERE
    s.network_id = %(network_id)s
    AND s.account_id = ANY(%(account_ids)s::bigint[])
    AND (
        EXISTS (
            SELECT FROM access_token AS t
            WHERE t.network_id = %(network_id)s AND t.sign_in_id = s.id AND t.expires_on > %(now)s
        )
        OR EXISTS (
            SELECT FROM refresh_token AS r
            WHERE
                r.network_id = %(network_id)s AND r.sign_in_id = s.id AND r.expires_on > %(now)s
                AND r.spent_on IS NULL
        )
        OR EXISTS (
            SELECT FROM browser_session AS b
            WHERE b.network_id = %(network_id)s AND b.sign_in_id = s.id AND b.expires_on > %(now)s
        )
    )
GROUP BY s.account_id

-- name: end_sign_ins
-- End every sign-in of an account: its tokens go as well.
DELETE FROM sign_in AS s WHERE s.network_id = %(network_id)s AND s.account_id = %(account_id)s RETURNING s.id
