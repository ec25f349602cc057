-- The versions of one record. {table} is an entity's table, {history} that of its superseded versions, {columns} are
-- the -- columns of both, and {returned} the same columns of v.

-- name: of_record
-- The newest versions of a record, current and superseded, each with its author and channel from the audit trail.
SELECT {returned}, v.held_since, v.held_until, written.action_by, written.door
FROM (
    SELECT {columns}, r.held_since, NULL::timestamptz AS held_until
    FROM {table} AS r
    WHERE r.network_id = %(network_id)s AND r.id = %(record_id)s
    UNION ALL
    SELECT {columns}, h.held_since, h.held_until
    FROM {history} AS h
    WHERE h.network_id = %(network_id)s AND h.id = %(record_id)s
) AS v
LEFT JOIN LATERAL (
    SELECT e.action_by, e.door
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
