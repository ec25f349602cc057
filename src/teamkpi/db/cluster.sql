-- name: node
-- This node of the cluster: the version of Citus, whether the node is the coordinator, whether the others know where it
-- is, and how many workers have rows.
SELECT
    (SELECT e.extversion FROM pg_extension AS e WHERE e.extname = 'citus') AS version,
    (SELECT g.groupid FROM pg_dist_local_group AS g) = 0 AS is_coordinator,
    EXISTS (SELECT FROM pg_dist_node AS n WHERE n.groupid = 0) AS is_known,
    (
        SELECT count(*)
        FROM pg_dist_node AS n
        WHERE n.groupid <> 0 AND n.isactive AND n.shouldhaveshards AND n.noderole = 'primary'
    ) AS workers

-- name: settings
-- The values of some settings.
SELECT
    asked.name,
    current_setting(asked.name, TRUE) AS setting
FROM unnest(%(names)s::text[]) AS asked (name)

-- name: nodes
-- What each node answers to a question; an error's text if it does not.
SELECT
    coalesce(n.nodename || ':' || n.nodeport, 'of the coordinator') AS place,
    a.success AS answers,
    coalesce(a.result, '') AS said
FROM run_command_on_all_nodes(%(question)s) AS a
LEFT JOIN pg_dist_node AS n ON n.nodeid = a.nodeid
ORDER BY n.groupid, place

-- name: question_to_nodes
-- What has to be the same on all nodes.
SELECT
    concat(
        'Citus ', e.extversion,
        ', PostgreSQL ', current_setting('server_version_num')::integer / 10000,
        ' and ', current_setting('server_encoding')
    ) AS said
FROM pg_extension AS e
WHERE e.extname = 'citus'

-- name: places
-- Where the rows of each table are.
SELECT
    c.relname::text AS table_name,
    CASE
        WHEN p.partmethod = 'h' THEN 'by network'
        WHEN p.partmethod = 'n' AND p.repmodel = 't' THEN 'everywhere'
        WHEN p.partmethod = 'n' OR p.logicalrelid IS NULL THEN 'once'
        ELSE 'elsewhere'
    END AS spread,
    CASE WHEN p.partmethod = 'h' THEN column_to_column_name(p.logicalrelid, p.partkey) END AS key_column,
    p.colocationid IS NOT DISTINCT FROM o.colocationid AS is_together,
    p.partmethod IS NOT NULL AND p.partmethod = 'h' AND pg_relation_size(c.oid) > 0 AS has_own_rows
FROM pg_class AS c
LEFT JOIN pg_dist_partition AS p ON p.logicalrelid = c.oid
LEFT JOIN pg_dist_partition AS o ON o.logicalrelid = to_regclass('network')
WHERE
    c.relkind = 'r'
    AND c.relnamespace = (SELECT s.relnamespace FROM pg_class AS s WHERE s.oid = to_regclass('network'))
ORDER BY c.relname COLLATE "C"
