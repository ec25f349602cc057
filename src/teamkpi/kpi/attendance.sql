-- name: team_attendance
-- A team's week and the twelve before it: the members' attendance, their bookings of the week by day, and what the
-- averages are made of. One row per member, in the order of their ids; for a team without members one row whose member
-- is NULL. The week is the one that contains %(day)s, or %(instant)s by the clock of the team's location.
-- An attendance that is not set is 5, undefined.
-- "held" is empty for the present; for the past it has the relations of as_of.sql, under the names of the tables.
-- Days are numbered from 1: 1 to 84 are the twelve weeks before, 85 to 91 the week. starts[n] is the first instant of
-- day n. A stretch is cut into its parts by day; a part without length is none. Stretches of up to 31 days are looked
-- for by both ends, so that none but those near the days are read, whatever index is used; the long ones have their own.
WITH {held}
team AS MATERIALIZED (
    SELECT t.id, t.name, t.team_members, place.zone, week.monday, days.starts
    FROM teams AS t
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (SELECT coalesce(l.zone, 'UTC') AS zone) AS place
    CROSS JOIN LATERAL (
        SELECT
            date_trunc('week', coalesce(%(day)s::date::timestamp, %(instant)s::timestamptz AT TIME ZONE place.zone))::date
                AS monday
    ) AS week
    CROSS JOIN LATERAL (
        SELECT array_agg(day_start(week.monday + day, place.zone) ORDER BY day) AS starts
        FROM generate_series(-84, 7) AS day
    ) AS days
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
),
member AS MATERIALIZED (
    SELECT c.*
    FROM team
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (team.team_members)
    WHERE NOT c.archived AND NOT c.is_deleted
)
SELECT
    team.id AS team_id,
    team.name AS team_name,
    team.zone,
    team.monday,
    member.id AS coworker_id,
    member.full_name AS coworker_full_name,
    coalesce(member.coworker_type, 1) AS coworker_type,
    member.company_name AS coworker_company_name,
    coalesce(member.monday_attendance, 5) AS monday_attendance,
    coalesce(member.tuesday_attendance, 5) AS tuesday_attendance,
    coalesce(member.wednesday_attendance, 5) AS wednesday_attendance,
    coalesce(member.thursday_attendance, 5) AS thursday_attendance,
    coalesce(member.friday_attendance, 5) AS friday_attendance,
    coalesce(member.saturday_attendance, 5) AS saturday_attendance,
    coalesce(member.sunday_attendance, 5) AS sunday_attendance,
    booked.us AS booked_us,
    booked.working_days AS booked_working_days,
    checked.working_days AS checked_working_days,
    checked.days AS checked_days,
    of_week.bookings
FROM team
LEFT JOIN member ON TRUE
CROSS JOIN LATERAL (
    SELECT
        coalesce((extract(EPOCH FROM sum(part.duration)) * 1000000)::bigint, 0) AS us,
        count(DISTINCT part.day) FILTER (WHERE (part.day - 1) %% 7 < 5) AS working_days
    FROM (
        SELECT
            cut.day,
            least(cut.to_time, team.starts[cut.day + 1]) - greatest(cut.from_time, team.starts[cut.day]) AS duration
        FROM (
            SELECT
                b.from_time,
                b.to_time,
                generate_series(
                    width_bucket(greatest(b.from_time, team.starts[1]), team.starts),
                    width_bucket(least(b.to_time, team.starts[85]) - interval '1 microsecond', team.starts)
                ) AS day
            FROM (
                SELECT c.from_time, c.to_time
                FROM bookings AS c
                WHERE
                    c.network_id = %(network_id)s AND c.coworker_id = member.id
                    AND NOT c.tentative AND NOT c.is_deleted AND c.coworker_id IS NOT NULL
                    AND c.to_time - c.from_time <= interval '31 days'
                    AND c.to_time > team.starts[1] AND c.to_time < team.starts[85] + interval '31 days'
                    AND c.from_time > team.starts[1] - interval '31 days' AND c.from_time < team.starts[85]
                UNION ALL
                SELECT o.from_time, o.to_time
                FROM bookings AS o
                WHERE
                    o.network_id = %(network_id)s AND o.coworker_id = member.id
                    AND o.to_time - o.from_time > interval '31 days' AND NOT o.is_deleted AND o.coworker_id IS NOT NULL
                    AND o.to_time > team.starts[1] AND o.from_time < team.starts[85] AND NOT o.tentative
            ) AS b
        ) AS cut
    ) AS part
    WHERE part.duration > interval '0'
) AS booked
CROSS JOIN LATERAL (
    SELECT
        count(DISTINCT part.day) AS days,
        count(DISTINCT part.day) FILTER (WHERE (part.day - 1) %% 7 < 5) AS working_days
    FROM (
        SELECT
            cut.day,
            least(cut.to_time, team.starts[cut.day + 1]) - greatest(cut.from_time, team.starts[cut.day]) AS duration
        FROM (
            SELECT
                s.from_time,
                s.to_time,
                generate_series(
                    width_bucket(greatest(s.from_time, team.starts[1]), team.starts),
                    width_bucket(least(s.to_time, team.starts[85]) - interval '1 microsecond', team.starts)
                ) AS day
            FROM (
                SELECT c.from_time, c.to_time
                FROM checkins AS c
                WHERE
                    c.network_id = %(network_id)s AND c.coworker_id = member.id
                    AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NOT NULL
                    AND c.to_time - c.from_time <= interval '31 days'
                    AND c.to_time > team.starts[1] AND c.to_time < team.starts[85] + interval '31 days'
                    AND c.from_time > team.starts[1] - interval '31 days' AND c.from_time < team.starts[85]
                UNION ALL
                SELECT o.from_time, o.to_time
                FROM checkins AS o
                WHERE
                    o.network_id = %(network_id)s AND o.coworker_id = member.id
                    AND o.to_time - o.from_time > interval '31 days' AND NOT o.is_deleted AND o.coworker_id IS NOT NULL
                    AND o.to_time > team.starts[1] AND o.from_time < team.starts[85]
                UNION ALL
                -- An open one lasts up to now, as far as it counts; one that is ahead has no length.
                SELECT r.from_time, least(%(now)s, r.from_time + %(open_checkin_limit)s::interval) AS to_time
                FROM checkins AS r
                WHERE
                    r.network_id = %(network_id)s AND r.coworker_id = member.id
                    AND NOT r.is_deleted AND r.coworker_id IS NOT NULL AND r.to_time IS NULL
                    AND r.from_time < team.starts[85]
                    AND r.from_time > team.starts[1] - %(open_checkin_limit)s::interval
            ) AS s
        ) AS cut
    ) AS part
    WHERE part.duration > interval '0'
) AS checked
CROSS JOIN LATERAL (
    SELECT
        coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'day', part.day - 85,
                    'id', part.id,
                    'from_time', part.from_time,
                    'to_time', part.to_time,
                    'resource_id', part.resource_id,
                    'resource_name', r.name
                )
            ), '[]'
        ) AS bookings
    FROM (
        SELECT
            cut.*,
            least(cut.to_time, team.starts[cut.day + 1]) - greatest(cut.from_time, team.starts[cut.day]) AS duration
        FROM (
            SELECT
                b.*,
                generate_series(
                    width_bucket(greatest(b.from_time, team.starts[85]), team.starts),
                    width_bucket(least(b.to_time, team.starts[92]) - interval '1 microsecond', team.starts)
                ) AS day
            FROM (
                SELECT c.id, c.from_time, c.to_time, c.resource_id
                FROM bookings AS c
                WHERE
                    c.network_id = %(network_id)s AND c.coworker_id = member.id
                    AND NOT c.tentative AND NOT c.is_deleted AND c.coworker_id IS NOT NULL
                    AND c.to_time - c.from_time <= interval '31 days'
                    AND c.to_time > team.starts[85] AND c.to_time < team.starts[92] + interval '31 days'
                    AND c.from_time > team.starts[85] - interval '31 days' AND c.from_time < team.starts[92]
                UNION ALL
                SELECT t.id, t.from_time, t.to_time, t.resource_id
                FROM bookings AS t
                WHERE
                    t.network_id = %(network_id)s AND t.coworker_id = member.id
                    AND t.tentative AND NOT t.is_deleted AND t.coworker_id IS NOT NULL
                    AND t.to_time - t.from_time <= interval '31 days'
                    AND t.to_time > team.starts[85] AND t.to_time < team.starts[92] + interval '31 days'
                    AND t.from_time > team.starts[85] - interval '31 days' AND t.from_time < team.starts[92]
                UNION ALL
                SELECT o.id, o.from_time, o.to_time, o.resource_id
                FROM bookings AS o
                WHERE
                    o.network_id = %(network_id)s AND o.coworker_id = member.id
                    AND o.to_time - o.from_time > interval '31 days' AND NOT o.is_deleted AND o.coworker_id IS NOT NULL
                    AND o.to_time > team.starts[85] AND o.from_time < team.starts[92]
            ) AS b
        ) AS cut
    ) AS part
    LEFT JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = part.resource_id AND NOT r.is_deleted
    WHERE part.duration > interval '0'
) AS of_week
ORDER BY member.id
