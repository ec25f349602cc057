-- name: email_of
-- The e-mail of the first of these coworkers that there is.
SELECT c.email
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = ANY (%(coworker_ids)s::bigint[]) AND NOT c.is_deleted
ORDER BY c.id
LIMIT 1
