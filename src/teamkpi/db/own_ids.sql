-- name: next_id
-- Take the next id of a kind in a network. Others who take one wait until this transaction ends.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, %(entity)s, 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id
