-- name: tables
-- The tables that a backup holds, each with its columns and the columns of its key, as the database itself has them.
-- Left out is what is true on one server only: unlogged tables, tables of snapshots, transaction numbers.
SELECT
    c.relname::text AS name,
    array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.atttypid <> 'xid8'::regtype) AS columns,
    (
        SELECT array_agg(k.attname::text ORDER BY key.number)
        FROM pg_index AS i
        CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS key (attnum, number)
        INNER JOIN pg_attribute AS k ON k.attrelid = i.indrelid AND k.attnum = key.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary
    ) AS key
FROM pg_class AS c
INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE
    c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND c.relpersistence = 'p'
    AND c.relname NOT LIKE '%yoyo%'
    AND c.relnamespace = (SELECT n.relnamespace FROM pg_class AS n WHERE n.oid = to_regclass('network'))
    AND NOT EXISTS (
        SELECT FROM pg_attribute AS s
        WHERE s.attrelid = c.oid AND s.atttypid = 'pg_snapshot'::regtype AND NOT s.attisdropped
    )
GROUP BY c.oid, c.relname
ORDER BY c.relname COLLATE "C"

-- name: referenced
-- Which table's foreign keys refer to which other table.
SELECT
    c.relname::text AS name,
    r.relname::text AS referenced
FROM pg_constraint AS k
INNER JOIN pg_class AS c ON c.oid = k.conrelid
INNER JOIN pg_class AS r ON r.oid = k.confrelid
WHERE
    k.contype = 'f'
    AND k.conrelid <> k.confrelid
    AND c.relnamespace = (SELECT n.relnamespace FROM pg_class AS n WHERE n.oid = to_regclass('network'))
ORDER BY c.relname, r.relname
