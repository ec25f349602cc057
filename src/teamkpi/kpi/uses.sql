-- name: uses
-- A page of the uses of credits and passes of each member that is asked about, in a stretch of time, the newest first, and
-- the changes of balances that no use explains; with what was left of each after it. One row whose entity is NULL for an
-- empty page; no row when there is no such team.
WITH {members},
shown AS (
    SELECT m.id, m.full_name
    FROM member AS m
    WHERE %(coworker_id)s::bigint IS NULL OR m.id = %(coworker_id)s
),
span AS (
    SELECT coalesce(%(from)s, day_start(%(from_day)s, team.zone), bound.until - interval '90 days') AS since, bound.until
    FROM team
    CROSS JOIN LATERAL (SELECT coalesce(%(to)s, day_start(%(to_day)s::date + 1, team.zone)) AS until) AS bound
),
holding AS MATERIALIZED (
    SELECT
        'CoworkerBookingCredit' AS entity, c.id, m.id AS coworker_id, m.full_name, c.description AS name, 'credit' AS kind,
        'money' AS unit, l.currency_code, c.remaining_credit AS remaining, c.total_credit - c.remaining_credit AS gone,
        NULL::uuid AS guid, NULL::timestamptz AS used_on, c.held_since, c.updated_on
    FROM shown AS m
    INNER JOIN coworkerbookingcredits AS c
        ON c.network_id = %(network_id)s AND c.coworker_id = m.id AND NOT c.is_deleted
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    UNION ALL
    SELECT
        'CoworkerExtraService', s.id, m.id, m.full_name, s.extra_service_name, 'credit',
        {unit_of_time_credit},
        NULL, s.remaining_uses, s.total_uses - s.remaining_uses, NULL, NULL, s.held_since, s.updated_on
    FROM shown AS m
    INNER JOIN coworkerextraservices AS s
        ON s.network_id = %(network_id)s AND s.coworker_id = m.id AND s.booking_id IS NULL AND NOT s.is_deleted
    UNION ALL
    SELECT
        'CoworkerTimePass', p.id, m.id, m.full_name, p.time_pass_name, 'pass',
        CASE WHEN p.remaining_uses IS NULL THEN 'passes' ELSE 'minutes' END,
        NULL, coalesce(p.remaining_uses, (NOT p.used)::integer),
        CASE WHEN p.remaining_uses IS NULL THEN p.used::integer ELSE coalesce(p.total_uses - p.remaining_uses, 0) END,
        p.unique_id, CASE WHEN p.used THEN p.used_date END, p.held_since, p.updated_on
    FROM shown AS m
    INNER JOIN coworkertimepasses AS p
        ON p.network_id = %(network_id)s AND p.coworker_id = m.id AND NOT p.is_deleted
),
stay AS (
    SELECT
        h.id, h.unit, c.id AS checkin_id, c.from_time, c.to_time,
        row_number() OVER (PARTITION BY h.id ORDER BY c.from_time, c.id) AS place
    FROM holding AS h
    INNER JOIN checkins AS c
        ON
            c.network_id = %(network_id)s AND c.coworker_time_pass_guid = h.guid
            AND NOT c.is_deleted AND c.from_time <= %(now)s
    WHERE h.entity = 'CoworkerTimePass'
),
-- The uses on record: of a day pass its first check-in or else the date on it, of another pass each check-in that ended.
recorded AS (
    SELECT
        h.entity, h.id, u.created_on AS at, u.credit_used AS amount, u.booking_id, u.event_attendee_id,
        NULL::bigint AS checkin_id, u.description
    FROM holding AS h
    INNER JOIN coworkerbookingcreditusehistories AS u
        ON u.network_id = %(network_id)s AND u.coworker_booking_credit_id = h.id AND NOT u.is_deleted
    WHERE h.entity = 'CoworkerBookingCredit'
    UNION ALL
    SELECT h.entity, h.id, u.created_on, u.credit_used, u.booking_id, NULL, NULL, u.description
    FROM holding AS h
    INNER JOIN coworkerextraserviceusehistories AS u
        ON u.network_id = %(network_id)s AND u.coworker_extra_service_id = h.id AND NOT u.is_deleted
    WHERE h.entity = 'CoworkerExtraService'
    UNION ALL
    SELECT
        'CoworkerTimePass', s.id, CASE WHEN s.unit = 'passes' THEN s.from_time ELSE s.to_time END,
        CASE WHEN s.unit = 'passes' THEN 1 ELSE trunc(extract(EPOCH FROM s.to_time - s.from_time) / 60) END,
        NULL, NULL, s.checkin_id, NULL
    FROM stay AS s
    WHERE (s.unit = 'passes' AND s.place = 1) OR (s.unit <> 'passes' AND s.to_time <= %(now)s)
    UNION ALL
    SELECT h.entity, h.id, h.used_on, 1, NULL, NULL, NULL, NULL
    FROM holding AS h
    WHERE h.unit = 'passes' AND h.used_on IS NOT NULL AND NOT EXISTS (SELECT FROM stay AS s WHERE s.id = h.id)
),
-- How much was gone of each by every version of it. Nobody knows since when the first versions of an older ledger were
-- held, so those count from when they were changed.
version AS (
    SELECT h.entity, h.id, h.gone, TRUE AS is_last,
        CASE WHEN h.held_since > '0001-01-01 00:00:00+00' THEN h.held_since ELSE h.updated_on END AS seen_on
    FROM holding AS h
    UNION ALL
    SELECT h.entity, h.id, v.total_credit - v.remaining_credit, FALSE,
        CASE WHEN v.held_since > '0001-01-01 00:00:00+00' THEN v.held_since ELSE v.updated_on END
    FROM holding AS h
    INNER JOIN coworkerbookingcredits_history AS v
        ON v.network_id = %(network_id)s AND v.id = h.id AND NOT v.is_deleted
    WHERE h.entity = 'CoworkerBookingCredit'
    UNION ALL
    SELECT h.entity, h.id, v.total_uses - v.remaining_uses, FALSE,
        CASE WHEN v.held_since > '0001-01-01 00:00:00+00' THEN v.held_since ELSE v.updated_on END
    FROM holding AS h
    INNER JOIN coworkerextraservices_history AS v
        ON v.network_id = %(network_id)s AND v.id = h.id AND NOT v.is_deleted
    WHERE h.entity = 'CoworkerExtraService'
    UNION ALL
    SELECT h.entity, h.id,
        CASE WHEN h.unit = 'passes' THEN v.used::integer ELSE coalesce(v.total_uses - v.remaining_uses, 0) END, FALSE,
        CASE WHEN v.held_since > '0001-01-01 00:00:00+00' THEN v.held_since ELSE v.updated_on END
    FROM holding AS h
    INNER JOIN coworkertimepasses_history AS v
        ON v.network_id = %(network_id)s AND v.id = h.id AND NOT v.is_deleted
    WHERE h.entity = 'CoworkerTimePass'
),
-- What no use explains of that. A use explains a balance that was seen up to an hour before it was recorded.
unexplained AS (
    SELECT v.entity, v.id, v.seen_on AS at,
        v.unexplained - lag(v.unexplained, 1, 0) OVER (PARTITION BY v.entity, v.id ORDER BY v.is_last, v.seen_on) AS amount
    FROM (
        SELECT t.entity, t.id, t.seen_on, t.is_last,
            t.gone - coalesce(CASE WHEN t.is_last THEN t.used ELSE t.used_by_then END, 0) AS unexplained
        FROM (
            SELECT
                m.*,
                sum(m.amount) OVER (PARTITION BY m.entity, m.id) AS used,
                sum(m.amount) OVER (
                    PARTITION BY m.entity, m.id ORDER BY m.moment, m.is_version ROWS UNBOUNDED PRECEDING
                ) AS used_by_then
            FROM (
                SELECT
                    r.entity, r.id, r.at AS moment, FALSE AS is_version, r.amount,
                    NULL::timestamptz AS seen_on, NULL::boolean AS is_last, NULL::numeric AS gone
                FROM recorded AS r
                UNION ALL
                SELECT v.entity, v.id, v.seen_on + interval '1 hour', TRUE, NULL, v.seen_on, v.is_last, v.gone
                FROM version AS v
            ) AS m
        ) AS t
        WHERE t.is_version
    ) AS v
),
entry AS (
    SELECT
        e.*,
        sum(e.amount) OVER (
            PARTITION BY e.entity, e.id
            ORDER BY e.at DESC, e.is_unexplained DESC, e.booking_id, e.event_attendee_id, e.checkin_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) - e.amount AS later
    FROM (
        SELECT r.*, FALSE AS is_unexplained FROM recorded AS r
        UNION ALL
        SELECT u.entity, u.id, u.at, u.amount, NULL, NULL, NULL, NULL, TRUE FROM unexplained AS u WHERE u.amount <> 0
    ) AS e
),
listed AS (
    SELECT e.* FROM span INNER JOIN entry AS e ON e.at >= span.since AND e.at < span.until
),
page AS (
    SELECT l.*
    FROM listed AS l
    ORDER BY l.at DESC, l.entity, l.id, l.later
    LIMIT %(size)s OFFSET %(skipped)s
)
SELECT
    team.zone,
    span.since,
    span.until,
    (SELECT count(*) FROM shown) AS members,
    (SELECT count(*) FROM listed) AS total,
    e.entity,
    e.id,
    h.coworker_id,
    h.full_name,
    h.name,
    h.kind,
    h.unit,
    h.currency_code,
    e.is_unexplained,
    e.at,
    e.amount::numeric AS amount,
    (h.remaining + e.later)::numeric AS remaining_after,
    by_whom.id AS used_by_id,
    by_whom.full_name AS used_by_full_name,
    CASE WHEN seen.is_visible THEN used_for.entity END AS for_entity,
    CASE WHEN seen.is_visible THEN used_for.id END AS for_id,
    CASE WHEN seen.is_visible THEN used_for.title END AS title,
    CASE WHEN seen.is_visible THEN used_for.from_time END AS from_time,
    CASE WHEN seen.is_visible THEN used_for.to_time END AS to_time,
    CASE WHEN seen.is_visible THEN e.description END AS description
FROM team
CROSS JOIN span
LEFT JOIN page AS e ON TRUE
LEFT JOIN holding AS h ON h.entity = e.entity AND h.id = e.id
LEFT JOIN LATERAL (
    SELECT 'Booking' AS entity, b.id, b.coworker_id, r.name AS title, b.from_time, b.to_time
    FROM bookings AS b
    LEFT JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = b.resource_id AND NOT r.is_deleted
    WHERE b.network_id = %(network_id)s AND b.id = e.booking_id AND NOT b.is_deleted
    UNION ALL
    SELECT 'EventAttendee', a.id, a.coworker_id, a.calendar_event_name, NULL, NULL
    FROM eventattendees AS a
    WHERE a.network_id = %(network_id)s AND a.id = e.event_attendee_id AND NOT a.is_deleted
    UNION ALL
    SELECT 'Checkin', c.id, c.coworker_id, l.name, c.from_time, c.to_time
    FROM checkins AS c
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    WHERE c.network_id = %(network_id)s AND c.id = e.checkin_id AND NOT c.is_deleted
    LIMIT 1
) AS used_for ON TRUE
CROSS JOIN LATERAL (
    -- What others did with somebody's credit is for the administrators of a team that both are members of.
    SELECT
        coalesce(used_for.coworker_id = h.coworker_id, TRUE)
        OR (%(is_administrator)s AND used_for.coworker_id IN (SELECT m.id FROM member AS m)) AS is_visible
) AS seen
LEFT JOIN member AS by_whom ON seen.is_visible AND by_whom.id = coalesce(used_for.coworker_id, h.coworker_id)
ORDER BY e.at DESC, e.entity, e.id, e.later
