-- name: amounts
-- What is not yet invoiced, what renews next, and what is unpaid of the invoices, of each member that is asked about and
-- of all of them together, by currency; no row when there is no such team.
-- The id of the total is 0, and so is the location of a currency that is known. What an unknown currency is of is kept
-- apart by location, since two unknown currencies are not the same.
WITH {members},
shown AS (
    SELECT m.id, m.full_name
    FROM member AS m
    WHERE %(coworker_id)s::bigint IS NULL OR m.id = %(coworker_id)s
),
item AS (
    SELECT m.id AS coworker_id, 'product' AS kind, i.business_id,
        coalesce(i.price, i.product_price) AS price, coalesce(i.quantity, 1) AS quantity
    FROM shown AS m
    INNER JOIN coworkerproducts AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = m.id
            AND NOT i.invoiced AND NOT i.from_tariff AND NOT i.is_deleted
    UNION ALL
    SELECT m.id, 'service', i.business_id, i.price, 1
    FROM shown AS m
    INNER JOIN coworkerextraservices AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = m.id
            AND NOT i.invoiced AND NOT i.free AND NOT i.is_from_tariff AND NOT i.is_deleted
    UNION ALL
    SELECT m.id, 'attendee', i.business_id, i.event_product_price, 1
    FROM shown AS m
    INNER JOIN eventattendees AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = m.id
            AND NOT i.invoiced AND NOT i.cancelled AND NOT i.is_deleted AND i.coworker_id IS NOT NULL
    UNION ALL
    SELECT m.id, 'pass', i.business_id, i.price, 1
    FROM shown AS m
    INNER JOIN coworkertimepasses AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = m.id
            AND NOT i.invoiced AND NOT i.free AND NOT i.is_from_tariff AND NOT i.is_deleted
    UNION ALL
    SELECT m.id, 'charge', i.business_id, coalesce(i.total_amount, 0), 1
    FROM shown AS m
    INNER JOIN charges AS i
        ON i.network_id = %(network_id)s AND i.coworker_id = m.id AND NOT i.invoiced AND NOT i.is_deleted
),
-- Of invoices the amount that is not paid. A credit note is negative whichever way it is recorded.
invoice AS (
    SELECT m.id AS coworker_id, i.business_id, i.currency_code, i.due_date,
        CASE WHEN i.credit_note THEN -1 ELSE 1 END * (
            CASE WHEN i.credit_note THEN abs(coalesce(i.total_amount, 0)) ELSE coalesce(i.total_amount, 0) END
            - CASE
                WHEN i.paid THEN 0
                WHEN i.credit_note THEN abs(coalesce(i.paid_amount, 0))
                ELSE coalesce(i.paid_amount, 0)
            END
        ) AS amount
    FROM shown AS m
    INNER JOIN coworkerinvoices AS i
        ON
            i.network_id = %(network_id)s AND i.coworker_id = m.id
            AND (CASE WHEN i.paid THEN i.paid_on ELSE 'infinity' END) > %(now)s
            AND i.created_on <= %(now)s
            AND NOT i.draft AND NOT i.void AND NOT i.is_deleted
),
entry AS (
    SELECT e.coworker_id, e.kind, e.amount, e.is_priced, known.currency_code, known.business_id
    FROM (
        SELECT i.coworker_id, i.kind, i.business_id, NULL AS currency_code,
            coalesce(i.price * i.quantity, 0) AS amount, i.price IS NOT NULL AS is_priced
        FROM item AS i
        UNION ALL
        SELECT i.coworker_id, 'unpaid', i.business_id, i.currency_code, i.amount, TRUE FROM invoice AS i
        UNION ALL
        SELECT i.coworker_id, 'due', i.business_id, i.currency_code, i.amount, TRUE
        FROM invoice AS i
        WHERE i.due_date <= %(now)s
    ) AS e
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = e.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (
        SELECT
            coalesce(e.currency_code, l.currency_code, '') AS currency_code,
            CASE WHEN coalesce(e.currency_code, l.currency_code) IS NULL THEN e.business_id ELSE 0 END AS business_id
    ) AS known
),
amount AS (
    SELECT
        coalesce(e.coworker_id, 0) AS coworker_id, e.currency_code, e.business_id,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'product'), 0) AS products,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'service'), 0) AS extra_services,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'attendee'), 0) AS event_attendees,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'pass'), 0) AS time_passes,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'charge'), 0) AS charges,
        coalesce(sum(e.amount) FILTER (WHERE e.kind NOT IN ('unpaid', 'due')), 0) AS to_invoice,
        count(*) FILTER (WHERE NOT e.is_priced) AS items_without_price,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'unpaid'), 0) AS unpaid,
        coalesce(sum(e.amount) FILTER (WHERE e.kind = 'due'), 0) AS due
    FROM entry AS e
    GROUP BY GROUPING SETS ((e.coworker_id, e.currency_code, e.business_id), (e.currency_code, e.business_id))
),
contract AS (
    SELECT
        m.id AS coworker_id, c.renewal_date, c.price * coalesce(c.quantity, 1) AS amount,
        coalesce(l.currency_code, '') AS currency_code,
        CASE WHEN l.currency_code IS NULL THEN c.issued_by_id ELSE 0 END AS business_id
    FROM shown AS m
    INNER JOIN coworkercontracts AS c
        ON c.network_id = %(network_id)s AND c.coworker_id = m.id AND NOT c.is_deleted
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.issued_by_id AND NOT l.is_deleted
    WHERE
        c.active AND c.renewal_date > %(now)s
        AND coalesce(c.start_date <= %(now)s, TRUE)
        AND coalesce(c.cancellation_date > %(now)s, NOT c.cancelled)
),
renewal AS (
    -- What renews on the local day of the next renewal.
    SELECT
        c.coworker_id, c.currency_code, c.business_id,
        min(c.next) AS next_renewal,
        coalesce(sum(c.amount), 0) AS renewal_amount,
        count(*) FILTER (WHERE c.amount IS NULL) AS renewals_without_price
    FROM (
        SELECT c.*, min(c.renewal_date) OVER (PARTITION BY c.coworker_id, c.currency_code, c.business_id) AS next
        FROM (
            SELECT contract.* FROM contract
            UNION ALL
            SELECT 0, contract.renewal_date, contract.amount, contract.currency_code, contract.business_id FROM contract
        ) AS c
    ) AS c
    CROSS JOIN team
    WHERE (c.renewal_date AT TIME ZONE team.zone)::date = (c.next AT TIME ZONE team.zone)::date
    GROUP BY c.coworker_id, c.currency_code, c.business_id
),
who AS (
    SELECT 0 AS id, NULL AS full_name
    UNION ALL
    SELECT m.id, m.full_name FROM shown AS m
),
line AS (
    -- Everybody has a line in the currency of the team's location.
    SELECT
        w.id AS coworker_id, coalesce(team.currency_code, '') AS currency_code,
        CASE WHEN team.currency_code IS NULL THEN team.business_id ELSE 0 END AS business_id
    FROM team
    CROSS JOIN who AS w
    UNION
    SELECT a.coworker_id, a.currency_code, a.business_id FROM amount AS a
    UNION
    SELECT r.coworker_id, r.currency_code, r.business_id FROM renewal AS r
)
SELECT
    line.coworker_id,
    w.full_name,
    nullif(line.currency_code, '') AS currency_code,
    nullif(line.business_id, 0) AS business_id,
    coalesce(a.products, 0) AS products,
    coalesce(a.extra_services, 0) AS extra_services,
    coalesce(a.event_attendees, 0) AS event_attendees,
    coalesce(a.time_passes, 0) AS time_passes,
    coalesce(a.charges, 0) AS charges,
    coalesce(a.to_invoice, 0) AS to_invoice,
    coalesce(a.items_without_price, 0) AS items_without_price,
    r.next_renewal,
    coalesce(r.renewal_amount, 0) AS renewal_amount,
    coalesce(r.renewals_without_price, 0) AS renewals_without_price,
    coalesce(a.unpaid, 0) AS unpaid,
    coalesce(a.due, 0) AS due
FROM line
CROSS JOIN team
INNER JOIN who AS w ON w.id = line.coworker_id
LEFT JOIN amount AS a
    ON a.coworker_id = line.coworker_id AND a.currency_code = line.currency_code AND a.business_id = line.business_id
LEFT JOIN renewal AS r
    ON r.coworker_id = line.coworker_id AND r.currency_code = line.currency_code AND r.business_id = line.business_id
ORDER BY
    line.coworker_id, line.currency_code <> coalesce(team.currency_code, ''), line.currency_code,
    line.business_id <> team.business_id, line.business_id
