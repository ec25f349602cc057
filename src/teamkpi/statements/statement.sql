-- What a statement of one month of a team is made of. All of these run in one snapshot of the database. "since" is the
-- month's first instant in the zone of the team's location, "until" the next month's, and "upto" the end of what is told:
-- "until", or just after the present while the month is not over. What happens at an instant belongs to the time after it,
-- and what ends at an instant to the time before it, so a credit of one month expires in that month.

-- name: basis
-- The team, its location, its month, the instant from which on the month is over wherever the network has a location, and
-- from when on its history is complete.
SELECT
    t.id AS team_id,
    t.name AS team_name,
    coalesce(l.name, '') AS business_name,
    place.zone,
    l.currency_code,
    month_start(%(month)s::date, place.zone) AS since,
    month_start((%(month)s::date + interval '1 month')::date, place.zone) AS until,
    greatest(
        month_start((%(month)s::date + interval '1 month')::date, place.zone),
        (
            SELECT max(month_start((%(month)s::date + interval '1 month')::date, b.zone))
            FROM businesses AS b
            WHERE b.network_id = %(network_id)s AND NOT b.is_deleted
        )
    ) AS over_on,
    n.known_since
FROM teams AS t
INNER JOIN network AS n ON n.id = %(network_id)s
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
CROSS JOIN LATERAL (SELECT coalesce(l.zone, 'UTC') AS zone) AS place
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted

-- name: people
-- Whoever was a member at some time of the month, and whether at its start and its end. A version counts from the instant
-- at which it was made, or at which it was received if that was earlier; the first one that is known counts for all time
-- before. The name is the last one that is known.
WITH team_version AS (
    SELECT v.*, lead(v.since, 1, 'infinity') OVER (ORDER BY v.held_since) AS until
    FROM (
        SELECT
            r.*,
            CASE
                WHEN row_number() OVER (ORDER BY r.held_since) = 1 THEN '-infinity'
                ELSE least(r.updated_on, r.held_since)
            END AS since
        FROM (
            SELECT t.team_members, t.is_deleted, t.updated_on, t.held_since
            FROM teams AS t
            WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s
            UNION ALL
            SELECT h.team_members, h.is_deleted, h.updated_on, h.held_since
            FROM teams_history AS h
            WHERE h.network_id = %(network_id)s AND h.id = %(team_id)s
        ) AS r
    ) AS v
),
listed AS (
    SELECT DISTINCT one.id
    FROM team_version AS v
    CROSS JOIN LATERAL unnest(v.team_members) AS one (id)
    WHERE NOT v.is_deleted AND v.since < v.until AND v.since < %(upto)s AND v.until >= %(since)s
),
person_version AS (
    SELECT v.*, lead(v.since, 1, 'infinity') OVER (PARTITION BY v.id ORDER BY v.held_since) AS until
    FROM (
        SELECT
            r.*,
            CASE
                WHEN row_number() OVER (PARTITION BY r.id ORDER BY r.held_since) = 1 THEN '-infinity'
                ELSE least(r.updated_on, r.held_since)
            END AS since
        FROM (
            SELECT c.id, c.full_name, c.archived OR c.is_deleted AS is_gone, c.updated_on, c.held_since
            FROM listed
            INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = listed.id
            UNION ALL
            SELECT h.id, h.full_name, h.archived OR h.is_deleted, h.updated_on, h.held_since
            FROM listed
            INNER JOIN coworkers_history AS h ON h.network_id = %(network_id)s AND h.id = listed.id
        ) AS r
    ) AS v
)
SELECT
    p.id,
    (array_agg(p.full_name ORDER BY p.held_since DESC) FILTER (WHERE p.full_name IS NOT NULL))[1] AS full_name,
    coalesce(bool_or(
        NOT p.is_gone AND NOT t.is_deleted AND p.id = ANY (t.team_members)
        AND greatest(p.since, t.since) < %(since)s AND least(p.until, t.until) >= %(since)s
    ), FALSE) AS is_at_start,
    coalesce(bool_or(
        NOT p.is_gone AND NOT t.is_deleted AND p.id = ANY (t.team_members)
        AND greatest(p.since, t.since) < %(upto)s AND least(p.until, t.until) >= %(upto)s
    ), FALSE) AS is_at_end
FROM person_version AS p
CROSS JOIN team_version AS t
GROUP BY p.id
HAVING bool_or(
    NOT p.is_gone AND NOT t.is_deleted AND p.id = ANY (t.team_members)
    AND greatest(p.since, t.since) < least(p.until, t.until)
    AND greatest(p.since, t.since) < %(upto)s AND least(p.until, t.until) >= %(since)s
)
ORDER BY p.id

-- name: balances
-- What became in the month of each credit or pass of the members, of one entity. A credit is there from the instant at
-- which it was granted or became valid, whichever is later, until it expires. Most of what members ever had expired before
-- the month and was not used in it: that is left out first.
WITH present AS (
    SELECT {columns}, r.held_since
    FROM {table} AS r
    WHERE
        r.network_id = %(network_id)s AND r.coworker_id = ANY (%(people)s::bigint[]) AND NOT r.is_deleted AND {condition}
        AND (r.expire_date IS NULL OR r.expire_date > %(since)s OR {may_be_used})
),
earlier AS (
    SELECT h.id, min(h.created_on) AS earliest, count(*) AS versions
    FROM present AS p
    INNER JOIN {history} AS h ON h.network_id = %(network_id)s AND h.id = p.id
    GROUP BY h.id
),
-- Records that were deleted in the month or later.
gone AS (
    SELECT DISTINCT h.id
    FROM {history} AS h
    WHERE
        h.network_id = %(network_id)s AND h.coworker_id = ANY (%(people)s::bigint[])
        AND NOT h.is_deleted AND h.held_until > %(since)s
        AND NOT EXISTS (
            SELECT FROM {table} AS r WHERE r.network_id = %(network_id)s AND r.id = h.id AND NOT r.is_deleted
        )
)
SELECT
    one.kind,
    one.unit,
    one.currency_code,
    one.coworker_id,
    sum(CASE WHEN here.at_start THEN {amount_at_start} ELSE 0 END) AS opening,
    sum(CASE WHEN here.comes THEN one.total ELSE 0 END) AS granted,
    sum(coalesce(used.amount, 0)) AS used,
    sum(CASE WHEN here.expires THEN {amount_at_expiry} ELSE 0 END) AS expired,
    sum(CASE WHEN here.at_end THEN {amount_at_end} ELSE 0 END) AS closing
FROM (
    -- The last version that was not deleted, with what is told of all of them. A version that was written here without its
    -- date of creation has that of the writing.
    SELECT p.*, least(p.created_on, e.earliest) AS earliest, coalesce(e.versions, 0) + 1 AS versions
    FROM present AS p
    LEFT JOIN earlier AS e ON e.id = p.id
    UNION ALL
    SELECT last_version.*
    FROM (
        SELECT DISTINCT ON (v.id) v.*
        FROM (
            SELECT
                u.*,
                min(u.created_on) OVER (PARTITION BY u.id) AS earliest,
                count(*) OVER (PARTITION BY u.id) AS versions
            FROM (
                SELECT {columns}, r.held_since
                FROM gone
                INNER JOIN {table} AS r ON r.network_id = %(network_id)s AND r.id = gone.id
                UNION ALL
                SELECT {columns}, r.held_since
                FROM gone
                INNER JOIN {history} AS r ON r.network_id = %(network_id)s AND r.id = gone.id
            ) AS u
        ) AS v
        WHERE NOT v.is_deleted
        ORDER BY v.id, v.held_since DESC
    ) AS last_version
    WHERE last_version.coworker_id = ANY (%(people)s::bigint[])
) AS r
-- The id under another name, because in the parts below "r" is a version of the record.
CROSS JOIN LATERAL (SELECT r.id) AS found
CROSS JOIN LATERAL (
    SELECT
        r.*,
        CASE WHEN r.held_since = '0001-01-01 00:00:00+00' THEN %(known_since)s ELSE r.held_since END AS moment
) AS v
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
{extra}
CROSS JOIN LATERAL (SELECT {parts}) AS one
CROSS JOIN LATERAL (
    SELECT
        one.granted_on < %(since)s AND one.expires_on > %(since)s AS at_start,
        one.granted_on >= %(since)s AND one.granted_on < %(upto)s AND one.expires_on > one.granted_on AS comes,
        one.granted_on < %(upto)s AND one.expires_on > %(upto)s AS at_end,
        one.expires_on > %(since)s AND one.expires_on <= %(upto)s AND one.expires_on > one.granted_on AS expires
) AS here
LEFT JOIN LATERAL ({used}) AS used ON TRUE
WHERE {condition} AND (here.at_start OR here.comes OR here.at_end OR here.expires OR used.amount <> 0)
GROUP BY one.kind, one.unit, one.currency_code, one.coworker_id

-- name: amount_at
-- The amount of a credit or pass just before an instant; a part of the statement above. It is that of the version that
-- counted then. A version counts from when it was made, or received if that was earlier; the first one from when it was
-- received, or from when on the history is complete if nobody knows that. Before the first one it is the amount of the
-- first one with what was used in between. Nothing is left of what was deleted. Most have one version, which needs no
-- search, and is "v" already.
CASE WHEN r.versions = 1 THEN {amount_of_version} ELSE (
    SELECT {amount_of_version}
    FROM (
        SELECT
            u.*,
            CASE
                WHEN row_number() OVER (ORDER BY u.held_since) > 1 THEN least(u.updated_on, u.held_since)
                WHEN u.held_since = '0001-01-01 00:00:00+00' THEN %(known_since)s
                ELSE u.held_since
            END AS moment
        FROM (
            SELECT {columns}, r.held_since
            FROM {table} AS r
            WHERE r.network_id = %(network_id)s AND r.id = found.id
            UNION ALL
            SELECT {columns}, r.held_since
            FROM {history} AS r
            WHERE r.network_id = %(network_id)s AND r.id = found.id
        ) AS u
    ) AS v
    ORDER BY v.moment < {instant} DESC, CASE WHEN v.moment < {instant} THEN v.held_since END DESC, v.held_since
    LIMIT 1
) END

-- name: amount_of_version
-- The amount of a version just before an instant; a part of "amount_at".
CASE
    WHEN v.is_deleted THEN 0
    WHEN v.moment < {instant} THEN {amount}
    ELSE {amount} + coalesce(({used_until_then}), 0)
END

-- name: booking_credit
-- The columns of a booking credit; a part of "balances".
CASE WHEN r.can_be_used_for_bookings IS NOT FALSE THEN 'BookingCredit' ELSE 'EventCredit' END AS kind,
'money' AS unit,
l.currency_code AS currency_code,
r.coworker_id,
coalesce(r.total_credit, 0) AS total,
greatest(least(r.earliest, %(now)s), r.valid_from) AS granted_on,
coalesce(r.expire_date, 'infinity') AS expires_on

-- name: booking_credit_amount
-- What is left of a version of a booking credit; a part of "amount_at".
coalesce(v.remaining_credit, 0)

-- name: extra_service
-- The columns of a time credit; a part of "balances".
CASE WHEN r.extra_service_is_printing_credit THEN 'PrintingCredit' ELSE 'TimeCredit' END AS kind,
{unit_of_time_credit} AS unit,
NULL AS currency_code,
r.coworker_id,
coalesce(r.total_uses, 0)::numeric AS total,
greatest(least(r.earliest, %(now)s), r.valid_from) AS granted_on,
coalesce(r.expire_date, 'infinity') AS expires_on

-- name: extra_service_amount
-- What is left of a version of a time credit; a part of "amount_at".
coalesce(v.remaining_uses, 0)::numeric

-- name: time_pass
-- The columns of a pass; a part of "balances".
'Pass' AS kind,
CASE WHEN r.remaining_uses IS NULL THEN 'passes' ELSE 'minutes' END AS unit,
NULL AS currency_code,
r.coworker_id,
CASE WHEN r.remaining_uses IS NULL THEN 1 ELSE coalesce(r.total_uses, r.remaining_uses) END::numeric AS total,
least(r.earliest, %(now)s) AS granted_on,
coalesce(r.expire_date, 'infinity') AS expires_on,
r.remaining_uses IS NULL AS is_day_pass

-- name: time_pass_amount
-- What is left of a version of a pass; a part of "amount_at".
CASE
    WHEN one.is_day_pass AND visit.used_on IS NOT NULL THEN (visit.used_on >= {instant})::integer
    WHEN one.is_day_pass THEN (NOT v.used)::integer
    WHEN v.used THEN 0
    ELSE coalesce(v.remaining_uses, 0)
END::numeric

-- name: used_booking_credit
-- How much of a booking credit was used from one instant until another; a part of the statements above.
SELECT sum(u.credit_used) AS amount
FROM coworkerbookingcreditusehistories AS u
WHERE
    u.network_id = %(network_id)s AND u.coworker_booking_credit_id = found.id AND NOT u.is_deleted
    AND u.created_on >= {since} AND u.created_on < {until}

-- name: booking_credit_may_be_used
-- Whether a booking credit was used in the month; a part of "balances".
EXISTS (
    SELECT
    FROM coworkerbookingcreditusehistories AS u
    WHERE
        u.network_id = %(network_id)s AND u.coworker_booking_credit_id = r.id AND NOT u.is_deleted
        AND u.created_on >= %(since)s AND u.created_on < %(upto)s
)

-- name: used_extra_service
-- How much of a time credit was used from one instant until another; a part of the statements above.
SELECT sum(u.credit_used) AS amount
FROM coworkerextraserviceusehistories AS u
WHERE
    u.network_id = %(network_id)s AND u.coworker_extra_service_id = found.id AND NOT u.is_deleted
    AND u.created_on >= {since} AND u.created_on < {until}

-- name: extra_service_may_be_used
-- Whether a time credit was used in the month; a part of "balances".
EXISTS (
    SELECT
    FROM coworkerextraserviceusehistories AS u
    WHERE
        u.network_id = %(network_id)s AND u.coworker_extra_service_id = r.id AND NOT u.is_deleted
        AND u.created_on >= %(since)s AND u.created_on < %(upto)s
)

-- name: used_pass
-- What was used of a pass from one instant until another; a part of the statement above. A pass with minutes is used at the
-- end of each check-in, by its whole minutes.
SELECT CASE
    WHEN one.is_day_pass THEN (visit.used_on >= {since} AND visit.used_on < {until})::integer
    ELSE ({stayed})
END AS amount

-- name: used_pass_until_then
-- What is added to the first version that is known; a part of "amount_at". Whether a day pass was used is told by when.
SELECT CASE WHEN one.is_day_pass THEN 0 ELSE ({stayed}) END

-- name: pass_may_be_used
-- Whether a pass may have been used in the month; a part of "balances". Only the statement itself knows it exactly.
(
    (r.used AND r.used_date >= %(since)s) OR EXISTS (
        SELECT
        FROM checkins AS c
        WHERE
            c.network_id = %(network_id)s AND c.coworker_time_pass_guid = r.unique_id AND NOT c.is_deleted
            AND greatest(c.from_time, c.to_time) >= %(since)s
    )
)

-- name: stayed_with_pass
-- The whole minutes of each check-in with a pass that ended from one instant until another; a part of the two above.
SELECT sum(trunc(extract(EPOCH FROM c.to_time - c.from_time) / 60))
FROM checkins AS c
WHERE
    c.network_id = %(network_id)s AND c.coworker_time_pass_guid = r.unique_id AND NOT c.is_deleted
    AND c.to_time >= {since} AND c.to_time < {until}

-- name: visit
-- When a pass was used; a part of the statement above: at its first check-in, or else on the date that it has. With the
-- offset it is looked up once for each pass, else once wherever it is named.
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN r.used THEN coalesce(
            (
                SELECT min(c.from_time)
                FROM checkins AS c
                WHERE c.network_id = %(network_id)s AND c.coworker_time_pass_guid = r.unique_id AND NOT c.is_deleted
            ),
            r.used_date
        )
    END AS moment
    OFFSET 0
) AS known_visit
CROSS JOIN LATERAL (
    SELECT CASE WHEN known_visit.moment IS NOT NULL THEN least(known_visit.moment, %(now)s) END AS used_on
) AS visit

-- name: time
-- How long each member booked each resource, and was checked in at each location, in microseconds of the month. Which part
-- of an interval belongs to the month is decided by the zone of the place where it happened.
WITH place AS MATERIALIZED (
    SELECT
        l.id,
        l.name,
        month_start(%(month)s::date, coalesce(l.zone, %(zone)s)) AS since,
        month_start((%(month)s::date + interval '1 month')::date, coalesce(l.zone, %(zone)s)) AS until
    FROM businesses AS l
    WHERE l.network_id = %(network_id)s AND NOT l.is_deleted
)
SELECT
    s.coworker_id,
    s.resource_id,
    s.resource_name,
    s.business_id,
    s.business_name,
    (extract(EPOCH FROM sum(part.duration)) * 1000000)::bigint AS us
FROM (
    SELECT
        b.coworker_id, b.resource_id, r.name AS resource_name, NULL::bigint AS business_id, NULL AS business_name,
        p.since, p.until, b.from_time, b.to_time
    FROM bookings AS b
    LEFT JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = b.resource_id AND NOT r.is_deleted
    LEFT JOIN place AS p ON p.id = r.business_id
    WHERE
        b.network_id = %(network_id)s AND b.coworker_id = ANY (%(people)s::bigint[])
        AND NOT b.tentative AND NOT b.is_deleted AND b.coworker_id IS NOT NULL
        -- No zone is further away from another than this.
        AND b.to_time > %(since)s::timestamptz - interval '2 days'
        AND b.from_time < %(until)s::timestamptz + interval '2 days'
    UNION ALL
    SELECT
        c.coworker_id, NULL, NULL, c.business_id, p.name, p.since, p.until, c.from_time,
        coalesce(
            c.to_time,
            greatest(c.from_time, least(%(now)s, c.from_time + %(open_checkin_limit)s::interval))
        )
    FROM checkins AS c
    LEFT JOIN place AS p ON p.id = c.business_id
    WHERE
        c.network_id = %(network_id)s AND c.coworker_id = ANY (%(people)s::bigint[])
        AND NOT c.is_deleted AND c.coworker_id IS NOT NULL
        AND (c.to_time > %(since)s::timestamptz - interval '2 days' OR c.to_time IS NULL)
        AND c.from_time < %(until)s::timestamptz + interval '2 days'
) AS s
CROSS JOIN LATERAL (
    SELECT
        least(s.to_time, coalesce(s.until, %(until)s)) - greatest(s.from_time, coalesce(s.since, %(since)s)) AS duration
) AS part
WHERE part.duration > interval '0'
GROUP BY s.coworker_id, s.resource_id, s.resource_name, s.business_id, s.business_name
ORDER BY s.coworker_id, s.resource_id, s.business_id

-- name: items
-- Items of the members that became due to invoice or were invoiced in the month, or were still to be invoiced at its end,
-- "at". invoiced_on is NULL for an item that was not invoiced by then, and for one whose record does not say when it was;
-- such an item was never open. The rules are those of the team's metrics.
WITH item AS (
    SELECT
        'CoworkerProduct' AS entity, i.id, i.coworker_id, i.business_id, i.product_name AS title,
        coalesce(i.sale_date, i.created_on) AS due_on, i.quantity, coalesce(i.price, i.product_price) AS price,
        i.invoiced, i.invoiced_on, i.coworker_invoice_id
    FROM coworkerproducts AS i
    WHERE
        i.network_id = %(network_id)s AND i.coworker_id = ANY (%(people)s::bigint[])
        AND NOT i.from_tariff AND NOT i.is_deleted
    UNION ALL
    SELECT
        'CoworkerExtraService', i.id, i.coworker_id, i.business_id,
        coalesce(i.booking_resource_name, i.extra_service_name), i.created_on, 1, i.price,
        i.invoiced, i.invoice_date, NULL
    FROM coworkerextraservices AS i
    WHERE
        i.network_id = %(network_id)s AND i.coworker_id = ANY (%(people)s::bigint[])
        AND NOT i.free AND NOT i.is_from_tariff AND NOT i.is_deleted
    UNION ALL
    SELECT
        'CoworkerTimePass', i.id, i.coworker_id, i.business_id, i.time_pass_name, i.created_on, 1, i.price,
        i.invoiced, i.invoice_date, NULL
    FROM coworkertimepasses AS i
    WHERE
        i.network_id = %(network_id)s AND i.coworker_id = ANY (%(people)s::bigint[])
        AND NOT i.free AND NOT i.is_from_tariff AND NOT i.is_deleted
    UNION ALL
    -- The total of a charge is that of its quantity already.
    SELECT
        'Charge', i.id, i.coworker_id, i.business_id, i.description, i.created_on, 1, i.total_amount,
        i.invoiced, i.invoiced_on, NULL
    FROM charges AS i
    WHERE
        i.network_id = %(network_id)s AND i.coworker_id = ANY (%(people)s::bigint[]) AND NOT i.is_deleted
    UNION ALL
    SELECT
        'EventAttendee', i.id, i.coworker_id, i.business_id, coalesce(i.calendar_event_name, i.event_product_name),
        i.created_on, 1, i.event_product_price,
        i.invoiced, v.created_on, i.coworker_invoice_id
    FROM eventattendees AS i
    LEFT JOIN coworkerinvoices AS v
        ON v.network_id = %(network_id)s AND v.id = i.coworker_invoice_id AND NOT v.is_deleted
    WHERE
        i.network_id = %(network_id)s AND i.coworker_id = ANY (%(people)s::bigint[])
        AND NOT i.cancelled AND NOT i.is_deleted AND i.coworker_id IS NOT NULL
)
SELECT
    i.entity,
    i.id,
    i.coworker_id,
    i.title,
    i.due_on,
    i.quantity,
    i.price,
    coalesce(i.price, 0) * coalesce(i.quantity, 1) AS amount,
    l.currency_code,
    status.is_invoiced,
    CASE WHEN status.is_invoiced THEN i.invoiced_on END AS invoiced_on,
    i.coworker_invoice_id,
    v.invoice_number,
    i.coworker_invoice_id IS NOT NULL AND v.id IS NULL AS is_invoice_missing,
    status.is_due,
    status.is_newly_invoiced,
    NOT status.is_invoiced AND i.due_on <= %(at)s AS is_open
FROM item AS i
CROSS JOIN LATERAL (
    SELECT
        i.due_on >= %(since)s AND i.due_on < %(upto)s AS is_due,
        i.invoiced AND coalesce(i.invoiced_on <= %(at)s, TRUE) AS is_invoiced,
        coalesce(i.invoiced AND i.invoiced_on >= %(since)s AND i.invoiced_on < %(upto)s, FALSE) AS is_newly_invoiced
) AS status
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = i.business_id AND NOT l.is_deleted
LEFT JOIN coworkerinvoices AS v
    ON v.network_id = %(network_id)s AND v.id = i.coworker_invoice_id AND NOT v.is_deleted AND NOT v.void
WHERE status.is_due OR status.is_newly_invoiced OR (NOT status.is_invoiced AND i.due_on <= %(at)s)
ORDER BY i.due_on, i.entity, i.id

-- name: gone
-- Items that had been invoiced in the month and were deleted since: their last version that was not deleted.
SELECT h.entity, h.id, h.coworker_id, h.title, h.due_on, h.quantity, h.price,
    coalesce(h.price, 0) * coalesce(h.quantity, 1) AS amount, l.currency_code, TRUE AS is_invoiced, h.invoiced_on,
    h.coworker_invoice_id, v.invoice_number, h.coworker_invoice_id IS NOT NULL AND v.id IS NULL AS is_invoice_missing
FROM ({deleted}) AS h
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = h.business_id AND NOT l.is_deleted
LEFT JOIN coworkerinvoices AS v
    ON v.network_id = %(network_id)s AND v.id = h.coworker_invoice_id AND NOT v.is_deleted AND NOT v.void
ORDER BY h.due_on, h.entity, h.id

-- name: deleted_item
-- Deleted items of one entity, as they last were; a part of the statement above.
SELECT
    '{entity}' AS entity, h.id, h.coworker_id, h.business_id, {title} AS title, {due_on} AS due_on,
    {quantity} AS quantity, {price} AS price, {invoiced_on} AS invoiced_on, {invoice_id} AS coworker_invoice_id
FROM {table}_history AS h
INNER JOIN {table} AS r
    ON r.network_id = %(network_id)s AND r.id = h.id AND r.is_deleted AND r.held_since = h.held_until
WHERE
    h.network_id = %(network_id)s AND h.coworker_id = ANY (%(people)s::bigint[]) AND h.held_until > %(since)s
    AND NOT h.is_deleted AND h.coworker_id IS NOT NULL AND h.invoiced
    AND {invoiced_on} >= %(since)s AND {invoiced_on} < %(upto)s

-- name: invoices
-- The members' invoices of the month; credit notes negative, whichever way they are recorded.
SELECT
    i.id,
    i.invoice_number,
    i.coworker_id,
    i.created_on,
    i.due_date,
    coalesce(CASE WHEN i.credit_note THEN -abs(i.total_amount) ELSE i.total_amount END, 0) AS total_amount,
    coalesce(CASE WHEN i.credit_note THEN -abs(i.tax_amount) ELSE i.tax_amount END, 0) AS tax_amount,
    coalesce(i.credit_note, FALSE) AS credit_note,
    coalesce(i.currency_code, l.currency_code) AS currency_code
FROM coworkerinvoices AS i
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = i.business_id AND NOT l.is_deleted
WHERE
    i.network_id = %(network_id)s AND i.coworker_id = ANY (%(people)s::bigint[])
    AND i.created_on >= %(since)s AND i.created_on < %(until)s
    AND NOT i.draft AND NOT i.void AND NOT i.is_deleted
ORDER BY i.created_on, i.id

-- name: uses_on_no_invoice
-- Uses of the members' booking credits in the month that are on no line of an invoice.
SELECT u.id, c.coworker_id, u.created_on AS used_on, u.credit_used, l.currency_code, u.booking_id, u.description
FROM coworkerbookingcredits AS c
INNER JOIN coworkerbookingcreditusehistories AS u
    ON u.network_id = %(network_id)s AND u.coworker_booking_credit_id = c.id AND NOT u.is_deleted
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
WHERE
    c.network_id = %(network_id)s AND c.coworker_id = ANY (%(people)s::bigint[]) AND NOT c.is_deleted
    AND u.created_on >= %(since)s AND u.created_on < %(upto)s
    AND u.coworker_invoice_line_id IS NULL
ORDER BY u.created_on, u.id
