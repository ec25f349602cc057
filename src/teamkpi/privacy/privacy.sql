-- name: coworkers_of_email
-- The coworkers that have one of these folded e-mail addresses, and those that an account with one acts for alone.
SELECT c.id
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.email_folded = ANY (%(folded)s::text[])
UNION
SELECT b.coworker_id
FROM account AS a
INNER JOIN account_binding AS b ON b.network_id = %(network_id)s AND b.account_id = a.id
WHERE
    a.network_id = %(network_id)s
    AND a.email_folded = ANY (%(folded)s::text[])
    AND NOT EXISTS (
        SELECT FROM account_binding AS o
        WHERE o.network_id = %(network_id)s AND o.account_id = a.id AND o.coworker_id <> b.coworker_id
    )
ORDER BY 1

-- name: of_others
-- Which of these folded addresses other coworkers have.
SELECT DISTINCT c.email_folded
FROM coworkers AS c
WHERE
    c.network_id = %(network_id)s
    AND c.email_folded = ANY (%(folded)s::text[])
    AND c.id <> ALL (%(coworker_ids)s::bigint[])
ORDER BY c.email_folded

-- name: names_and_emails
-- Every name and address that some coworkers have or had.
SELECT c.full_name, c.email
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = ANY (%(coworker_ids)s::bigint[])
UNION
SELECT h.full_name, h.email
FROM coworkers_history AS h
WHERE h.network_id = %(network_id)s AND h.id = ANY (%(coworker_ids)s::bigint[])
UNION
SELECT e.full_name, e.email
FROM eventattendees AS e
WHERE e.network_id = %(network_id)s AND e.coworker_id = ANY (%(coworker_ids)s::bigint[])
ORDER BY 1, 2

-- name: former_emails
-- Every address that a coworker had and no longer has, with whose it was.
SELECT DISTINCT
    h.email,
    h.id
FROM coworkers_history AS h
WHERE h.network_id = %(network_id)s AND h.email IS NOT NULL
ORDER BY h.email, h.id

-- name: accounts
-- The accounts with one of these folded addresses, and those that act for these coworkers and nobody else.
SELECT
    a.id,
    a.email
FROM account AS a
WHERE
    a.network_id = %(network_id)s
    AND (
        a.email_folded = ANY (%(folded)s::text[])
        OR (
            EXISTS (
                SELECT FROM account_binding AS b
                WHERE b.network_id = %(network_id)s AND b.account_id = a.id AND b.coworker_id = ANY (%(coworker_ids)s::bigint[])
            )
            AND NOT EXISTS (
                SELECT FROM account_binding AS b
                WHERE b.network_id = %(network_id)s AND b.account_id = a.id AND b.coworker_id <> ALL (%(coworker_ids)s::bigint[])
            )
        )
    )
ORDER BY a.id

-- name: email_of_account
-- The address of an account.
SELECT a.email FROM account AS a WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s

-- name: other_spellings
-- The addresses of guests, invitations and authors, as they are written.
SELECT e.email FROM eventattendees AS e WHERE e.network_id = %(network_id)s AND e.email IS NOT NULL
UNION
SELECT h.email FROM eventattendees_history AS h WHERE h.network_id = %(network_id)s AND h.email IS NOT NULL
UNION
SELECT i.email FROM invitation AS i WHERE i.network_id = %(network_id)s
UNION
SELECT k.email FROM account_link AS k WHERE k.network_id = %(network_id)s
UNION
SELECT t.email FROM provider_attempt AS t WHERE t.network_id = %(network_id)s AND t.email IS NOT NULL
UNION
SELECT m.email FROM outbox_message AS m WHERE m.network_id = %(network_id)s
UNION
SELECT b.email FROM mail_bounce AS b WHERE b.network_id = %(network_id)s
UNION
SELECT u.action_by FROM audit_entry AS u WHERE u.network_id = %(network_id)s AND strpos(u.action_by, '@') > 0
ORDER BY 1
