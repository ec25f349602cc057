-- name: next_ids
-- Take so many ids for new records of an entity, and return the last of them. They are used up, whatever follows.
INSERT INTO local_id AS l (network_id, entity, last_id)
VALUES (%(network_id)s, %(entity)s, %(first)s - 1 + %(count)s)
ON CONFLICT (network_id, entity) DO UPDATE SET last_id = l.last_id + %(count)s
RETURNING last_id
