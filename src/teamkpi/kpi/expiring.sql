-- name: expiring
-- The valid credits and passes with something left that expire within some days, of each member that is asked about, the
-- soonest first, with what was used of them in the 90 days before. One row whose entity is NULL when there are none; no
-- row when there is no such team.
WITH {members},
shown AS (
    SELECT m.id, m.full_name
    FROM member AS m
    WHERE %(coworker_id)s::bigint IS NULL OR m.id = %(coworker_id)s
),
span AS (
    SELECT %(now)s::timestamptz + make_interval(days => %(days)s) AS until, %(now)s::timestamptz - interval '90 days' AS since
),
item AS (
    SELECT
        'CoworkerBookingCredit' AS entity, c.id, m.id AS coworker_id, m.full_name, c.description AS name, 'credit' AS kind,
        'money' AS unit, l.currency_code, c.remaining_credit AS remaining, c.total_credit - c.remaining_credit AS gone,
        c.expire_date, c.updated_on, NULL AS source
    FROM span
    CROSS JOIN shown AS m
    INNER JOIN coworkerbookingcredits AS c
        ON
            c.network_id = %(network_id)s AND c.coworker_id = m.id
            AND {money_credit_expires}
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    UNION ALL
    SELECT
        'CoworkerExtraService', s.id, m.id, m.full_name, s.extra_service_name, 'credit',
        {unit_of_time_credit},
        NULL, s.remaining_uses, s.total_uses - s.remaining_uses, s.expire_date,
        s.updated_on,
        CASE WHEN s.is_from_tariff THEN 'plan' WHEN s.free THEN 'free' ELSE 'purchase' END
    FROM span
    CROSS JOIN shown AS m
    INNER JOIN coworkerextraservices AS s
        ON
            s.network_id = %(network_id)s AND s.coworker_id = m.id
            AND {time_credit_expires}
    UNION ALL
    SELECT
        'CoworkerTimePass', p.id, m.id, m.full_name, p.time_pass_name, 'pass',
        CASE WHEN p.remaining_uses IS NULL THEN 'passes' ELSE 'minutes' END,
        NULL, coalesce(p.remaining_uses, 1), coalesce(p.total_uses, p.remaining_uses) - p.remaining_uses, p.expire_date,
        p.updated_on,
        CASE WHEN p.is_from_tariff THEN 'plan' WHEN p.free THEN 'free' ELSE 'purchase' END
    FROM span
    CROSS JOIN shown AS m
    INNER JOIN coworkertimepasses AS p
        ON
            p.network_id = %(network_id)s AND p.coworker_id = m.id
            AND {pass_expires}
),
-- What was used, by the records of uses.
recorded AS (
    SELECT i.entity, i.id, u.used, u.last_use
    FROM span
    CROSS JOIN item AS i
    CROSS JOIN LATERAL (
        SELECT sum(h.credit_used) FILTER (WHERE h.created_on > span.since) AS used, max(h.created_on) AS last_use
        FROM coworkerbookingcreditusehistories AS h
        WHERE
            h.network_id = %(network_id)s AND h.coworker_booking_credit_id = i.id
            AND h.created_on <= %(now)s AND NOT h.is_deleted
    ) AS u
    WHERE i.entity = 'CoworkerBookingCredit'
    UNION ALL
    SELECT i.entity, i.id, u.used, u.last_use
    FROM span
    CROSS JOIN item AS i
    CROSS JOIN LATERAL (
        SELECT sum(h.credit_used) FILTER (WHERE h.created_on > span.since) AS used, max(h.created_on) AS last_use
        FROM coworkerextraserviceusehistories AS h
        WHERE
            h.network_id = %(network_id)s AND h.coworker_extra_service_id = i.id
            AND h.created_on <= %(now)s AND NOT h.is_deleted
    ) AS u
    WHERE i.entity = 'CoworkerExtraService'
    UNION ALL
    SELECT
        i.entity, i.id,
        trunc(extract(EPOCH FROM sum(c.to_time - c.from_time) FILTER (WHERE c.to_time > span.since)) / 60) AS used,
        max(c.to_time) AS last_use
    FROM span
    CROSS JOIN item AS i
    INNER JOIN coworkertimepasses AS p ON p.network_id = %(network_id)s AND p.id = i.id
    INNER JOIN checkins AS c
        ON
            c.network_id = %(network_id)s AND c.coworker_time_pass_guid = p.unique_id
            AND c.to_time <= %(now)s AND NOT c.is_deleted
    WHERE i.entity = 'CoworkerTimePass' AND i.unit = 'minutes'
    GROUP BY i.entity, i.id
),
-- What was gone of it 90 days before, or when the ledger first held it.
seen AS (
    SELECT i.entity, i.id, i.gone - first.gone AS used
    FROM span
    CROSS JOIN item AS i
    CROSS JOIN LATERAL (
        SELECT h.total_credit - h.remaining_credit AS gone
        FROM coworkerbookingcredits_history AS h
        WHERE
            h.network_id = %(network_id)s AND h.id = i.id AND h.held_until > span.since
            AND h.held_since <= %(now)s AND h.held_since <= %(known_at)s AND NOT h.is_deleted
        ORDER BY h.held_since
        LIMIT 1
    ) AS first
    WHERE i.entity = 'CoworkerBookingCredit'
    UNION ALL
    SELECT i.entity, i.id, i.gone - first.gone
    FROM span
    CROSS JOIN item AS i
    CROSS JOIN LATERAL (
        SELECT h.total_uses - h.remaining_uses AS gone
        FROM coworkerextraservices_history AS h
        WHERE
            h.network_id = %(network_id)s AND h.id = i.id AND h.held_until > span.since
            AND h.held_since <= %(now)s AND h.held_since <= %(known_at)s AND NOT h.is_deleted
        ORDER BY h.held_since
        LIMIT 1
    ) AS first
    WHERE i.entity = 'CoworkerExtraService'
    UNION ALL
    SELECT i.entity, i.id, i.gone - first.gone
    FROM span
    CROSS JOIN item AS i
    CROSS JOIN LATERAL (
        SELECT h.total_uses - h.remaining_uses AS gone
        FROM coworkertimepasses_history AS h
        WHERE
            h.network_id = %(network_id)s AND h.id = i.id AND h.held_until > span.since
            AND h.held_since <= %(now)s AND h.held_since <= %(known_at)s AND NOT h.is_deleted
        ORDER BY h.held_since
        LIMIT 1
    ) AS first
    WHERE i.entity = 'CoworkerTimePass' AND i.unit = 'minutes'
)
SELECT
    team.zone,
    (SELECT count(*) FROM shown) AS members,
    i.entity,
    i.id,
    i.coworker_id,
    i.full_name,
    i.name,
    i.kind,
    i.unit,
    i.currency_code,
    i.remaining::numeric AS remaining,
    i.expire_date,
    (i.expire_date AT TIME ZONE team.zone)::date AS local_date,
    i.source,
    recorded.last_use,
    used.amount::numeric AS used,
    -- Beyond ten years nobody knows, and the calendar may have ended.
    CASE
        WHEN used.amount > 0 AND i.remaining * 90.0 < used.amount * 3650.0
            THEN (
                (%(now)s::timestamptz + interval '1 day' * (i.remaining * 90.0 / used.amount)::float8)
                AT TIME ZONE team.zone
            )::date
    END AS runs_out_on,
    i.expire_date AT TIME ZONE team.zone AS local_expiry,
    i.updated_on
FROM team
LEFT JOIN item AS i ON TRUE
LEFT JOIN recorded ON recorded.entity = i.entity AND recorded.id = i.id
LEFT JOIN seen ON seen.entity = i.entity AND seen.id = i.id
CROSS JOIN LATERAL (SELECT greatest(recorded.used, seen.used, 0) AS amount) AS used
ORDER BY i.expire_date, i.coworker_id, i.entity, i.id
