-- name: locations
-- A network's locations.
SELECT b.id, b.name, b.zone
FROM businesses AS b
WHERE b.network_id = %(network_id)s AND NOT b.is_deleted
ORDER BY b.id

-- name: has_records
-- Whether there is a record of an entity; {table} is its table.
SELECT EXISTS (SELECT FROM {table} AS r WHERE r.network_id = %(network_id)s AND NOT r.is_deleted) AS has_records

-- name: ids
-- The ids of an entity's existing records; {table} is its table.
SELECT r.id FROM {table} AS r WHERE r.network_id = %(network_id)s AND NOT r.is_deleted ORDER BY r.id
