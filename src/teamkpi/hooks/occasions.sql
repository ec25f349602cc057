-- name: tell_expiring
-- Credits and passes with something left that expire soon, and that hooks have not been notified of, the soonest first;
-- they are marked, so that each is reported once. A record is reported again if its date of expiry has changed.
WITH item AS (
    SELECT
        'CoworkerBookingCredit' AS entity, c.id, c.coworker_id, 'money' AS unit, l.currency_code,
        c.remaining_credit AS remaining, c.expire_date
    FROM coworkerbookingcredits AS c
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = c.business_id AND NOT l.is_deleted
    WHERE
        c.network_id = %(network_id)s
        AND {money_credit_expires}
    UNION ALL
    SELECT
        'CoworkerExtraService', s.id, s.coworker_id,
        {unit_of_time_credit},
        NULL, s.remaining_uses, s.expire_date
    FROM coworkerextraservices AS s
    WHERE
        s.network_id = %(network_id)s
        AND {time_credit_expires}
    UNION ALL
    SELECT
        'CoworkerTimePass', p.id, p.coworker_id, CASE WHEN p.remaining_uses IS NULL THEN 'passes' ELSE 'minutes' END,
        NULL, coalesce(p.remaining_uses, 1), p.expire_date
    FROM coworkertimepasses AS p
    WHERE
        p.network_id = %(network_id)s
        AND {pass_expires}
),
untold AS (
    SELECT i.*
    FROM item AS i
    INNER JOIN coworkers AS m
        ON m.network_id = %(network_id)s AND m.id = i.coworker_id AND NOT m.archived AND NOT m.is_deleted
    WHERE
        NOT EXISTS (
            SELECT
            FROM expiry_told AS e
            WHERE
                e.network_id = %(network_id)s AND e.entity = i.entity AND e.record_id = i.id
                AND e.expire_date = i.expire_date
        )
    ORDER BY i.expire_date, i.entity, i.id
    LIMIT %(most)s
),
told AS (
    INSERT INTO expiry_told (network_id, entity, record_id, expire_date)
    SELECT %(network_id)s, u.entity, u.id, u.expire_date FROM untold AS u
    ON CONFLICT (network_id, entity, record_id) DO UPDATE SET expire_date = excluded.expire_date
)
SELECT u.entity, u.id, u.coworker_id, u.unit, u.currency_code, u.remaining, u.expire_date
FROM untold AS u
ORDER BY u.expire_date, u.entity, u.id

-- name: forget_expired
-- Forget what has expired.
DELETE FROM expiry_told AS e WHERE e.network_id = %(network_id)s AND e.expire_date <= %(now)s

-- name: teams_to_close
-- Teams after one whose statement of the last month that is over everywhere has not been stored, with that month.
SELECT t.id, last_month.first_day
FROM (
    SELECT
        (
            date_trunc(
                'month',
                coalesce(
                    (
                        SELECT min(%(now)s::timestamptz AT TIME ZONE b.zone)
                        FROM businesses AS b
                        WHERE b.network_id = %(network_id)s AND NOT b.is_deleted
                    ),
                    %(now)s::timestamptz AT TIME ZONE 'UTC'
                )
            ) - interval '1 month'
        )::date AS first_day
) AS last_month
INNER JOIN teams AS t ON t.network_id = %(network_id)s AND NOT t.is_deleted
WHERE
    t.id > %(after)s
    AND coalesce(t.created_on < (last_month.first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC', TRUE)
    AND NOT EXISTS (
        SELECT
        FROM team_statement AS s
        WHERE s.network_id = %(network_id)s AND s.team_id = t.id AND s.month = last_month.first_day
    )
ORDER BY t.id
LIMIT %(most)s
