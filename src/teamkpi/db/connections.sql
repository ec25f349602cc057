-- name: begin_session
-- Give a session its settings, and tell whether the database is one of a Citus cluster. Plans for all values cannot
-- choose a node there.
SELECT
    to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AS is_cluster,
    set_config(
        asked.name,
        CASE
            WHEN asked.name = 'plan_cache_mode' AND to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN 'auto'
            ELSE asked.value
        END,
        FALSE
    ) AS value
FROM unnest(%(names)s::text[], %(values)s::text[]) AS asked (name, value)
