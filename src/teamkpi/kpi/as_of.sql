-- The figures of the past. They are computed by the statement of the present: here stand the relations that it finds in
-- the place of the tables, under the same names, with what the ledger held at %(known_at)s.

-- name: as_held
-- Rows of an entity as they were held; a part of the statement below.
{table} AS NOT MATERIALIZED (
    SELECT r.network_id, {of_present}
    FROM {table} AS r
    WHERE r.network_id = %(network_id)s AND r.held_since <= %(known_at)s {of_members}
    UNION ALL
    SELECT r.network_id, {of_present}
    FROM {history} AS r
    WHERE
        r.network_id = %(network_id)s AND r.held_since <= %(known_at)s AND r.held_until > %(known_at)s {of_members}
)

-- name: of_selected
-- The same where the statement has already selected the versions to read, with the instants between which each was held.
{table} AS NOT MATERIALIZED (
    SELECT r.network_id, {of_present}
    FROM {table}_selected AS r
    WHERE r.network_id = %(network_id)s AND r.held_since <= %(known_at)s AND r.held_until > %(known_at)s
)

-- name: with_balances
-- The same for an entity with balances, which are facts of the moment at which they were stored: where the version is a
-- later one than %(now)s, its balances are those of the version that was held then, or else of the record's first one.
{table} AS NOT MATERIALIZED (
    SELECT r.network_id, {of_present}
    FROM {table} AS r
    LEFT JOIN LATERAL ({earlier}) AS earlier ON TRUE
    WHERE r.network_id = %(network_id)s AND r.held_since <= %(known_at)s {of_members}
    UNION ALL
    SELECT r.network_id, {of_present}
    FROM {history} AS r
    LEFT JOIN LATERAL ({earlier}) AS earlier ON TRUE
    WHERE
        r.network_id = %(network_id)s AND r.held_since <= %(known_at)s AND r.held_until > %(known_at)s {of_members}
)

-- name: earlier
-- The balances of the version that was held at %(now)s, or else of the record's first one; none when r is not later.
SELECT h.id, {of_balances}
FROM {history} AS h
WHERE h.network_id = %(network_id)s AND h.id = r.id AND r.held_since > %(now)s AND h.held_until > %(now)s
ORDER BY h.held_until
LIMIT 1

-- name: of_members
-- For an entity whose records belong to coworkers: only those of the team's members, which an index finds.
AND r.{column} = ANY (ARRAY(SELECT t.coworker_id FROM touched AS t))

-- name: of_wholes
-- For an entity whose records are parts of those of another, which were found before.
AND r.{column} = ANY (ARRAY(SELECT w.id FROM {whole} AS w WHERE w.network_id = %(network_id)s))

-- name: of_members_and_named
-- The same for an entity whose records those of another name as well, which were found before.
AND (
    r.{column} = ANY (ARRAY(SELECT t.coworker_id FROM touched AS t))
    OR r.id = ANY (ARRAY(SELECT n.{named_by} FROM {naming} AS n WHERE n.network_id = %(network_id)s))
)

-- name: people_of_team
-- Whose records count: the team's members.
t.team_members

-- name: people_of_team_and_caller
-- The team's members, and the coworkers that the caller acts for.
t.team_members || %(asking)s::bigint[]

-- name: months_of_figures
-- The months before the current one of which figures are made, and one more, than which no zone is further away from UTC.
interval '2 months'

-- name: months_of_metrics
-- The same for the number of months that is asked for.
make_interval(months => %(months)s + 1)

-- name: balance
-- A balance of such an entity; a part of the statement above.
CASE WHEN earlier.id IS NULL THEN r.{column} ELSE earlier.{column} END AS {column}

-- name: of_some
-- When some members are asked about: only those of the team's.
AND of_team.id = ANY (%(coworker_ids)s::bigint[])

-- name: held
-- What was held, for the beginning of a statement over a team's figures. There is no stored sum of the past, so the sums
-- are computed from the records, by the rules of the stored ones. No team is found when the history is not complete back
-- to that instant: it may have been forgotten while this was asked.
{teams},
touched AS MATERIALIZED (
    -- The months of which figures are made, and more on each side than any zone is away from UTC.
    SELECT DISTINCT
        of_team.id AS coworker_id,
        (date_trunc('month', %(now)s::timestamptz AT TIME ZONE 'UTC') - {months})::date AS first_month,
        (date_trunc('month', %(now)s::timestamptz AT TIME ZONE 'UTC') + interval '2 months')::date AS last_month
    FROM teams AS t
    CROSS JOIN LATERAL unnest({people}) AS of_team (id)
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s {of_some}
),
{held},
revision AS (
    SELECT t.id AS team_id, 0 AS places_revision, 0 AS team_revision, 0 AS members_revision
    FROM teams AS t
    INNER JOIN network AS n ON n.id = %(network_id)s AND n.known_since <= %(known_at)s
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s
),
usage_month AS MATERIALIZED (
    SELECT %(network_id)s::bigint AS network_id, cell.* FROM ({cells}) AS cell
),
member_state AS MATERIALIZED (
    SELECT %(network_id)s::bigint AS network_id, total.* FROM ({totals}) AS total
)

-- name: members_then
-- The members of a team that the ledger had at an instant, as the figures of that time show them.
WITH {teams},
touched AS MATERIALIZED (
    SELECT of_team.id AS coworker_id
    FROM teams AS t
    CROSS JOIN LATERAL unnest(t.team_members) AS of_team (id)
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
),
{coworkers}
SELECT c.id
FROM touched AS t
INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = t.coworker_id
WHERE NOT c.archived AND NOT c.is_deleted

-- name: end_of_day
-- The last instant of a day by the clock of a team's location; UTC while none is known.
SELECT day_start(%(day)s::date + 1, coalesce(l.zone, 'UTC')) - interval '1 microsecond' AS instant
FROM (SELECT 1) AS always
LEFT JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
