-- name: months
-- The team that is asked about, and its calendar months as far as they are asked for; the first part of the statements
-- below.
team AS MATERIALIZED (
    SELECT t.team_members, t.business_id, l.currency_code, place.zone, local.month
    FROM teams AS t
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (SELECT coalesce(l.zone, 'UTC') AS zone) AS place
    CROSS JOIN LATERAL (
        SELECT date_trunc('month', %(now)s::timestamptz AT TIME ZONE place.zone)::date AS month
    ) AS local
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
),
month AS MATERIALIZED (
    SELECT first_day, bounds.since, bounds.until, least(bounds.until, %(now)s::timestamptz) AS at
    FROM team
    CROSS JOIN LATERAL generate_series(
        team.month - make_interval(months => %(months)s - 1), team.month, interval '1 month'
    ) AS local_month
    CROSS JOIN LATERAL (SELECT local_month::date AS first_day) AS local
    CROSS JOIN LATERAL (
        SELECT
            month_start(local.first_day, team.zone) AS since,
            month_start((local.first_day + interval '1 month')::date, team.zone) AS until
    ) AS bounds
),
span AS MATERIALIZED (
    SELECT
        min(first_day) AS first_day, max(first_day) AS last_day,
        min(since) AS since, max(until) AS until, min(at) AS first_at, max(at) AS last_at
    FROM month
)

-- name: used
-- What each "person" booked and was checked in, in microseconds by month: stored sums, then what is not in them; a part of
-- the statements below.
used AS (
    SELECT p.id, p.in_team, p.is_asking, u.month, u.booked_us, u.checked_us, u.bookings_started
    FROM span
    CROSS JOIN person AS p
    INNER JOIN usage_month AS u
        ON
            u.network_id = %(network_id)s AND u.coworker_id = p.id
            AND u.month BETWEEN span.first_day AND span.last_day
    WHERE u.is_placed
    UNION ALL
    SELECT
        p.id, p.in_team, p.is_asking, month.first_day,
        CASE WHEN s.is_booking THEN part.us ELSE 0 END,
        CASE WHEN s.is_booking THEN 0 ELSE part.us END,
        (s.is_booking AND s.from_time >= month.since AND s.from_time < month.until)::integer
    FROM span
    CROSS JOIN team
    CROSS JOIN person AS p
    CROSS JOIN LATERAL (
        -- Somebody without any time at an unknown place costs one look.
        SELECT 1 AS found
        FROM usage_month AS u
        WHERE
            u.network_id = %(network_id)s AND u.coworker_id = p.id AND NOT u.is_placed
            AND u.month BETWEEN span.first_day - interval '1 month' AND span.last_day + interval '1 month'
        LIMIT 1
    ) AS unplaced
    CROSS JOIN LATERAL (
        SELECT b.from_time, b.to_time, TRUE AS is_booking
        FROM bookings AS b
        LEFT JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = b.resource_id AND NOT r.is_deleted
        LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
        WHERE
            b.network_id = %(network_id)s AND b.coworker_id = p.id
            AND NOT b.tentative AND NOT b.is_deleted AND b.coworker_id IS NOT NULL
            AND b.to_time >= span.since AND b.from_time < span.until
            AND l.id IS NULL
        UNION ALL
        SELECT c.from_time, c.to_time, FALSE AS is_booking
        FROM checkins AS c
        LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
        WHERE
            c.network_id = %(network_id)s AND c.coworker_id = p.id
            AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NOT NULL
            AND c.to_time >= span.since AND c.from_time < span.until
            AND l.id IS NULL
    ) AS s
    INNER JOIN month ON s.from_time < month.until AND s.to_time >= month.since
    CROSS JOIN LATERAL (
        SELECT (
            extract(EPOCH FROM least(s.to_time, month.until) - greatest(s.from_time, month.since)) * 1000000
        )::bigint AS us
    ) AS part
    UNION ALL
    SELECT
        p.id, p.in_team, p.is_asking, month.first_day, 0,
        (extract(EPOCH FROM part.duration) * 1000000)::bigint, 0
    FROM team
    CROSS JOIN person AS p
    INNER JOIN checkins AS c
        ON
            c.network_id = %(network_id)s AND c.coworker_id = p.id
            AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NULL
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (SELECT coalesce(l.zone, team.zone) AS zone) AS place
    CROSS JOIN month
    CROSS JOIN LATERAL (
        SELECT
            least(
                %(now)s::timestamptz,
                c.from_time + %(open_checkin_limit)s::interval,
                month_start((month.first_day + interval '1 month')::date, place.zone)
            ) - greatest(c.from_time, month_start(month.first_day, place.zone)) AS duration
    ) AS part
    WHERE part.duration > interval '0'
)

-- name: team_metrics
-- The metrics of a team, one row per calendar month, oldest first, as of one instant; no row when there is no such team.
-- "asking" are the coworkers that the customer who asks acts for. Outstanding amounts are given as of the month's
-- end, or now if that is earlier. What an item's open time is bounded by is the key of an index, so that only items
-- that were open in one of the months are read, however many there were before.
WITH {months},
person AS MATERIALIZED (
    SELECT c.id, TRUE AS in_team, c.id = ANY (%(asking)s::bigint[]) AS is_asking
    FROM team
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (team.team_members)
    WHERE NOT c.archived AND NOT c.is_deleted
    UNION ALL
    SELECT c.id, FALSE, TRUE
    FROM team
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (%(asking)s::bigint[])
    WHERE c.id <> ALL (team.team_members) AND NOT c.archived AND NOT c.is_deleted
),
{used},
usage AS (
    SELECT
        month,
        coalesce(sum(checked_us) FILTER (WHERE is_asking), 0)::bigint / 60000000 AS checking_minutes,
        coalesce(sum(checked_us) FILTER (WHERE in_team), 0)::bigint / 60000000 AS team_checking_minutes,
        coalesce(sum(booked_us) FILTER (WHERE is_asking), 0)::bigint / 60000000 AS booking_minutes,
        coalesce(sum(booked_us) FILTER (WHERE in_team), 0)::bigint / 60000000 AS team_booking_minutes,
        coalesce(sum(bookings_started) FILTER (WHERE in_team), 0)::bigint AS total_bookings
    FROM used
    GROUP BY month
),
-- Invoices in the team's currency, credit notes negative whichever way they are recorded.
issued AS (
    SELECT
        p.in_team, p.is_asking, i.created_on,
        CASE WHEN i.credit_note THEN -abs(i.total_amount) ELSE i.total_amount END AS total,
        CASE WHEN i.credit_note THEN -abs(i.tax_amount) ELSE i.tax_amount END AS tax
    FROM span
    CROSS JOIN team
    CROSS JOIN person AS p
    INNER JOIN coworkerinvoices AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = p.id
            AND i.created_on >= span.since AND i.created_on < span.until
            AND NOT i.draft AND NOT i.void AND NOT i.is_deleted
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = i.business_id AND NOT l.is_deleted
    WHERE
        coalesce(i.currency_code, l.currency_code) = team.currency_code
        OR (i.currency_code IS NULL AND i.business_id = team.business_id)
),
invoiced AS (
    SELECT
        month.first_day,
        coalesce(sum(i.total) FILTER (WHERE i.is_asking), 0) AS invoiced_amount,
        coalesce(sum(i.total) FILTER (WHERE i.in_team), 0) AS team_invoiced_amount,
        coalesce(sum(coalesce(i.total, 0) - coalesce(i.tax, 0)) FILTER (WHERE i.in_team), 0) AS revenue
    FROM month
    INNER JOIN issued AS i ON i.created_on >= month.since AND i.created_on < month.until
    GROUP BY month.first_day
),
unpaid AS (
    SELECT month.first_day, sum(i.open) AS total_unpaid, sum(i.open) FILTER (WHERE i.due_date <= month.at) AS total_due
    FROM month
    INNER JOIN (
        SELECT
            i.created_on, i.due_date,
            CASE WHEN i.paid THEN i.paid_on ELSE 'infinity' END AS paid_on,
            -- Part payments have no dates: an invoice that has been paid was open as a whole before.
            CASE WHEN i.credit_note THEN -1 ELSE 1 END * (
                CASE WHEN i.credit_note THEN abs(coalesce(i.total_amount, 0)) ELSE coalesce(i.total_amount, 0) END
                - CASE
                    WHEN i.paid THEN 0
                    WHEN i.credit_note THEN abs(coalesce(i.paid_amount, 0))
                    ELSE coalesce(i.paid_amount, 0)
                END
            ) AS open
        FROM span
        CROSS JOIN team
        CROSS JOIN person AS p
        INNER JOIN coworkerinvoices AS i
            ON
                i.network_id = %(network_id)s AND i.coworker_id = p.id
                AND (CASE WHEN i.paid THEN i.paid_on ELSE 'infinity' END) > span.first_at
                AND NOT i.draft AND NOT i.void AND NOT i.is_deleted
        LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = i.business_id AND NOT l.is_deleted
        WHERE
            p.in_team AND i.created_on <= span.last_at
            AND (
                coalesce(i.currency_code, l.currency_code) = team.currency_code
                OR (i.currency_code IS NULL AND i.business_id = team.business_id)
            )
    ) AS i ON i.created_on <= month.at AND month.at < i.paid_on
    GROUP BY month.first_day
),
-- Items of the team that will be invoiced some day, and the time for which they were, or are, still to be.
item AS (
    SELECT 'product' AS kind, i.business_id, coalesce(i.sale_date, i.created_on) AS opened,
        CASE WHEN i.invoiced THEN i.invoiced_on ELSE 'infinity' END AS closed,
        coalesce(i.price, i.product_price, 0) * coalesce(i.quantity, 1) AS amount
    FROM span
    CROSS JOIN person AS p
    INNER JOIN coworkerproducts AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = p.id
            AND (CASE WHEN i.invoiced THEN i.invoiced_on ELSE 'infinity' END) > span.first_at
            AND NOT i.from_tariff AND NOT i.is_deleted
    WHERE p.in_team
    UNION ALL
    SELECT 'service', i.business_id, i.created_on,
        CASE WHEN i.invoiced THEN i.invoice_date ELSE 'infinity' END, coalesce(i.price, 0)
    FROM span
    CROSS JOIN person AS p
    INNER JOIN coworkerextraservices AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = p.id
            AND (CASE WHEN i.invoiced THEN i.invoice_date ELSE 'infinity' END) > span.first_at
            AND NOT i.free AND NOT i.is_from_tariff AND NOT i.is_deleted
    WHERE p.in_team
    UNION ALL
    SELECT 'pass', i.business_id, i.created_on,
        CASE WHEN i.invoiced THEN i.invoice_date ELSE 'infinity' END, coalesce(i.price, 0)
    FROM span
    CROSS JOIN person AS p
    INNER JOIN coworkertimepasses AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = p.id
            AND (CASE WHEN i.invoiced THEN i.invoice_date ELSE 'infinity' END) > span.first_at
            AND NOT i.free AND NOT i.is_from_tariff AND NOT i.is_deleted
    WHERE p.in_team
    UNION ALL
    SELECT 'charge', i.business_id, i.created_on,
        CASE WHEN i.invoiced THEN i.invoiced_on ELSE 'infinity' END, coalesce(i.total_amount, 0)
    FROM span
    CROSS JOIN person AS p
    INNER JOIN charges AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = p.id
            AND (CASE WHEN i.invoiced THEN i.invoiced_on ELSE 'infinity' END) > span.first_at
            AND NOT i.is_deleted
    WHERE p.in_team
    UNION ALL
    SELECT 'attendee', i.business_id, i.created_on, 'infinity', coalesce(i.event_product_price, 0)
    FROM person AS p
    INNER JOIN eventattendees AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = p.id
            AND NOT i.invoiced AND NOT i.cancelled AND NOT i.is_deleted AND i.coworker_id IS NOT NULL
    WHERE p.in_team
    UNION ALL
    SELECT 'unpaid attendee', a.business_id, greatest(a.created_on, v.created_on),
        CASE
            WHEN v.id IS NULL THEN CASE WHEN NOT a.coworker_invoice_paid THEN 'infinity'::timestamptz END
            WHEN v.paid THEN v.paid_on
            ELSE 'infinity'
        END,
        coalesce(a.event_product_price, 0)
    FROM person AS p
    INNER JOIN eventattendees AS a
        ON
            a.network_id = %(network_id)s AND a.coworker_id = p.id
            AND a.invoiced AND NOT a.cancelled AND NOT a.is_deleted AND a.coworker_id IS NOT NULL
    LEFT JOIN coworkerinvoices AS v
        ON v.network_id = %(network_id)s AND v.id = a.coworker_invoice_id AND NOT v.is_deleted
    WHERE p.in_team AND (v.id IS NULL OR (NOT v.draft AND NOT v.void))
),
stood_open AS (
    SELECT
        month.first_day,
        coalesce(sum(i.amount) FILTER (WHERE i.kind = 'product'), 0) AS products,
        coalesce(sum(i.amount) FILTER (WHERE i.kind = 'service'), 0) AS services,
        coalesce(sum(i.amount) FILTER (WHERE i.kind = 'pass'), 0) AS passes,
        coalesce(sum(i.amount) FILTER (WHERE i.kind = 'charge'), 0) AS charges,
        coalesce(sum(i.amount) FILTER (WHERE i.kind = 'attendee'), 0) AS attendees,
        coalesce(sum(i.amount) FILTER (WHERE i.kind = 'unpaid attendee'), 0) AS unpaid_attendees
    FROM team
    CROSS JOIN month
    INNER JOIN item AS i ON i.opened <= month.at AND month.at < i.closed
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = i.business_id AND NOT l.is_deleted
    WHERE i.business_id = team.business_id OR l.currency_code = team.currency_code
    GROUP BY month.first_day
),
-- What happened in a month: charges made, passes used, bookings charged.
happened AS (
    SELECT
        month.first_day,
        sum(e.amount) FILTER (WHERE e.kind = 'charge' AND e.is_in_currency) AS charged,
        count(*) FILTER (WHERE e.kind = 'pass') AS passes_used,
        sum(e.amount) FILTER (WHERE e.kind = 'booking' AND e.is_in_currency) AS bookings
    FROM month
    INNER JOIN (
        SELECT e.kind, e.moment, e.amount,
            (e.business_id = team.business_id OR coalesce(l.currency_code = team.currency_code, FALSE))
                AS is_in_currency
        FROM team
        CROSS JOIN (
            SELECT 'charge' AS kind, i.business_id, i.created_on AS moment, coalesce(i.total_amount, 0) AS amount
            FROM span
            CROSS JOIN person AS p
            INNER JOIN charges AS i
                ON
                    i.network_id = %(network_id)s AND i.coworker_id = p.id
                    AND i.created_on >= span.since AND i.created_on < span.until
                    AND NOT i.is_deleted
            WHERE p.in_team
            UNION ALL
            SELECT 'pass', i.business_id, i.used_date, 0
            FROM span
            CROSS JOIN person AS p
            INNER JOIN coworkertimepasses AS i
                ON
                    i.network_id = %(network_id)s AND i.coworker_id = p.id
                    AND i.used_date >= span.since AND i.used_date < span.until
                    AND i.used AND NOT i.is_deleted
            WHERE p.in_team
            UNION ALL
            SELECT 'booking', i.business_id, i.booking_from_time, coalesce(i.price, 0)
            FROM span
            CROSS JOIN person AS p
            INNER JOIN coworkerextraservices AS i
                ON
                    i.network_id = %(network_id)s AND i.coworker_id = p.id
                    AND i.booking_from_time >= span.since AND i.booking_from_time < span.until
                    AND i.booking_id IS NOT NULL AND NOT i.is_deleted
            WHERE p.in_team
        ) AS e
        LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = e.business_id AND NOT l.is_deleted
    ) AS e ON e.moment >= month.since AND e.moment < month.until
    GROUP BY month.first_day
),
contract AS (
    SELECT month.first_day, count(*) AS active, min(c.renewal_date) FILTER (WHERE c.renewal_date > month.at) AS renewal
    FROM month
    CROSS JOIN person AS p
    INNER JOIN coworkercontracts AS c
        ON c.network_id = %(network_id)s AND c.coworker_id = p.id AND NOT c.is_deleted
    WHERE
        p.in_team
        AND coalesce(c.start_date <= month.at, TRUE)
        AND coalesce(c.cancellation_date > month.at, NOT c.cancelled)
        -- A contract that has ended is no longer active, and was before.
        AND (c.active OR c.cancellation_date <= %(now)s)
    GROUP BY month.first_day
)
SELECT
    month.first_day,
    team.currency_code,
    coalesce(invoiced.invoiced_amount, 0) AS invoiced_amount,
    coalesce(invoiced.team_invoiced_amount, 0) AS team_invoiced_amount,
    coalesce(invoiced.revenue, 0) AS revenue,
    coalesce(usage.checking_minutes, 0) AS checking_minutes,
    coalesce(usage.team_checking_minutes, 0) AS team_checking_minutes,
    coalesce(usage.booking_minutes, 0) AS booking_minutes,
    coalesce(usage.team_booking_minutes, 0) AS team_booking_minutes,
    coalesce(usage.total_bookings, 0) AS total_bookings,
    coalesce(contract.active, 0) AS total_tariffs,
    coalesce(happened.charged, 0) AS total_other,
    coalesce(happened.passes_used, 0) AS time_passes,
    coalesce(happened.bookings, 0) AS bookings,
    coalesce(unpaid.total_unpaid, 0) AS total_unpaid,
    coalesce(unpaid.total_due, 0) AS total_due,
    coalesce(stood_open.unpaid_attendees, 0) AS unpaid_attendees,
    coalesce(stood_open.products, 0) AS uninvoiced_products,
    coalesce(stood_open.passes, 0) AS uninvoiced_time_passes,
    coalesce(stood_open.services, 0) AS uninvoiced_extra_services,
    coalesce(stood_open.charges, 0) AS uninvoiced_charges,
    coalesce(
        stood_open.products + stood_open.passes + stood_open.services + stood_open.charges + stood_open.attendees, 0
    ) AS not_invoiced_charges,
    contract.renewal AS next_invoice,
    floor(extract(EPOCH FROM month.at - access.latest) / 86400)::bigint AS days_since_last_access
FROM team
CROSS JOIN month
LEFT JOIN invoiced ON invoiced.first_day = month.first_day
LEFT JOIN usage ON usage.month = month.first_day
LEFT JOIN unpaid ON unpaid.first_day = month.first_day
LEFT JOIN stood_open ON stood_open.first_day = month.first_day
LEFT JOIN happened ON happened.first_day = month.first_day
LEFT JOIN contract ON contract.first_day = month.first_day
CROSS JOIN LATERAL (
    SELECT greatest(
        (SELECT max(i.moment) FROM unnest(%(sign_ins)s::timestamptz[]) AS i (moment) WHERE i.moment <= month.at),
        (
            SELECT max(c.user_last_access)
            FROM person AS p
            INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = p.id
            WHERE p.is_asking AND c.user_last_access <= month.at
        ),
        (
            SELECT max(latest.from_time)
            FROM person AS p
            CROSS JOIN LATERAL (
                SELECT c.from_time
                FROM checkins AS c
                WHERE
                    c.network_id = %(network_id)s AND c.coworker_id = p.id AND c.from_time <= month.at
                    AND NOT c.is_deleted AND c.coworker_id IS NOT NULL
                ORDER BY c.from_time DESC
                LIMIT 1
            ) AS latest
            WHERE p.is_asking
        )
    ) AS latest
) AS access
ORDER BY month.first_day

-- name: team_usage
-- What each member of a team, or one of them, booked and was checked in by month, in whole minutes: a row with a list for
-- each; a row without a member when there are none, and no row when there is no such team.
WITH {months},
person AS MATERIALIZED (
    SELECT c.id, c.full_name, TRUE AS in_team, FALSE AS is_asking
    FROM team
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (team.team_members)
    WHERE
        NOT c.archived AND NOT c.is_deleted
        AND (%(coworker_id)s::bigint IS NULL OR c.id = %(coworker_id)s::bigint)
),
{used},
usage AS (
    SELECT
        id, month,
        sum(booked_us)::bigint / 60000000 AS booked_minutes,
        sum(checked_us)::bigint / 60000000 AS checked_minutes
    FROM used
    GROUP BY id, month
)
SELECT team.zone, calendar.months, member.id, member.full_name, member.booked, member.checked
FROM team
CROSS JOIN (SELECT array_agg(month.first_day ORDER BY month.first_day) AS months FROM month) AS calendar
LEFT JOIN (
    SELECT
        p.id, p.full_name,
        array_agg(coalesce(u.booked_minutes, 0) ORDER BY month.first_day) AS booked,
        array_agg(coalesce(u.checked_minutes, 0) ORDER BY month.first_day) AS checked
    FROM person AS p
    CROSS JOIN month
    LEFT JOIN usage AS u ON u.id = p.id AND u.month = month.first_day
    GROUP BY p.id, p.full_name
) AS member ON TRUE
ORDER BY member.id
