-- The records behind a figure. Each kind of record has a part here that gives every record of the members asked about,
-- with the figures that it can count in, what it counts there (or would count if nothing were against it), and the reason
-- when it does not count. Values come from kpi.sql, sums from these parts: neither knows the other.

-- name: of_some
-- When some members are asked about: only those.
WHERE m.id = ANY (%(coworker_ids)s::bigint[])

-- name: asked
-- Whom and what the parts below read: the members asked about, the team's month, and every location with its month.
asked AS MATERIALIZED (
    SELECT m.id, m.full_name FROM member AS m {of_some}
),
basis AS MATERIALIZED (
    SELECT
        team.business_id, team.currency_code, team.zone, team.month, team.next_month,
        month_start(team.month, team.zone) AS first_instant
    FROM team
),
place AS MATERIALIZED (
    SELECT l.id, l.name, l.currency_code, clock.first_instant, clock.next_month
    FROM businesses AS l
    INNER JOIN (
        SELECT
            of_place.zone,
            month_start(basis.month, of_place.zone) AS first_instant,
            month_start((basis.month + interval '1 month')::date, of_place.zone) AS next_month
        FROM (SELECT DISTINCT z.zone FROM businesses AS z WHERE z.network_id = %(network_id)s AND NOT z.is_deleted)
            AS of_place
        CROSS JOIN basis
    ) AS clock ON clock.zone = l.zone
    WHERE l.network_id = %(network_id)s AND NOT l.is_deleted
)

-- name: products
-- Product purchases.
SELECT
    'CoworkerProduct' AS entity, p.id, p.coworker_id, 'uninvoiced_products' AS figure, 1::numeric AS amount,
    CASE
        WHEN p.invoiced THEN 'invoiced'
        WHEN p.from_tariff THEN 'granted_by_plan'
    END AS reason,
    p.product_name AS title, NULL::timestamptz AS from_time, NULL::timestamptz AS to_time,
    coalesce(p.sale_date, p.created_on, p.updated_on) AS at,
    coalesce(p.price, p.product_price) * coalesce(p.quantity, 1) AS price, l.currency_code, p.updated_on, p.updated_by
FROM coworkerproducts AS p
LEFT JOIN place AS l ON l.id = p.business_id
WHERE
    p.network_id = %(network_id)s AND p.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT p.is_deleted

-- name: services
-- Booking charges, and credits bought, as what is to be invoiced.
SELECT
    'CoworkerExtraService' AS entity, s.id, s.coworker_id, 'uninvoiced_extra_services' AS figure, 1::numeric AS amount,
    CASE
        WHEN s.invoiced THEN 'invoiced'
        WHEN s.free THEN 'free'
        WHEN s.is_from_tariff THEN 'granted_by_plan'
    END AS reason,
    coalesce(s.extra_service_name, s.booking_resource_name) AS title,
    s.booking_from_time AS from_time, s.booking_to_time AS to_time,
    coalesce(s.created_on, s.updated_on) AS at,
    s.price, l.currency_code, s.updated_on, s.updated_by
FROM coworkerextraservices AS s
LEFT JOIN place AS l ON l.id = s.business_id
WHERE
    s.network_id = %(network_id)s AND s.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT s.is_deleted

-- name: attendees
-- Event tickets.
SELECT
    'EventAttendee' AS entity, t.id, t.coworker_id, 'uninvoiced_event_attendees' AS figure, 1::numeric AS amount,
    CASE
        WHEN t.invoiced THEN 'invoiced'
        WHEN t.cancelled THEN 'cancelled'
    END AS reason,
    coalesce(t.calendar_event_name, t.event_product_name) AS title,
    NULL::timestamptz AS from_time, NULL::timestamptz AS to_time,
    coalesce(t.created_on, t.updated_on) AS at,
    t.event_product_price AS price, l.currency_code, t.updated_on, t.updated_by
FROM eventattendees AS t
LEFT JOIN place AS l ON l.id = t.business_id
WHERE
    t.network_id = %(network_id)s AND t.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT t.is_deleted

-- name: passes
-- Passes, as what is to be invoiced.
SELECT
    'CoworkerTimePass' AS entity, p.id, p.coworker_id, 'uninvoiced_time_passes' AS figure, 1::numeric AS amount,
    CASE
        WHEN p.invoiced THEN 'invoiced'
        WHEN p.free THEN 'free'
        WHEN p.is_from_tariff THEN 'granted_by_plan'
    END AS reason,
    p.time_pass_name AS title, NULL::timestamptz AS from_time, p.expire_date AS to_time,
    coalesce(p.created_on, p.updated_on) AS at,
    p.price, l.currency_code, p.updated_on, p.updated_by
FROM coworkertimepasses AS p
LEFT JOIN place AS l ON l.id = p.business_id
WHERE
    p.network_id = %(network_id)s AND p.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT p.is_deleted

-- name: money_credits
-- Money credits, as what is left.
SELECT
    'CoworkerBookingCredit' AS entity, c.id, c.coworker_id, 'remaining_booking_credit' AS figure,
    c.remaining_credit AS amount,
    CASE
        WHEN c.can_be_used_for_bookings IS FALSE THEN 'not_for_bookings'
        WHEN (c.business_id = basis.business_id OR l.currency_code = basis.currency_code) IS NOT TRUE
            THEN 'other_currency'
        WHEN c.remaining_credit = 0 THEN 'used_up'
        WHEN c.expire_date <= %(now)s THEN 'expired'
        WHEN c.valid_from > %(now)s THEN 'not_yet_valid'
    END AS reason,
    c.description AS title, c.valid_from AS from_time, c.expire_date AS to_time,
    coalesce(c.created_on, c.updated_on) AS at,
    NULL::numeric AS price, l.currency_code, c.updated_on, c.updated_by
FROM coworkerbookingcredits AS c
CROSS JOIN basis
LEFT JOIN place AS l ON l.id = c.business_id
WHERE
    c.network_id = %(network_id)s AND c.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT c.is_deleted

-- name: time_credits
-- Time credits, as what is left, each in the figure of its unit.
SELECT
    'CoworkerExtraService' AS entity, s.id, s.coworker_id,
    CASE s.charge_period
        WHEN 1 THEN 'remaining_time_credit_minutes'
        WHEN 2 THEN 'remaining_time_credit_days'
        WHEN 3 THEN 'remaining_time_credit_weeks'
        WHEN 4 THEN 'remaining_time_credit_months'
        WHEN 5 THEN 'remaining_time_credit_uses'
        WHEN 6 THEN 'remaining_time_credit_months'
    END AS figure,
    s.remaining_uses::numeric AS amount,
    CASE
        WHEN s.booking_id IS NOT NULL THEN 'belongs_to_booking'
        WHEN s.extra_service_is_printing_credit THEN 'printing_credit'
        WHEN s.remaining_uses = 0 THEN 'used_up'
        WHEN s.expire_date <= %(now)s THEN 'expired'
        WHEN s.valid_from > %(now)s THEN 'not_yet_valid'
    END AS reason,
    coalesce(s.extra_service_name, s.booking_resource_name) AS title,
    s.valid_from AS from_time, s.expire_date AS to_time,
    coalesce(s.created_on, s.updated_on) AS at,
    s.price, l.currency_code, s.updated_on, s.updated_by
FROM coworkerextraservices AS s
LEFT JOIN place AS l ON l.id = s.business_id
WHERE
    s.network_id = %(network_id)s AND s.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT s.is_deleted

-- name: passes_left
-- Passes, as what is left: those with minutes count their minutes, day passes count one each.
SELECT
    'CoworkerTimePass' AS entity, p.id, p.coworker_id,
    CASE
        WHEN p.remaining_uses IS NULL THEN 'remaining_time_passes_count'
        ELSE 'remaining_time_passes_minutes'
    END AS figure,
    coalesce(p.remaining_uses, 1)::numeric AS amount,
    CASE
        WHEN p.used THEN 'used'
        WHEN p.remaining_uses = 0 THEN 'used_up'
        WHEN p.expire_date <= %(now)s THEN 'expired'
    END AS reason,
    p.time_pass_name AS title, NULL::timestamptz AS from_time, p.expire_date AS to_time,
    coalesce(p.created_on, p.updated_on) AS at,
    p.price, l.currency_code, p.updated_on, p.updated_by
FROM coworkertimepasses AS p
LEFT JOIN place AS l ON l.id = p.business_id
WHERE
    p.network_id = %(network_id)s AND p.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a)) AND NOT p.is_deleted

-- name: bookings
-- Bookings, in seconds: in all, and in the month of the place where they are.
SELECT
    'Booking' AS entity, s.id, s.coworker_id, counted.figure, extract(EPOCH FROM counted.duration) AS amount,
    CASE WHEN s.tentative THEN 'tentative' ELSE counted.reason END AS reason,
    r.name AS title, s.from_time, s.to_time, s.from_time AS at,
    NULL::numeric AS price, NULL::text AS currency_code, s.updated_on, s.updated_by
FROM bookings AS s
CROSS JOIN basis
LEFT JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = s.resource_id AND NOT r.is_deleted
LEFT JOIN place AS l ON l.id = r.business_id
CROSS JOIN LATERAL (
    SELECT
        coalesce(l.first_instant, basis.first_instant) AS first_instant,
        coalesce(l.next_month, basis.next_month) AS next_month
) AS month
CROSS JOIN LATERAL (
    VALUES
    ('booked_time_total', s.to_time - s.from_time, NULL),
    (
        'booked_time_this_month',
        greatest(
            least(s.to_time, month.next_month) - greatest(s.from_time, month.first_instant), interval '0'
        ),
        CASE
            WHEN
                s.from_time >= month.next_month
                OR (s.to_time <= month.first_instant AND s.from_time < month.first_instant)
                THEN 'outside_month'
        END
    )
) AS counted (figure, duration, reason)
WHERE
    s.network_id = %(network_id)s AND s.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a))
    AND NOT s.is_deleted AND s.coworker_id IS NOT NULL

-- name: checkins
-- Check-ins, in seconds: in all, and in the month of the place where they were. An open one ends now, or at the limit.
SELECT
    'Checkin' AS entity, s.id, s.coworker_id, counted.figure, extract(EPOCH FROM counted.duration) AS amount,
    CASE
        WHEN s.to_time IS NULL AND s.from_time > %(now)s THEN 'not_started'
        WHEN counted.reason IS NOT NULL THEN counted.reason
        WHEN s.to_time IS NULL AND s.from_time + %(open_checkin_limit)s::interval < %(now)s THEN 'over_limit'
    END AS reason,
    l.name AS title, s.from_time, s.to_time, s.from_time AS at,
    NULL::numeric AS price, NULL::text AS currency_code, s.updated_on, s.updated_by
FROM checkins AS s
CROSS JOIN basis
LEFT JOIN place AS l ON l.id = s.business_id
CROSS JOIN LATERAL (
    SELECT
        coalesce(l.first_instant, basis.first_instant) AS first_instant,
        coalesce(l.next_month, basis.next_month) AS next_month,
        coalesce(
            s.to_time, greatest(s.from_time, least(%(now)s, s.from_time + %(open_checkin_limit)s::interval))
        ) AS to_time
) AS month
CROSS JOIN LATERAL (
    VALUES
    ('checked_time_total', month.to_time - s.from_time, NULL),
    (
        'checked_time_this_month',
        greatest(
            least(month.to_time, month.next_month) - greatest(s.from_time, month.first_instant), interval '0'
        ),
        CASE
            WHEN
                s.from_time >= month.next_month
                OR (month.to_time <= month.first_instant AND s.from_time < month.first_instant)
                THEN 'outside_month'
        END
    )
) AS counted (figure, duration, reason)
WHERE
    s.network_id = %(network_id)s AND s.coworker_id = ANY (ARRAY(SELECT a.id FROM asked AS a))
    AND NOT s.is_deleted AND s.coworker_id IS NOT NULL

-- name: explain
-- One figure, of a team or of one member: its value by the figures' own statement, what the records add up to, how many
-- records there are for each reason, and one page of the records, the newest first. One row for each record of the page,
-- with all else in each of them; one row without a record when the page is empty; no row when there is no such team.
WITH {members},
{asked},
record AS MATERIALIZED (
    -- A check-in over the limit counts in part; every other reason keeps a record from counting.
    SELECT found.*, coalesce(found.reason = 'over_limit', TRUE) AS is_counted
    FROM ({records}) AS found
    WHERE found.figure = %(figure)s
),
-- Only the figure that is asked about, so that the others are not computed.
answer AS MATERIALIZED (
    SELECT every.coworker_id, every.{figure} AS value
    FROM (
        WITH member AS (SELECT m.id, m.full_name, m.email FROM member AS m {of_some})
        {figures}
    ) AS every
),
of_reason AS (
    SELECT r.coworker_id, r.reason, r.is_counted, count(*) AS records, sum(r.amount) AS amount
    FROM record AS r
    GROUP BY r.coworker_id, r.reason, r.is_counted
),
of_member AS (
    SELECT a.id, a.full_name, answer.value::numeric AS value, added.sum
    FROM asked AS a
    INNER JOIN answer ON answer.coworker_id = a.id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(o.amount) FILTER (WHERE o.is_counted), 0) AS amount
        FROM of_reason AS o
        WHERE o.coworker_id = a.id
    ) AS counted
    CROSS JOIN LATERAL (
        SELECT CASE WHEN %(is_in_seconds)s THEN div(counted.amount, 60) ELSE counted.amount END AS sum
    ) AS added
),
page AS (
    SELECT r.*, a.full_name
    FROM record AS r
    INNER JOIN asked AS a ON a.id = r.coworker_id
    WHERE r.is_counted = ANY (%(counted)s::boolean[])
    ORDER BY r.at DESC, r.id DESC
    LIMIT %(size)s OFFSET %(skipped)s
)
SELECT
    basis.zone, basis.month, basis.currency_code,
    members.ids, members.names, members.amounts, members.sums,
    reasons.reasons, reasons.are_counted, reasons.records, reasons.amounts,
    page.entity, page.id, page.coworker_id, page.full_name, page.title, page.from_time, page.to_time, page.at,
    page.amount, page.is_counted, page.reason, page.price, page.currency_code, page.updated_on, page.updated_by
FROM basis
CROSS JOIN (
    SELECT
        coalesce(array_agg(o.id ORDER BY o.id), '{{}}') AS ids,
        coalesce(array_agg(o.full_name ORDER BY o.id), '{{}}') AS names,
        coalesce(array_agg(o.value ORDER BY o.id), '{{}}') AS amounts,
        coalesce(array_agg(o.sum ORDER BY o.id), '{{}}') AS sums
    FROM of_member AS o
) AS members
CROSS JOIN (
    SELECT
        coalesce(array_agg(o.reason), '{{}}') AS reasons,
        coalesce(array_agg(o.is_counted), '{{}}') AS are_counted,
        coalesce(array_agg(o.records), '{{}}') AS records,
        coalesce(array_agg(o.amount), '{{}}') AS amounts
    FROM (
        SELECT r.reason, r.is_counted, sum(r.records)::bigint AS records, sum(r.amount) AS amount
        FROM of_reason AS r
        GROUP BY r.reason, r.is_counted
    ) AS o
) AS reasons
LEFT JOIN page ON TRUE
ORDER BY page.at DESC, page.id DESC
