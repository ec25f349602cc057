-- name: keep_migrations_out
-- Keep migrations from changing the schema until the session ends.
SELECT pg_advisory_lock_shared(%(migration)s)

-- name: next_id
-- An id that no network of this database has had.
SELECT nextval(pg_get_serial_sequence('network', 'id')) AS id

-- name: stage_network
-- A place for the row of a network, until its name is checked.
CREATE TEMPORARY TABLE imported_network (LIKE network) ON COMMIT DROP

-- name: store_network
-- The network of a file, under the name that it has here.
INSERT INTO network SELECT * FROM imported_network

-- name: name_network
-- The name of the network here, and the number that its names are derived from everywhere. It is served here.
UPDATE imported_network
SET
    name = %(name)s, named_as = coalesce(named_as, %(origin_id)s),
    place = 'here', place_since = NULL, is_closed = FALSE, move_id = NULL, other_place = NULL, other_id = NULL

-- name: shared_sequences
-- The columns whose ids come from one sequence for all networks, with the name of the sequence.
SELECT
    c.relname::text AS name,
    a.attname::text AS id_column,
    pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
FROM pg_class AS c
INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attidentity <> '' AND NOT a.attisdropped
WHERE
    c.relkind = 'r'
    AND c.relname <> 'network'
    AND c.relnamespace = (SELECT n.relnamespace FROM pg_class AS n WHERE n.oid = to_regclass('network'))
ORDER BY c.relname

-- name: go_on_after
-- Let a shared sequence go on after an id, if it has not come so far yet.
SELECT setval(s.oid, greatest(%(last_id)s, nextval(s.oid)))
FROM to_regclass(%(sequence)s) AS s (oid)

-- name: tables
-- All tables with rows of networks, also those that are not copied.
SELECT c.relname::text AS name
FROM pg_class AS c
INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'network_id' AND NOT a.attisdropped
WHERE
    c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND c.relnamespace = (SELECT n.relnamespace FROM pg_class AS n WHERE n.oid = to_regclass('network'))
ORDER BY c.relname

-- name: delete_network
-- Delete a network; its rows in other tables that refer to it go with it.
DELETE FROM network AS n WHERE n.id = %(network_id)s

-- name: all_ids
-- The ids of all networks.
SELECT n.id FROM network AS n ORDER BY n.id
