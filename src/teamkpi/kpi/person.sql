-- The figures of one person, for operators. The statement of a team's figures computes them; these are its first
-- relations for a person, who may be in several teams or in none.

-- name: members
-- As "team", the place whose zone and currency the figures are in: that of the requested team, or else of the person's
-- first team, or else the requested location, or else the first location. No row if there is no such person. A part of
-- the statement below.
team AS MATERIALIZED (
    SELECT
        t.id AS team_id,
        t.name AS team_name,
        at.business_id,
        l.name AS business_name,
        l.currency_code,
        place.zone,
        local.month,
        month_start((local.month + interval '1 month')::date, place.zone) AS next_month,
        coalesce(r.places_revision || '.' || r.team_revision || '.' || r.members_revision, '') AS revision
    FROM coworkers AS c
    LEFT JOIN LATERAL (
        SELECT t.id, t.name, t.business_id
        FROM teams AS t
        WHERE
            t.network_id = %(network_id)s AND t.team_members && ARRAY[c.id] AND NOT t.is_deleted AND NOT c.archived
            AND (%(team_id)s::bigint IS NULL OR t.id = %(team_id)s::bigint)
        ORDER BY t.id
        LIMIT 1
    ) AS t ON TRUE
    LEFT JOIN ({team_revision}) AS r ON r.team_id = t.id
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN t.id IS NOT NULL THEN t.business_id
                WHEN %(business_id)s::bigint IS NOT NULL THEN %(business_id)s::bigint
                ELSE (SELECT min(b.id) FROM businesses AS b WHERE b.network_id = %(network_id)s AND NOT b.is_deleted)
            END AS business_id
    ) AS at
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = at.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (SELECT coalesce(l.zone, 'UTC') AS zone) AS place
    CROSS JOIN LATERAL (
        SELECT date_trunc('month', %(now)s::timestamptz AT TIME ZONE place.zone)::date AS month
    ) AS local
    WHERE c.network_id = %(network_id)s AND c.id = %(coworker_id)s AND NOT c.is_deleted
),
member AS MATERIALIZED (
    SELECT c.id, c.full_name, c.email
    FROM coworkers AS c
    WHERE c.network_id = %(network_id)s AND c.id = %(coworker_id)s AND NOT c.is_deleted
)

-- name: person_kpi
-- Every figure of one person as of one instant, in the columns of a team's figures, and then the place that they are
-- for. No row if there is no such person.
WITH {members}, figure AS ({figures})
SELECT figure.*, team.team_id, team.team_name, team.business_id, team.business_name, team.currency_code
FROM figure
CROSS JOIN team
