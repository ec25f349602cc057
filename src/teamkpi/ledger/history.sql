-- Superseded versions. {table} is an entity's table, {history} that of its superseded versions, {columns} are the
-- columns -- of both, and {returned} the same columns of r.

-- name: supersede
-- Move the current versions of records to the history; the caller holds the locks of the records.
WITH gone AS (
    DELETE FROM {table} AS r
    WHERE r.network_id = %(network_id)s AND r.id = ANY (%(ids)s::bigint[])
    RETURNING {returned}, r.held_since
)
INSERT INTO {history} (network_id, {columns}, held_since, held_until)
SELECT %(network_id)s, {columns}, gone.held_since, %(until)s FROM gone

-- name: known_since
-- The instant from which the history of a network is complete.
SELECT n.known_since FROM network AS n WHERE n.id = %(network_id)s

-- name: forget
-- Delete some of the versions superseded by an instant. Those that another transaction is changing are skipped.
WITH forgotten AS (
    SELECT h.id, h.held_since
    FROM {history} AS h
    WHERE h.network_id = %(network_id)s AND h.held_until <= %(before)s
    LIMIT %(at_once)s
    FOR UPDATE SKIP LOCKED
)
DELETE FROM {history} AS h
USING forgotten
WHERE h.network_id = %(network_id)s AND h.id = forgotten.id AND h.held_since = forgotten.held_since

-- name: set_known_since
-- Set the start of a network's history to an instant, unless it is later already.
UPDATE network AS n
SET known_since = greatest(n.known_since, %(known_since)s)
WHERE n.id = %(network_id)s
RETURNING n.known_since

-- name: is_empty
-- Whether a network has no version of any record of an entity.
SELECT
    NOT EXISTS (SELECT FROM {table} AS r WHERE r.network_id = %(network_id)s)
    AND NOT EXISTS (SELECT FROM {history} AS h WHERE h.network_id = %(network_id)s)

-- name: restore_known_since
-- Set the start of the history of an empty network to the instant in the imported files.
UPDATE network AS n SET known_since = %(known_since)s WHERE n.id = %(network_id)s

-- name: unknown_zone
-- A stored version with a time zone that this server does not know.
SELECT v.id, v.zone
FROM (
    SELECT r.id, r.zone FROM businesses AS r WHERE r.network_id = %(network_id)s
    UNION ALL
    SELECT h.id, h.zone FROM businesses_history AS h WHERE h.network_id = %(network_id)s
) AS v
WHERE v.zone IS NOT NULL AND NOT EXISTS (SELECT FROM pg_timezone_names AS known WHERE known.name = v.zone)
ORDER BY v.id
LIMIT 1

-- name: breaks
-- Inconsistent versions: each must be replaced when the next one is stored, the last must be the current one, and none
-- may -- be older than its predecessor. Only records with superseded versions are checked.
WITH version AS (
    SELECT h.id, h.updated_on, h.held_since, h.held_until
    FROM {history} AS h
    WHERE h.network_id = %(network_id)s
    UNION ALL
    SELECT r.id, r.updated_on, r.held_since, NULL
    FROM {table} AS r
    WHERE
        r.network_id = %(network_id)s
        AND r.id IN (SELECT h.id FROM {history} AS h WHERE h.network_id = %(network_id)s)
),
pair AS (
    SELECT
        v.*,
        lead(v.held_since) OVER following AS next_since,
        lead(v.updated_on) OVER following AS next_updated_on
    FROM version AS v
    WINDOW following AS (PARTITION BY v.id ORDER BY v.held_since, v.held_until NULLS LAST)
)
SELECT
    pair.id,
    pair.held_since,
    CASE
        WHEN pair.held_until IS NULL THEN 'a superseded version begins after the present one'
        WHEN pair.next_since IS NULL THEN 'no present version follows'
        WHEN pair.held_until < pair.next_since THEN 'there is a gap before the next version'
        WHEN pair.held_until > pair.next_since THEN 'the next version overlaps it'
        ELSE 'the next version is an older one'
    END AS problem
FROM pair
WHERE pair.held_until IS DISTINCT FROM pair.next_since OR pair.updated_on > pair.next_updated_on
ORDER BY pair.id, pair.held_since
