-- name: objects
-- Everything that the schema of our tables holds, each by its kind, its name and how it is defined, as far as all
-- supported versions of PostgreSQL say that in the same words. Sequences of networks and yoyo's tables are left out.
WITH place AS (
    SELECT
        n.oid,
        quote_ident(n.nspname) || '.' AS prefix
    FROM pg_class AS c
    INNER JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = to_regclass('network')
),
relation AS (
    SELECT c.*
    FROM pg_class AS c
    INNER JOIN place ON place.oid = c.relnamespace
    WHERE c.relname NOT LIKE '%yoyo%'
),
object AS (
    SELECT
        CASE WHEN c.relkind = 'v' THEN 'view' ELSE 'table' END AS kind,
        c.relname::text AS name,
        CASE
            WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid)
            WHEN c.relpersistence = 'u' THEN 'unlogged'
            ELSE ''
        END AS definition
    FROM relation AS c
    WHERE c.relkind IN ('r', 'p', 'v')
    UNION ALL
    SELECT
        'column',
        c.relname || '.' || a.attname,
        concat_ws(
            ' ',
            format_type(a.atttypid, a.atttypmod),
            'COLLATE ' || quote_ident(o.collname),
            CASE WHEN a.attnotnull THEN 'NOT NULL' END,
            CASE a.attidentity WHEN 'a' THEN 'IDENTITY ALWAYS' WHEN 'd' THEN 'IDENTITY' END,
            CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' ELSE 'GENERATED ' END || pg_get_expr(d.adbin, d.adrelid)
        )
    FROM relation AS c
    INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    INNER JOIN pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_collation AS o ON o.oid = a.attcollation AND o.oid <> t.typcollation
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v')
    UNION ALL
    SELECT
        'constraint',
        c.relname || '.' || k.conname,
        replace(pg_get_constraintdef(k.oid), place.prefix, '')
    FROM relation AS c
    INNER JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype IN ('c', 'f', 'p', 'u')
    CROSS JOIN place
    UNION ALL
    SELECT
        'index',
        i.relname,
        replace(pg_get_indexdef(i.oid), place.prefix, '') || CASE WHEN NOT x.indisvalid THEN ' INVALID' ELSE '' END
    FROM relation AS c
    INNER JOIN pg_index AS x ON x.indrelid = c.oid
    INNER JOIN pg_class AS i ON i.oid = x.indexrelid
    CROSS JOIN place
    WHERE NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u'))
    UNION ALL
    SELECT
        'trigger',
        c.relname || '.' || g.tgname,
        replace(pg_get_triggerdef(g.oid), place.prefix, '') || CASE WHEN g.tgenabled <> 'O' THEN ' DISABLED' ELSE '' END
    FROM relation AS c
    INNER JOIN pg_trigger AS g ON g.tgrelid = c.oid AND NOT g.tgisinternal
    CROSS JOIN place
    UNION ALL
    SELECT
        'function',
        f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')',
        concat_ws(
            ' ',
            pg_get_function_result(f.oid),
            l.lanname,
            f.provolatile,
            CASE WHEN f.proisstrict THEN 'STRICT' END,
            coalesce(pg_get_function_sqlbody(f.oid), f.prosrc)
        )
    FROM pg_proc AS f
    INNER JOIN place ON place.oid = f.pronamespace
    INNER JOIN pg_language AS l ON l.oid = f.prolang
    WHERE NOT EXISTS (
        SELECT FROM pg_depend AS e WHERE e.classid = 'pg_proc'::regclass AND e.objid = f.oid AND e.deptype = 'e'
    )
)
SELECT
    kind,
    name,
    definition
FROM object
ORDER BY kind COLLATE "C", name COLLATE "C"

-- name: missing_sequences
-- The sequences of networks that are not there, by name.
SELECT wanted.name
FROM network AS n
CROSS JOIN tables_with_own_ids() AS t (name)
CROSS JOIN LATERAL (SELECT id_sequence(t.name, n.id) AS name) AS wanted
WHERE to_regclass(wanted.name) IS NULL
ORDER BY 1
