-- name: revisions
-- The revision of each team, for the beginning of a statement over figures of the present.
revision AS NOT MATERIALIZED ({team_revision})

-- name: members
-- The team that is asked about, with its zone and its current month, and who has a row in its figures; the first part of
-- every statement over a team's figures.
team AS MATERIALIZED (
    SELECT
        t.team_members,
        t.business_id,
        l.currency_code,
        place.zone,
        local.month,
        month_start((local.month + interval '1 month')::date, place.zone) AS next_month,
        r.places_revision || '.' || r.team_revision || '.' || r.members_revision AS revision
    FROM teams AS t
    INNER JOIN revision AS r ON r.team_id = t.id
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (SELECT coalesce(l.zone, 'UTC') AS zone) AS place
    CROSS JOIN LATERAL (
        SELECT date_trunc('month', %(now)s::timestamptz AT TIME ZONE place.zone)::date AS month
    ) AS local
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
),
member AS MATERIALIZED (
    SELECT c.id, c.full_name, c.email
    FROM team
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (team.team_members)
    WHERE NOT c.archived AND NOT c.is_deleted
)

-- name: figures
-- Every figure of each member, by the relations above; a part of the statements below, and of those for the past. Each
-- aggregate has one row, joined as if it could have none: so the database computes only those that a statement reads.
SELECT
    member.id AS coworker_id,
    member.full_name AS coworker_full_name,
    member.email AS coworker_email,
    product.to_invoice AS uninvoiced_products,
    service.to_invoice AS uninvoiced_extra_services,
    attendee.to_invoice AS uninvoiced_event_attendees,
    pass_bought.to_invoice AS uninvoiced_time_passes,
    credit.remaining AS remaining_booking_credit,
    time_credit.minutes AS remaining_time_credit_minutes,
    time_credit.days AS remaining_time_credit_days,
    time_credit.weeks AS remaining_time_credit_weeks,
    time_credit.months AS remaining_time_credit_months,
    time_credit.uses AS remaining_time_credit_uses,
    pass.minutes AS remaining_time_passes_minutes,
    pass.count AS remaining_time_passes_count,
    booked.total_us / 60000000 AS booked_time_total,
    booked.month_us / 60000000 AS booked_time_this_month,
    checked.total_us / 60000000 AS checked_time_total,
    checked.month_us / 60000000 AS checked_time_this_month,
    least(
        team.next_month,
        credit.next_change,
        time_credit.next_change,
        pass.next_change,
        open_checkin.next_start,
        -- The minute after which a running check-in shows: so many microseconds are missing to it, and every running
        -- one brings one of them in each.
        %(now)s::timestamptz + interval '1 microsecond' * ceil(
            (60000000 - checked.total_us %% 60000000)::float8 / nullif(open_checkin.running, 0)
        ),
        %(now)s::timestamptz + interval '1 microsecond' * ceil(
            (60000000 - checked.month_us %% 60000000)::float8 / nullif(open_checkin.running, 0)
        )
    ) AS next_change,
    team.zone,
    team.month,
    team.revision {exact}
FROM team
LEFT JOIN member ON TRUE
LEFT JOIN LATERAL (
    SELECT count(*) AS to_invoice
    FROM coworkerproducts AS p
    WHERE
        p.network_id = %(network_id)s AND p.coworker_id = member.id
        AND NOT p.invoiced AND NOT p.from_tariff AND NOT p.is_deleted
) AS product ON TRUE
LEFT JOIN LATERAL (
    SELECT count(*) AS to_invoice
    FROM coworkerextraservices AS s
    WHERE
        s.network_id = %(network_id)s AND s.coworker_id = member.id
        AND NOT s.invoiced AND NOT s.free AND NOT s.is_from_tariff AND NOT s.is_deleted
) AS service ON TRUE
LEFT JOIN LATERAL (
    SELECT count(*) AS to_invoice
    FROM eventattendees AS a
    WHERE
        a.network_id = %(network_id)s AND a.coworker_id = member.id
        AND NOT a.invoiced AND NOT a.cancelled AND NOT a.is_deleted AND a.coworker_id IS NOT NULL
) AS attendee ON TRUE
LEFT JOIN LATERAL (
    SELECT count(*) AS to_invoice
    FROM coworkertimepasses AS p
    WHERE
        p.network_id = %(network_id)s AND p.coworker_id = member.id
        AND NOT p.invoiced AND NOT p.free AND NOT p.is_from_tariff AND NOT p.is_deleted
) AS pass_bought ON TRUE
LEFT JOIN LATERAL (
    SELECT
        coalesce(
            sum(c.remaining_credit) FILTER (
                WHERE
                (c.valid_from <= %(now)s OR c.valid_from IS NULL)
                AND (c.business_id = team.business_id OR l.currency_code = team.currency_code)
            ), 0
        ) AS remaining,
        min(CASE WHEN c.valid_from > %(now)s THEN c.valid_from ELSE c.expire_date END) AS next_change
    FROM coworkerbookingcredits AS c
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    WHERE
        c.network_id = %(network_id)s AND c.coworker_id = member.id
        AND coalesce(c.expire_date, 'infinity') > %(now)s
        AND c.can_be_used_for_bookings IS NOT FALSE AND NOT c.is_deleted AND c.remaining_credit <> 0
) AS credit ON TRUE
LEFT JOIN LATERAL (
    SELECT
        coalesce(sum(s.remaining_uses) FILTER (WHERE s.charge_period = 1 AND valid.now), 0) AS minutes,
        coalesce(sum(s.remaining_uses) FILTER (WHERE s.charge_period = 2 AND valid.now), 0) AS days,
        coalesce(sum(s.remaining_uses) FILTER (WHERE s.charge_period = 3 AND valid.now), 0) AS weeks,
        coalesce(sum(s.remaining_uses) FILTER (WHERE s.charge_period IN (4, 6) AND valid.now), 0) AS months,
        coalesce(sum(s.remaining_uses) FILTER (WHERE s.charge_period = 5 AND valid.now), 0) AS uses,
        min(CASE WHEN valid.now THEN s.expire_date ELSE s.valid_from END) AS next_change
    FROM coworkerextraservices AS s
    CROSS JOIN LATERAL (SELECT coalesce(s.valid_from <= %(now)s, TRUE) AS now) AS valid
    WHERE
        s.network_id = %(network_id)s AND s.coworker_id = member.id
        AND coalesce(s.expire_date, 'infinity') > %(now)s
        AND s.booking_id IS NULL AND NOT s.extra_service_is_printing_credit AND NOT s.is_deleted
        AND s.remaining_uses <> 0
) AS time_credit ON TRUE
LEFT JOIN LATERAL (
    SELECT
        coalesce(sum(p.remaining_uses), 0) AS minutes,
        count(*) FILTER (WHERE p.remaining_uses IS NULL) AS count,
        min(p.expire_date) AS next_change
    FROM coworkertimepasses AS p
    WHERE
        p.network_id = %(network_id)s AND p.coworker_id = member.id
        AND coalesce(p.expire_date, 'infinity') > %(now)s
        AND NOT p.used AND NOT p.is_deleted
) AS pass ON TRUE
LEFT JOIN member_state AS state ON state.network_id = %(network_id)s AND state.coworker_id = member.id
LEFT JOIN LATERAL (
    SELECT
        coalesce(sum(u.booked_us) FILTER (WHERE u.is_placed AND u.month = team.month), 0)::bigint AS booked_us,
        coalesce(sum(u.checked_us) FILTER (WHERE u.is_placed AND u.month = team.month), 0)::bigint AS checked_us,
        coalesce(bool_or(NOT u.is_placed), FALSE) AS has_unplaced
    FROM usage_month AS u
    WHERE
        u.network_id = %(network_id)s AND u.coworker_id = member.id
        -- Unplaced cells have the month of UTC, which may be the one before or after.
        AND u.month BETWEEN team.month - interval '1 month' AND team.month + interval '1 month'
) AS placed ON TRUE
LEFT JOIN LATERAL (
    -- What happened at places that are not known counts for the month in the zone of the team that asks.
    SELECT
        coalesce((extract(EPOCH FROM sum(part.duration) FILTER (WHERE s.is_booking)) * 1000000)::bigint, 0) AS booked_us,
        coalesce(
            (extract(EPOCH FROM sum(part.duration) FILTER (WHERE NOT s.is_booking)) * 1000000)::bigint, 0
        ) AS checked_us
    FROM (
        SELECT b.from_time, b.to_time, TRUE AS is_booking
        FROM bookings AS b
        LEFT JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = b.resource_id AND NOT r.is_deleted
        LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
        WHERE
            b.network_id = %(network_id)s AND b.coworker_id = member.id
            AND NOT b.tentative AND NOT b.is_deleted AND b.coworker_id IS NOT NULL
            AND b.to_time > month_start(team.month, team.zone) AND b.from_time < team.next_month
            AND l.id IS NULL
        UNION ALL
        SELECT c.from_time, c.to_time, FALSE AS is_booking
        FROM checkins AS c
        LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
        WHERE
            c.network_id = %(network_id)s AND c.coworker_id = member.id
            AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NOT NULL
            AND c.to_time > month_start(team.month, team.zone) AND c.from_time < team.next_month
            AND l.id IS NULL
    ) AS s
    CROSS JOIN LATERAL (
        SELECT least(s.to_time, team.next_month)
            - greatest(s.from_time, month_start(team.month, team.zone)) AS duration
    ) AS part
    WHERE placed.has_unplaced
) AS unplaced ON TRUE
LEFT JOIN LATERAL (
    SELECT
        coalesce((extract(EPOCH FROM sum(part.duration)) * 1000000)::bigint, 0) AS total_us,
        coalesce(
            (extract(EPOCH FROM sum(part.duration_this_month) FILTER (
                WHERE part.duration_this_month > interval '0'
            )) * 1000000)::bigint, 0
        ) AS month_us,
        count(*) FILTER (WHERE part.is_running) AS running,
        min(c.from_time) FILTER (WHERE c.from_time > %(now)s) AS next_start
    FROM checkins AS c
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (
        SELECT
            coalesce(l.zone, team.zone) AS zone,
            greatest(c.from_time, least(%(now)s, c.from_time + %(open_checkin_limit)s::interval)) AS until
    ) AS counted
    CROSS JOIN LATERAL (
        SELECT
            counted.until - c.from_time AS duration,
            least(counted.until, month_start((team.month + interval '1 month')::date, counted.zone))
            - greatest(c.from_time, month_start(team.month, counted.zone)) AS duration_this_month,
            c.from_time <= %(now)s AND counted.until >= %(now)s AS is_running
    ) AS part
    WHERE
        c.network_id = %(network_id)s AND c.coworker_id = member.id
        AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NULL
) AS open_checkin ON TRUE
CROSS JOIN LATERAL (
    SELECT
        coalesce(state.booked_us, 0) AS total_us,
        placed.booked_us + unplaced.booked_us AS month_us
) AS booked
CROSS JOIN LATERAL (
    SELECT
        coalesce(state.checked_us, 0) + open_checkin.total_us AS total_us,
        placed.checked_us + unplaced.checked_us + open_checkin.month_us AS month_us
) AS checked
ORDER BY member.id

-- name: exact
-- The four figures of times before they are cut to minutes, in microseconds; a part of the statement above.
, booked.total_us, booked.month_us, checked.total_us, checked.month_us

-- name: team_kpi
-- Every figure of each member of a team as of one instant, with what the answer depends on.
-- One row per member, in the order of their ids; for a team without members one row whose member is NULL. Also in
-- every row: the team's zone and month, the revision of everything read, and the member's next_change: no figure of
-- the member is another before that instant, unless somebody writes.
WITH {members}
{figures}
