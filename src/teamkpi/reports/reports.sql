-- name: wishes
-- Which reports an account gets about a team.
SELECT r.period, r.with_names
FROM report_reader AS r
WHERE r.network_id = %(network_id)s AND r.team_id = %(team_id)s AND r.account_id = %(account_id)s

-- name: subscribe
-- Subscribe an account to reports about a team, from the current period on; an existing subscription continues.
INSERT INTO report_reader AS r (network_id, team_id, account_id, period, with_names, language, next_on)
SELECT
    %(network_id)s,
    t.id,
    %(account_id)s,
    %(period)s,
    %(with_names)s,
    %(language)s,
    day_start(
        (date_trunc(%(period)s, %(now)s AT TIME ZONE zone.name) + ('1 ' || %(period)s)::interval)::date, zone.name
    )
FROM teams AS t
LEFT JOIN businesses AS b ON b.network_id = %(network_id)s AND b.id = t.business_id AND NOT b.is_deleted
CROSS JOIN LATERAL (SELECT coalesce(b.zone, 'UTC') AS name) AS zone
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
ON CONFLICT (network_id, team_id, account_id, period) DO UPDATE
SET with_names = excluded.with_names, language = excluded.language

-- name: unsubscribe
-- Unsubscribe an account from reports about a team: from those of one period, or from all if that is NULL.
DELETE FROM report_reader AS r
WHERE
    r.network_id = %(network_id)s
    AND r.team_id = %(team_id)s
    AND r.account_id = %(account_id)s
    AND (%(period)s::text IS NULL OR r.period = %(period)s)

-- name: take_due
-- Readers whose period is over, with the first day of the last period that is over at the team's location. They become
-- due again at the end of the period after it. There are no reports about deleted teams. If the location has another
-- time zone now, the period may not be over yet; it is due when it is. Zones are at most 26 hours apart, and a period is
-- longer, so 36 hours after the instant that was its end in one zone, it is over in each, and the next one is not.
WITH due AS MATERIALIZED (
    SELECT r.team_id, r.account_id, r.period, zone.name AS zone, t.id IS NOT NULL AS is_there, r.language, r.next_on
    FROM report_reader AS r
    LEFT JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = r.team_id AND NOT t.is_deleted
    LEFT JOIN businesses AS b ON b.network_id = %(network_id)s AND b.id = t.business_id AND NOT b.is_deleted
    CROSS JOIN LATERAL (SELECT coalesce(b.zone, 'UTC') AS name) AS zone
    WHERE r.network_id = %(network_id)s AND r.next_on <= %(now)s
    ORDER BY r.next_on, r.team_id, r.account_id, r.period
    LIMIT %(most)s
    FOR UPDATE OF r SKIP LOCKED
),
dated AS MATERIALIZED (
    SELECT
        d.*,
        date_trunc(d.period, %(now)s AT TIME ZONE d.zone) AS present,
        ('1 ' || d.period)::interval AS step,
        day_start(date_trunc(d.period, d.next_on AT TIME ZONE d.zone + interval '36 hours')::date, d.zone) AS over_on
    FROM due AS d
),
planned AS MATERIALIZED (
    SELECT
        d.*,
        CASE WHEN d.over_on > %(now)s THEN d.over_on ELSE day_start((d.present + d.step)::date, d.zone) END AS due_again_on
    FROM dated AS d
),
moved AS (
    UPDATE report_reader AS r
    SET next_on = d.due_again_on
    FROM planned AS d
    WHERE
        r.network_id = %(network_id)s
        AND r.team_id = d.team_id
        AND r.account_id = d.account_id
        AND r.period = d.period
)
SELECT d.team_id, d.account_id, d.period, d.language, (d.present - d.step)::date AS first_day, d.is_there
FROM dated AS d
WHERE d.over_on <= %(now)s
ORDER BY d.team_id, d.account_id, d.period

-- name: period
-- The name of a team, and the instants at which a period begins and ends at its location.
SELECT
    t.name,
    day_start(%(first_day)s::date, zone.name) AS begins,
    day_start((%(first_day)s::date + ('1 ' || %(period)s)::interval)::date, zone.name) AS ends
FROM teams AS t
LEFT JOIN businesses AS b ON b.network_id = %(network_id)s AND b.id = t.business_id AND NOT b.is_deleted
CROSS JOIN LATERAL (SELECT coalesce(b.zone, 'UTC') AS name) AS zone
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted

-- name: last_period
-- The first day of the last week or month that is over at a team's location.
SELECT (date_trunc(%(period)s, %(now)s AT TIME ZONE zone.name) - ('1 ' || %(period)s)::interval)::date AS first_day
FROM teams AS t
LEFT JOIN businesses AS b ON b.network_id = %(network_id)s AND b.id = t.business_id AND NOT b.is_deleted
CROSS JOIN LATERAL (SELECT coalesce(b.zone, 'UTC') AS name) AS zone
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted

-- name: was_asked_for
-- Whether an account has asked for the same report since some instant.
SELECT
FROM outbox_message AS m
WHERE
    m.network_id = %(network_id)s
    AND m.account_id = %(account_id)s
    AND m.kind = %(kind)s
    AND m.report_team_id = %(team_id)s
    AND m.report_from = %(first_day)s
    AND m.written_on > %(since)s
LIMIT 1
