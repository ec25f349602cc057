-- name: next_ids
-- Take so many ids for new records of an entity: where the network's ids begin, and the last of those taken. They are used
-- up, whatever follows.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
SELECT
    %(network_id)s,
    %(entity)s,
    CASE WHEN n.ids_fit_32_bits THEN %(first_small)s ELSE %(first)s END,
    CASE WHEN n.ids_fit_32_bits THEN %(first_small)s ELSE %(first)s END - 1 + %(count)s
FROM network AS n
WHERE n.id = %(network_id)s
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + %(count)s
RETURNING first_id, last_id
