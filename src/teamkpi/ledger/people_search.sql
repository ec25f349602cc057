-- name: all_people
-- Everybody's names and addresses.
SELECT c.id, c.full_name, c.company_name, c.email
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND NOT c.is_deleted

-- name: changed_people
-- Those of people whose records were stored since another moment; nulls for one that was deleted.
SELECT c.id, c.full_name, c.company_name, c.email
FROM coworkers AS c
WHERE
    c.network_id = %(network_id)s
    AND c.stored_by >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
    AND NOT pg_visible_in_snapshot(c.stored_by, %(seen)s::pg_snapshot)

-- name: found_people
-- Some people, with the teams that they are members of.
SELECT
    c.id, c.full_name, c.company_name, c.email, c.active AND NOT c.archived AS is_active,
    (
        SELECT string_agg(t.name, ', ' ORDER BY t.name, t.id)
        FROM teams AS t
        WHERE t.network_id = %(network_id)s AND NOT t.is_deleted AND t.team_members @> ARRAY[c.id]
    ) AS team_names
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = ANY (%(ids)s::bigint[]) AND NOT c.is_deleted

-- name: found_teams
-- The teams whose name has a text in it, those that begin with it first.
SELECT t.id, t.name, b.name AS location, cardinality(t.team_members) AS members
FROM teams AS t
LEFT JOIN businesses AS b ON b.network_id = %(network_id)s AND b.id = t.business_id AND NOT b.is_deleted
WHERE
    t.network_id = %(network_id)s
    AND NOT t.is_deleted
    AND (strpos(t.name_folded, %(text)s) > 0 OR t.id = %(id)s)
ORDER BY strpos(t.name_folded, %(text)s) <> 1, t.name_folded, t.id
LIMIT %(most)s
