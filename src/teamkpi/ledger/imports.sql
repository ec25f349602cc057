-- name: insert_import
-- Note an import under the next number; no row, when another one has just taken it.
INSERT INTO import_run AS i (network_id, id, created_on, new_count, changed_count, deleted_count, is_made_up)
SELECT
    %(network_id)s,
    coalesce(max(o.id), 0) + 1,
    %(now)s,
    %(new)s,
    %(changed)s,
    %(deleted)s,
    %(is_made_up)s
FROM import_run AS o
WHERE o.network_id = %(network_id)s
ON CONFLICT DO NOTHING
RETURNING i.id

-- name: insert_part
-- Note versions that an import stored.
INSERT INTO import_version (network_id, import_id, part, entity, held_since, ids)
VALUES (%(network_id)s, %(import_id)s, %(part)s, %(entity)s, %(held_since)s, %(ids)s::bigint[])

-- name: imports
-- The imports of a network, the latest first, with who ran each and what was imported, as the audit trail says.
SELECT
    i.id,
    i.created_on,
    i.new_count,
    i.changed_count,
    i.deleted_count,
    i.undone_on,
    e.action_by,
    e.changes -> 'Source' ->> 1 AS source
FROM import_run AS i
LEFT JOIN LATERAL (
    SELECT one.action_by, one.changes
    FROM audit_entry AS one
    WHERE
        one.network_id = %(network_id)s
        AND one.entity_short_name = 'Import'
        AND one.entity_id = i.id
        AND one.audit_type = 1
    LIMIT 1
) AS e ON TRUE
WHERE i.network_id = %(network_id)s
ORDER BY i.id DESC
LIMIT %(limit)s

-- name: made_up
-- The number of the import that stored the made-up space, unless it was undone.
SELECT max(i.id) AS id
FROM import_run AS i
WHERE i.network_id = %(network_id)s AND i.is_made_up AND i.undone_on IS NULL

-- name: hold_filling
-- Wait for others that fill the space or create its mirror, and let them wait until this session ends.
SELECT pg_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: try_filling
-- Let what fills the space wait until this transaction ends; FALSE: it is being filled.
SELECT pg_try_advisory_xact_lock(%(lock_class)s, %(network_key)s::integer)

-- name: lock_import
-- Lock an import; two who undo it come one after the other.
SELECT
    i.created_on,
    i.undone_on,
    n.known_since
FROM import_run AS i
INNER JOIN network AS n ON n.id = %(network_id)s
WHERE i.network_id = %(network_id)s AND i.id = %(import_id)s
FOR UPDATE OF i

-- name: entities_of
-- The entities of which an import stored records.
SELECT DISTINCT v.entity FROM import_version AS v WHERE v.network_id = %(network_id)s AND v.import_id = %(import_id)s

-- name: brought
-- The records of an entity of which an import stored versions, with the starts of the first and the last of them.
SELECT one.id, min(v.held_since) AS first_since, max(v.held_since) AS last_since
FROM import_version AS v
CROSS JOIN LATERAL unnest(v.ids) AS one (id)
WHERE v.network_id = %(network_id)s AND v.import_id = %(import_id)s AND v.entity = %(entity)s
GROUP BY one.id
ORDER BY one.id

-- name: before
-- The versions of an entity's records that were superseded at some instants; {history} is the table, {columns} are what a
-- row has.
SELECT {columns}
FROM {history} AS h
WHERE
    h.network_id = %(network_id)s
    AND (h.id, h.held_until) IN (
        SELECT one.id, one.held_until
        FROM unnest(%(ids)s::bigint[], %(instants)s::timestamptz[]) AS one (id, held_until)
    )

-- name: own
-- The superseded versions of an entity's records that were held since some instants.
SELECT {columns}
FROM {history} AS h
WHERE
    h.network_id = %(network_id)s
    AND (h.id, h.held_since) IN (
        SELECT one.id, one.held_since
        FROM unnest(%(ids)s::bigint[], %(instants)s::timestamptz[]) AS one (id, held_since)
    )

-- name: set_undone
-- Note that an import was undone. Which versions it stored is of no use any more.
WITH gone AS (
    DELETE FROM import_version AS v WHERE v.network_id = %(network_id)s AND v.import_id = %(import_id)s
)
UPDATE import_run AS i
SET undone_on = %(now)s
WHERE i.network_id = %(network_id)s AND i.id = %(import_id)s
