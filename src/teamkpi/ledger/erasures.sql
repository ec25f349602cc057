-- name: erased
-- The key of a network's digests, the coworkers that were erased, and the digests of their addresses.
SELECT
    n.guess_key,
    ARRAY(SELECT c.coworker_id FROM erased_coworker AS c WHERE c.network_id = %(network_id)s) AS coworker_ids,
    ARRAY(SELECT e.digest FROM erased_email AS e WHERE e.network_id = %(network_id)s) AS digests
FROM network AS n
WHERE n.id = %(network_id)s

-- name: erase_coworkers
-- Note that these coworkers were erased.
INSERT INTO erased_coworker (network_id, coworker_id, erased_on)
SELECT %(network_id)s, one.id, %(now)s FROM unnest(%(coworker_ids)s::bigint[]) AS one (id)
ON CONFLICT DO NOTHING

-- name: erase_emails
-- Note that the addresses with these digests were erased.
INSERT INTO erased_email (network_id, digest, erased_on)
SELECT %(network_id)s, one.digest, %(now)s FROM unnest(%(digests)s::bytea[]) AS one (digest)
ON CONFLICT DO NOTHING
