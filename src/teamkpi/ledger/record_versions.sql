-- The versions of one record. {table} is an entity's table, {history} that of its superseded versions, {columns} are
-- the -- columns of both, and {returned} the same columns of v.

-- name: of_record
-- The newest versions of a record, current and superseded, each with its author, channel and key from the audit trail,
-- and whether an import stored it.
WITH v AS MATERIALIZED (
    SELECT {columns}, r.held_since, NULL::timestamptz AS held_until
    FROM {table} AS r
    WHERE r.network_id = %(network_id)s AND r.id = %(record_id)s
    UNION ALL
    SELECT {columns}, h.held_since, h.held_until
    FROM {history} AS h
    WHERE h.network_id = %(network_id)s AND h.id = %(record_id)s
),

imported AS (
    SELECT DISTINCT i.held_since
    FROM import_version AS i
    WHERE
        i.network_id = %(network_id)s
        AND i.entity = %(plural)s
        AND i.held_since IN (SELECT v.held_since FROM v)
        AND %(record_id)s = ANY(i.ids)
)

SELECT
    {returned},
    v.held_since,
    v.held_until,
    written.action_by,
    coalesce(written.door, CASE WHEN imported.held_since IS NOT NULL THEN 'import' END) AS door,
    written.key_id IS NOT NULL AS is_key
FROM v
LEFT JOIN imported ON imported.held_since = v.held_since
LEFT JOIN LATERAL (
    SELECT e.action_by, e.door, e.key_id
    FROM audit_entry AS e
    WHERE
        e.network_id = %(network_id)s
        AND e.entity_id = v.id
        AND e.entity_short_name = %(entity)s
        AND e.version = v.updated_on
    ORDER BY e.id DESC
    LIMIT 1
) AS written ON TRUE
ORDER BY v.held_since DESC
LIMIT %(most)s

-- name: held_at
-- The version of a record that was stored at an instant.
SELECT {columns}
FROM {table} AS r
WHERE r.network_id = %(network_id)s AND r.id = %(record_id)s AND r.held_since = %(held_since)s
UNION ALL
SELECT {columns}
FROM {history} AS h
WHERE h.network_id = %(network_id)s AND h.id = %(record_id)s AND h.held_since = %(held_since)s
