-- name: bytes_stored
-- The bytes of all tables with their indexes, and the place in the log of changes.
SELECT
    (
        SELECT sum(pg_total_relation_size(c.oid))
        FROM pg_class AS c
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    )::bigint AS stored,
    (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint AS log

-- name: size_of_table
-- The bytes of one table with its indexes, and its rows.
SELECT
    pg_total_relation_size('{table}') AS bytes,
    (SELECT count(*) FROM {table}) AS row_count

-- name: bytes_of_database
-- The bytes of the database that is connected to.
SELECT pg_database_size(current_database()) AS bytes
