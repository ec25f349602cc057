-- name: import_state
-- When an import ran and was undone, and when the history begins.
SELECT i.created_on, i.undone_on, n.known_since
FROM import_run AS i
INNER JOIN network AS n ON n.id = %(network_id)s
WHERE i.network_id = %(network_id)s AND i.id = %(import_id)s

-- name: states
-- The records of an entity that an import stored: the starts of its first and its last version, the start of the present
-- one, whether that is a deletion, and whether the record was there before the import.
SELECT
    brought.id,
    brought.first_since,
    brought.last_since,
    r.held_since,
    r.is_deleted,
    EXISTS (
        SELECT FROM {history} AS h
        WHERE
            h.network_id = %(network_id)s AND h.id = brought.id AND h.held_until = brought.first_since
            AND NOT h.is_deleted
    ) AS was_there
FROM (
    SELECT one.id, min(v.held_since) AS first_since, max(v.held_since) AS last_since
    FROM import_version AS v
    CROSS JOIN LATERAL unnest(v.ids) AS one (id)
    WHERE v.network_id = %(network_id)s AND v.import_id = %(import_id)s AND v.entity = %(entity)s
    GROUP BY one.id
) AS brought
INNER JOIN {table} AS r ON r.network_id = %(network_id)s AND r.id = brought.id
ORDER BY brought.id

-- name: referring
-- The records of an entity that refer to records that would be gone, with their names and how many they are; not those
-- that an undo writes itself.
SELECT r.id, {name} AS name, count(*) OVER () AS found
FROM {table} AS r
WHERE
    r.network_id = %(network_id)s AND NOT r.is_deleted
    AND ({refers})
    AND NOT EXISTS (SELECT FROM unnest(%(own)s::bigint[]) AS own (id) WHERE own.id = r.id)
ORDER BY r.id
LIMIT %(most)s

-- name: refers_by_id
-- A field refers to one of them.
r.{column} IN (SELECT gone.id FROM unnest(%({target})s::bigint[]) AS gone (id))

-- name: refers_by_list
-- A list refers to one of them.
r.{column} && %({target})s::bigint[]

-- name: name_of_person
-- The name of the person that a record belongs to.
(SELECT c.full_name FROM coworkers AS c WHERE c.network_id = %(network_id)s AND c.id = r.coworker_id)

-- name: people
-- The people whose figures records of an entity count in.
SELECT DISTINCT r.{person} AS id
FROM {table} AS r
WHERE
    r.network_id = %(network_id)s AND r.{person} IS NOT NULL
    AND r.id IN (SELECT one.id FROM unnest(%(ids)s::bigint[]) AS one (id))

-- name: names_of_people
-- The names of people, the first few of them.
SELECT c.full_name
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = ANY (%(ids)s::bigint[]) AND c.full_name IS NOT NULL
ORDER BY c.full_name, c.id
LIMIT %(most)s
