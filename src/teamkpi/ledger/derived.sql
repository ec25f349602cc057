-- What records show of other records, for a page of them at once: one statement for each entity, by its plural, and one
-- more, its name with ``_whole``, for what lists leave out. Each is told the ids of the records and answers with a row
-- for each that is there, in the order of the ids. Its columns after the id are those that documented.py declares.

-- name: coworkers
-- Their teams, the main one of their contracts that have not ended (the first to begin), and what is overdue.
WITH member AS (
    SELECT
        person.id AS coworker_id,
        min(t.id) AS first_id,
        string_agg(t.id::text, ',' ORDER BY t.id) AS ids,
        string_agg(t.name, ', ' ORDER BY t.id) AS names
    FROM teams AS t
    CROSS JOIN LATERAL unnest(t.team_members) AS person (id)
    WHERE
        t.network_id = %(network_id)s AND t.team_members && %(ids)s::bigint[] AND NOT t.is_deleted
        AND person.id = ANY (%(ids)s::bigint[])
    GROUP BY person.id
),
main AS (
    SELECT DISTINCT ON (k.coworker_id) k.*
    FROM coworkercontracts AS k
    WHERE
        k.network_id = %(network_id)s AND k.coworker_id = ANY (%(ids)s::bigint[]) AND k.active AND NOT k.is_deleted
        AND coalesce(k.cancellation_date > %(now)s, NOT k.cancelled)
    ORDER BY k.coworker_id, coalesce(k.start_date, '-infinity'), k.id
),
overdue AS (
    SELECT DISTINCT i.coworker_id
    FROM coworkerinvoices AS i
    WHERE
        i.network_id = %(network_id)s AND i.coworker_id = ANY (%(ids)s::bigint[]) AND i.due_date <= %(now)s
        AND NOT i.paid AND NOT i.draft AND NOT i.void AND NOT i.credit_note AND NOT i.is_deleted
)
SELECT
    asked.id,
    member.first_id AS team_id,
    first_team.name AS team_name,
    coalesce(member.names, '') AS team_names,
    coalesce(member.ids, '') AS team_ids,
    main.tariff_id,
    main.tariff_name,
    main.start_date,
    main.renewal_date,
    main.cancellation_date,
    coalesce(main.billing_day, 1) AS billing_day,
    overdue.coworker_id IS NOT NULL AS has_due_invoices
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
LEFT JOIN member ON member.coworker_id = asked.id
LEFT JOIN teams AS first_team ON first_team.network_id = %(network_id)s AND first_team.id = member.first_id
LEFT JOIN main ON main.coworker_id = asked.id
LEFT JOIN overdue ON overdue.coworker_id = asked.id
ORDER BY asked.place

-- name: coworkers_whole
-- Their teams, and the locations of those and of their contracts that have not ended.
SELECT
    asked.id,
    coalesce(team.ids, '{}') AS teams,
    place.ids AS businesses
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
CROSS JOIN LATERAL (
    SELECT array_agg(t.id ORDER BY t.id) AS ids, array_agg(t.business_id) AS businesses
    FROM teams AS t
    WHERE t.network_id = %(network_id)s AND t.team_members @> ARRAY[asked.id] AND NOT t.is_deleted
) AS team
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(found.id ORDER BY found.id), '{}') AS ids
    FROM (
        SELECT unnest(team.businesses) AS id
        UNION
        SELECT k.issued_by_id
        FROM coworkercontracts AS k
        WHERE
            k.network_id = %(network_id)s AND k.coworker_id = asked.id AND k.active AND NOT k.is_deleted
            AND coalesce(k.cancellation_date > %(now)s, NOT k.cancelled)
    ) AS found
) AS place
ORDER BY asked.place

-- name: teams
-- Their location, who pays, their members by id and by name, and how many contracts of those have not ended.
SELECT
    r.id,
    l.name AS business_name,
    payer.full_name AS paying_member_full_name,
    payer.company_name AS paying_member_company_name,
    CASE WHEN payer.id IS NOT NULL THEN coalesce(payer.coworker_type, 1) END AS paying_member_coworker_type,
    r.default_tariff_id AS default_member_tariff_id,
    r.default_tariff_name AS default_member_tariff_name,
    array_to_string(r.team_members, ',') AS coworker_ids,
    coalesce(member.names, '') AS coworker_full_names,
    member.contracts AS active_contracts
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN teams AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS payer
    ON payer.network_id = %(network_id)s AND payer.id = r.paying_member_id AND NOT payer.is_deleted
CROSS JOIN LATERAL (
    SELECT
        string_agg(c.full_name, ', ' ORDER BY c.id) AS names,
        coalesce(sum(contract.number), 0)::bigint AS contracts
    FROM coworkers AS c
    CROSS JOIN LATERAL (
        SELECT count(*) AS number
        FROM coworkercontracts AS k
        WHERE
            k.network_id = %(network_id)s AND k.coworker_id = c.id AND k.active AND NOT k.is_deleted
            AND coalesce(k.cancellation_date > %(now)s, NOT k.cancelled)
    ) AS contract
    WHERE c.network_id = %(network_id)s AND c.id = ANY (r.team_members) AND NOT c.is_deleted
) AS member
ORDER BY asked.place

-- name: resources
-- Their location.
SELECT r.id, l.name AS business_name
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
ORDER BY asked.place

-- name: bookings
-- Their resource and its location's clock, and who has booked.
SELECT
    r.id,
    p.name AS resource_name,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name,
    CASE WHEN c.coworker_type = 2 THEN 'Company' WHEN c.id IS NOT NULL THEN 'Individual' END AS coworker_coworker_type,
    r.from_time AT TIME ZONE l.zone AS from_time_local,
    r.to_time AT TIME ZONE l.zone AS to_time_local
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN bookings AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN resources AS p ON p.network_id = %(network_id)s AND p.id = r.resource_id AND NOT p.is_deleted
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = p.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: bookings_whole
-- The teams of who has booked, and the charges for the booking: all of their ids, and more of the first.
SELECT
    r.id,
    team.names AS coworker_team_names,
    charge.ids AS coworker_extra_service_ids,
    trim_scale(charge.prices[1]) AS coworker_extra_service_price,
    charge.currencies[1] AS coworker_extra_service_currency_code,
    charge.periods[1] AS coworker_extra_service_charge_period,
    charge.uses[1] AS coworker_extra_service_total_uses
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN bookings AS r ON r.network_id = %(network_id)s AND r.id = asked.id
CROSS JOIN LATERAL (
    SELECT string_agg(t.name, ', ' ORDER BY t.id) AS names
    FROM teams AS t
    WHERE t.network_id = %(network_id)s AND t.team_members @> ARRAY[r.coworker_id] AND NOT t.is_deleted
) AS team
CROSS JOIN LATERAL (
    SELECT
        string_agg(s.id::text, ',' ORDER BY s.id) AS ids,
        array_agg(s.price ORDER BY s.id) AS prices,
        array_agg(l.currency_code ORDER BY s.id) AS currencies,
        array_agg(s.charge_period ORDER BY s.id) AS periods,
        array_agg(s.total_uses ORDER BY s.id) AS uses
    FROM coworkerextraservices AS s
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = s.business_id AND NOT l.is_deleted
    WHERE s.network_id = %(network_id)s AND s.booking_id = r.id AND NOT s.is_deleted
) AS charge
ORDER BY asked.place

-- name: checkins
-- Who, where, and when by the clock there.
SELECT
    r.id,
    l.name AS business_name,
    c.full_name AS coworker_full_name,
    r.from_time AT TIME ZONE l.zone AS from_time_local,
    r.to_time AT TIME ZONE l.zone AS to_time_local
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN checkins AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: coworkerproducts
-- Who has bought, where, on which invoice, and what one and all of them cost.
SELECT
    r.id,
    l.name AS business_name,
    l.currency_code AS product_currency_code,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name,
    c.email AS coworker_email,
    CASE WHEN c.coworker_type = 2 THEN 'Company' WHEN c.id IS NOT NULL THEN 'Individual' END AS coworker_coworker_type,
    i.invoice_number AS coworker_invoice_number,
    trim_scale(coalesce(r.price, r.product_price)) AS unit_price,
    trim_scale(coalesce(r.price, r.product_price) * coalesce(r.quantity, 1)) AS total_price
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkerproducts AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
LEFT JOIN coworkerinvoices AS i
    ON i.network_id = %(network_id)s AND i.id = r.coworker_invoice_id AND NOT i.is_deleted
ORDER BY asked.place

-- name: coworkerextraservices
-- Whose, where, and the booking that is charged.
SELECT
    r.id,
    l.name AS business_name,
    l.currency_code AS extra_service_currency_code,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name,
    b.unique_id AS booking_unique_id
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkerextraservices AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
LEFT JOIN bookings AS b ON b.network_id = %(network_id)s AND b.id = r.booking_id AND NOT b.is_deleted
ORDER BY asked.place

-- name: coworkertimepasses
-- Whose, and where.
SELECT
    r.id,
    l.name AS business_name,
    l.currency_code AS time_pass_currency_code,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkertimepasses AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: coworkerbookingcredits
-- Whose, and where, which says the currency.
SELECT
    r.id,
    l.name AS business_name,
    l.currency_code AS business_currency_code,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkerbookingcredits AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: eventattendees
-- Who, where, on which invoice, and when it was made by the clock there.
SELECT
    r.id,
    l.name AS business_name,
    l.currency_code AS event_product_currency_code,
    c.full_name AS coworker_full_name,
    i.invoice_number AS coworker_invoice_number,
    r.created_on AT TIME ZONE l.zone AS created_on_local
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN eventattendees AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
LEFT JOIN coworkerinvoices AS i
    ON i.network_id = %(network_id)s AND i.id = r.coworker_invoice_id AND NOT i.is_deleted
ORDER BY asked.place

-- name: coworkercontracts
-- Whose, by which location, and whether it is the main one: the first to begin of those that have not ended.
SELECT
    r.id,
    l.name AS issued_by_name,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name,
    c.email AS coworker_email,
    r.active AND coalesce(r.cancellation_date > %(now)s, NOT r.cancelled) AND NOT EXISTS (
        SELECT
        FROM coworkercontracts AS k
        WHERE
            k.network_id = %(network_id)s AND k.coworker_id = r.coworker_id AND k.active AND NOT k.is_deleted
            AND coalesce(k.cancellation_date > %(now)s, NOT k.cancelled)
            AND (coalesce(k.start_date, '-infinity'), k.id) < (coalesce(r.start_date, '-infinity'), r.id)
    ) AS main_contract
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkercontracts AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.issued_by_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: coworkerinvoices
-- Whose, and where.
SELECT
    r.id,
    l.name AS business_name,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkerinvoices AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: charges
-- Whose, and where.
SELECT
    r.id,
    l.name AS business_name,
    c.full_name AS coworker_full_name,
    c.company_name AS coworker_company_name
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN charges AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = r.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = r.coworker_id AND NOT c.is_deleted
ORDER BY asked.place

-- name: coworkerbookingcreditusehistories
-- The booking or the event that the credit was used for.
SELECT
    r.id,
    b.from_time AS booking_from_time,
    b.to_time AS booking_to_time,
    p.name AS booking_resource_name,
    e.calendar_event_name AS event_attendee_calendar_event_name,
    e.event_product_name AS event_attendee_event_product_name,
    e.full_name AS event_attendee_full_name,
    e.email AS event_attendee_email
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkerbookingcreditusehistories AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN bookings AS b ON b.network_id = %(network_id)s AND b.id = r.booking_id AND NOT b.is_deleted
LEFT JOIN resources AS p ON p.network_id = %(network_id)s AND p.id = b.resource_id AND NOT p.is_deleted
LEFT JOIN eventattendees AS e ON e.network_id = %(network_id)s AND e.id = r.event_attendee_id AND NOT e.is_deleted
ORDER BY asked.place

-- name: coworkerextraserviceusehistories
-- The booking that the credit was used for.
SELECT
    r.id,
    b.from_time AS booking_from_time,
    b.to_time AS booking_to_time,
    p.name AS booking_resource_name
FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
INNER JOIN coworkerextraserviceusehistories AS r ON r.network_id = %(network_id)s AND r.id = asked.id
LEFT JOIN bookings AS b ON b.network_id = %(network_id)s AND b.id = r.booking_id AND NOT b.is_deleted
LEFT JOIN resources AS p ON p.network_id = %(network_id)s AND p.id = b.resource_id AND NOT p.is_deleted
ORDER BY asked.place
