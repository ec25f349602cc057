-- name: team_basis
-- The basis of a team's figures at one instant: its location with currency and zone, and the current month there, from
-- its first instant to the first one after it. A team whose location is not known counts in UTC.
SELECT
    t.id AS team_id,
    t.name AS team_name,
    coalesce(l.name, '') AS business_name,
    place.zone AS simple_time_zone_name_iana,
    l.currency_code,
    local.month AS month_date,
    month_start(local.month, place.zone) AS month_from,
    month_start((local.month + interval '1 month')::date, place.zone) AS month_to,
    coalesce(t.disable_attendance_dashboard, FALSE) AS disable_attendance_dashboard
FROM teams AS t
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
CROSS JOIN LATERAL (SELECT coalesce(l.zone, 'UTC') AS zone) AS place
CROSS JOIN LATERAL (
    SELECT date_trunc('month', %(now)s::timestamptz AT TIME ZONE place.zone)::date AS month
) AS local
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
