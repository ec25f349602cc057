-- name: kept_elsewhere
-- The first of some kinds of records that is copied from elsewhere, where it is to be changed.
SELECT e.entity
FROM mirror AS m
INNER JOIN mirror_entity AS e ON e.network_id = %(network_id)s
WHERE
    m.network_id = %(network_id)s AND NOT m.allows_local_writes
    AND e.left_out IS NULL AND e.loaded_on IS NOT NULL AND e.entity = ANY(%(plurals)s::text[])
ORDER BY e.entity
LIMIT 1
