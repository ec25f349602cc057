-- name: kept_elsewhere
-- The kinds of records of a network that are copied from elsewhere, where they are to be changed.
SELECT e.entity
FROM mirror AS m
INNER JOIN mirror_entity AS e ON e.network_id = %(network_id)s
WHERE
    m.network_id = %(network_id)s AND NOT m.allows_local_writes
    AND e.left_out IS NULL AND e.loaded_on IS NOT NULL
