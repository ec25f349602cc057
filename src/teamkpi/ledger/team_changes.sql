-- name: email_of
-- The address that these coworkers share.
SELECT c.email
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = ANY (%(coworker_ids)s::bigint[]) AND NOT c.is_deleted
ORDER BY c.id
LIMIT 1

-- name: lock_people
-- Wait for everybody else who makes coworkers of e-mail addresses in this network, until the transaction ends.
SELECT pg_advisory_xact_lock(%(lock_class)s, %(network_key)s)

-- name: people_of_emails
-- The coworkers that bear these addresses, active ones first: the address's place among those asked for, from 1, and
-- the coworker. Archived ones have left, and are nobody.
SELECT asked.place, c.id
FROM unnest(%(emails)s::text[]) WITH ORDINALITY AS asked (email, place)
INNER JOIN coworkers AS c
    ON c.network_id = %(network_id)s AND lower(c.email) = lower(asked.email) AND NOT c.is_deleted
WHERE NOT c.archived
ORDER BY asked.place, c.active DESC, c.id

-- name: shown_members
-- Those of these coworkers that a team shows: who is there and not archived.
SELECT c.id
FROM coworkers AS c
WHERE
    c.network_id = %(network_id)s AND c.id = ANY (%(coworker_ids)s::bigint[])
    AND NOT c.archived AND NOT c.is_deleted

-- name: running_contracts
-- The contracts of these coworkers that have not ended: whose, for which plan, at which location.
SELECT c.coworker_id, c.tariff_id, c.issued_by_id
FROM coworkercontracts AS c
WHERE
    c.network_id = %(network_id)s AND c.coworker_id = ANY (%(coworker_ids)s::bigint[])
    AND c.active AND NOT c.is_deleted
    AND coalesce(c.cancellation_date > %(now)s, NOT c.cancelled)
