-- name: others
-- How many other sessions this database has, of any program but Citus itself. For a session of another role, only some
-- columns may be visible; processes of the server have no role. A pooler in session mode resets a session when its
-- client has left, and keeps it: such a session does not count, because nothing is left of that client in it.
-- A session whose statement is not visible counts.
SELECT count(*) AS others
FROM pg_stat_activity AS a
WHERE
    a.datname = current_database()
    AND a.pid <> pg_backend_pid()
    AND (a.backend_type = 'client backend' OR (a.backend_type IS NULL AND a.usesysid IS NOT NULL))
    AND a.application_name !~ '^[Cc]itus[ _]'
    AND (a.state = 'idle' AND a.query = 'DISCARD ALL') IS NOT TRUE

-- name: one_after_the_other
-- Use one connection to each worker until this transaction ends, since the tables refer to each other.
SELECT set_config('citus.multi_shard_modify_mode', 'sequential', TRUE)

-- name: foreign_keys
-- The foreign keys of some tables, and those that refer to them.
SELECT
    k.conrelid::regclass::text AS table_name,
    k.conname::text AS name,
    pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint AS k
WHERE
    k.contype = 'f'
    AND (k.conrelid::regclass::text = ANY (%(tables)s::text[]) OR k.confrelid::regclass::text = ANY (%(tables)s::text[]))
ORDER BY k.conrelid::regclass::text COLLATE "C", k.conname COLLATE "C"

-- name: spread_by_network
-- Send the rows of each network to the worker that has the network, from now on as well.
SELECT create_distributed_table(%(table)s, %(key_column)s, colocate_with => %(beside)s)

-- name: spread_everywhere
-- Give each node a copy of a table.
SELECT create_reference_table(%(table)s)

-- name: delete_own_rows
-- Delete the rows that a table had on the coordinator, where they are not read any more.
SELECT truncate_local_data_after_distributing_table(%(table)s)
