-- name: lock_people
-- Wait for everybody else who adds people by their e-mails in this network, until the transaction ends.
SELECT pg_advisory_xact_lock(%(lock_class)s, %(network_key)s)

-- name: known_people
-- Those of these e-mails that a coworker (also a suspended or archived one) or an account of the network has: the
-- e-mail's place in the list, from 1; its coworkers; and whether the team shows one of them as a member.
SELECT asked.place, person.coworker_ids, person.is_member
FROM unnest(%(emails_folded)s::text[]) WITH ORDINALITY AS asked (email_folded, place)
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(c.id ORDER BY c.id), '{}') AS coworker_ids,
        coalesce(bool_or(c.id = ANY (%(team_members)s::bigint[]) AND NOT c.archived), FALSE) AS is_member
    FROM coworkers AS c
    WHERE c.network_id = %(network_id)s AND c.email_folded = asked.email_folded AND NOT c.is_deleted
) AS person
WHERE
    person.coworker_ids <> '{}'
    OR EXISTS (
        SELECT FROM account AS a WHERE a.network_id = %(network_id)s AND a.email_folded = asked.email_folded
    )
ORDER BY asked.place

-- name: shown_members
-- Those of these coworkers that a team shows: they are there and not archived.
SELECT c.id
FROM coworkers AS c
WHERE
    c.network_id = %(network_id)s AND c.id = ANY (%(coworker_ids)s::bigint[])
    AND NOT c.archived AND NOT c.is_deleted

-- name: bound_coworkers
-- The coworkers that an account is bound to, also suspended and archived ones.
SELECT b.coworker_id
FROM account_binding AS b
WHERE b.network_id = %(network_id)s AND b.account_id = %(account_id)s
