-- name: cells
-- The sums of the members and months of "touched", computed from the records; a part of the statements below.
-- Zone arithmetic is dear, and a calendar is enough of it: for each zone the instants at which its months begin, in
-- order, as far as the stretches reach. Where a stretch lies between them is found by halving. The zones of the
-- resources are put into one object and not joined: of tables that the same transaction fills the planner knows
-- nothing, and would compare each booking with each resource.
-- by_member is the statement below of that name where bookings and check-ins are to be read member by member, or nothing
-- where the planner may choose.
WITH booked AS MATERIALIZED (
    SELECT t.coworker_id, t.first_month, t.last_month, b.from_time, b.to_time, b.resource_id
    FROM touched AS t
    CROSS JOIN LATERAL (
        SELECT o.from_time, o.to_time, o.resource_id
        FROM bookings AS o
        WHERE
            o.network_id = %(network_id)s
            AND o.coworker_id = t.coworker_id
            AND o.to_time > t.first_month - interval '1 day'
            AND o.from_time < t.last_month + interval '1 month 1 day'
            AND NOT o.tentative AND NOT o.is_deleted AND o.coworker_id IS NOT NULL
        {by_member}
    ) AS b
),
resource_zones AS MATERIALIZED (
    SELECT jsonb_object_agg(r.id, p.zone) AS of_resource
    FROM (SELECT DISTINCT resource_id FROM booked) AS used
    INNER JOIN resources AS r ON r.network_id = %(network_id)s AND r.id = used.resource_id AND NOT r.is_deleted
    INNER JOIN businesses AS p ON p.network_id = %(network_id)s AND p.id = r.business_id AND NOT p.is_deleted
),
stretch AS MATERIALIZED (
    SELECT
        b.coworker_id, b.first_month, b.last_month, b.from_time, b.to_time,
        coalesce(place.zone, 'UTC') AS zone, place.zone IS NOT NULL AS is_placed, TRUE AS is_booking
    FROM booked AS b
    CROSS JOIN resource_zones AS z
    CROSS JOIN LATERAL (SELECT z.of_resource ->> b.resource_id::text AS zone) AS place
    UNION ALL
    SELECT
        t.coworker_id, t.first_month, t.last_month, c.from_time, c.to_time,
        coalesce(p.zone, 'UTC') AS zone, p.zone IS NOT NULL AS is_placed, FALSE AS is_booking
    FROM touched AS t
    CROSS JOIN LATERAL (
        SELECT o.from_time, o.to_time, o.business_id
        FROM checkins AS o
        WHERE
            o.network_id = %(network_id)s
            AND o.coworker_id = t.coworker_id
            AND o.to_time > t.first_month - interval '1 day'
            AND o.from_time < t.last_month + interval '1 month 1 day'
            AND NOT o.is_deleted AND o.coworker_id IS NOT NULL AND o.to_time IS NOT NULL
        {by_member}
    ) AS c
    LEFT JOIN businesses AS p ON p.network_id = %(network_id)s AND p.id = c.business_id AND NOT p.is_deleted
),
calendar AS MATERIALIZED (
    SELECT
        reach.zone,
        array_agg(month.first_day ORDER BY month.first_day) AS months,
        array_agg(month_start(month.first_day, reach.zone) ORDER BY month.first_day) AS starts
    FROM (SELECT zone, min(from_time) AS since, max(to_time) AS until FROM stretch GROUP BY zone) AS reach
    CROSS JOIN LATERAL (
        -- A day and a month more than the wall clock says on each side, for clocks that are put back over a midnight.
        SELECT local_month::date AS first_day
        FROM generate_series(
            date_trunc('month', (reach.since AT TIME ZONE reach.zone) - interval '1 day'),
            date_trunc('month', (reach.until AT TIME ZONE reach.zone) + interval '1 month 1 day'),
            interval '1 month'
        ) AS local_month
    ) AS month
    GROUP BY reach.zone
)
SELECT
    part.coworker_id,
    part.month,
    part.is_placed,
    coalesce((extract(EPOCH FROM sum(part.duration) FILTER (WHERE part.is_booking)) * 1000000)::bigint, 0) AS booked_us,
    coalesce(
        (extract(EPOCH FROM sum(part.duration) FILTER (WHERE NOT part.is_booking)) * 1000000)::bigint, 0
    ) AS checked_us,
    (count(*) FILTER (WHERE part.is_booking AND part.is_first))::integer AS bookings_started
FROM (
    SELECT
        s.coworker_id, s.first_month, s.last_month, s.is_placed, s.is_booking,
        c.months[place] AS month,
        least(s.to_time, c.starts[place + 1]) - greatest(s.from_time, c.starts[place]) AS duration,
        s.from_time >= c.starts[place] AS is_first
    FROM stretch AS s
    INNER JOIN calendar AS c ON c.zone = s.zone
    CROSS JOIN LATERAL generate_series(
        width_bucket(s.from_time, c.starts), width_bucket(s.to_time, c.starts)
    ) AS place
) AS part
WHERE
    -- A booking of no length is one that starts all the same.
    (part.duration > interval '0' OR (part.is_booking AND part.is_first))
    AND part.month BETWEEN part.first_month AND part.last_month
GROUP BY 1, 2, 3

-- name: by_member
-- Read each member's stretches on their own, by the index in this order; a part of the statements below. A subquery
-- with an order stays one. Else the planner, who takes a table for as small as it was when it was last analyzed, would
-- read all of a growing table for each page of changes.
ORDER BY o.to_time

-- name: totals
-- How long the members of "touched" booked and were checked in over all time, which is what all their cells add up to;
-- a part of the statement for figures of the past, whose bookings and check-ins are only those of these members. Each
-- kind is added up where it is read: the planner takes the versions for few, and would sort all of them.
SELECT
    t.coworker_id,
    coalesce((extract(EPOCH FROM booked.duration) * 1000000)::bigint, 0) AS booked_us,
    coalesce((extract(EPOCH FROM checked.duration) * 1000000)::bigint, 0) AS checked_us
FROM touched AS t
LEFT JOIN (
    SELECT b.coworker_id, sum(b.to_time - b.from_time) AS duration
    FROM bookings AS b
    WHERE b.network_id = %(network_id)s AND NOT b.tentative AND NOT b.is_deleted AND b.coworker_id IS NOT NULL
    GROUP BY b.coworker_id
) AS booked ON booked.coworker_id = t.coworker_id
LEFT JOIN (
    SELECT c.coworker_id, sum(c.to_time - c.from_time) AS duration
    FROM checkins AS c
    WHERE c.network_id = %(network_id)s AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NOT NULL
    GROUP BY c.coworker_id
) AS checked ON checked.coworker_id = t.coworker_id

-- name: refresh
-- Recompute the cells of some members' months from the records, and the members' totals from the cells.
-- The caller holds the members' locks, and has the places' lock.
WITH touched AS (
    SELECT coworker_id, first_month, last_month
    FROM unnest(%(coworker_ids)s::bigint[], %(first_months)s::date[], %(last_months)s::date[])
        AS t (coworker_id, first_month, last_month)
),
cell AS MATERIALIZED ({cells}),
stored AS MATERIALIZED (
    SELECT
        t.coworker_id, u.month, u.is_placed, u.booked_us, u.checked_us,
        u.month BETWEEN t.first_month AND t.last_month AS is_touched
    FROM touched AS t
    CROSS JOIN LATERAL (
        SELECT o.month, o.is_placed, o.booked_us, o.checked_us
        FROM usage_month AS o
        WHERE o.network_id = %(network_id)s AND o.coworker_id = t.coworker_id
        ORDER BY o.month
    ) AS u
),
gone AS (
    DELETE FROM usage_month AS u
    USING (
        SELECT coworker_id, month, is_placed FROM stored WHERE is_touched
        EXCEPT
        SELECT coworker_id, month, is_placed FROM cell
    ) AS old
    WHERE
        u.network_id = %(network_id)s
        AND u.coworker_id = old.coworker_id
        AND u.month = old.month
        AND u.is_placed = old.is_placed
),
kept AS (
    INSERT INTO usage_month AS u (network_id, coworker_id, month, is_placed, booked_us, checked_us, bookings_started)
    SELECT %(network_id)s, coworker_id, month, is_placed, booked_us, checked_us, bookings_started FROM cell
    ON CONFLICT (network_id, coworker_id, month, is_placed) DO UPDATE
        SET
            booked_us = excluded.booked_us,
            checked_us = excluded.checked_us,
            bookings_started = excluded.bookings_started
        WHERE
            (u.booked_us, u.checked_us, u.bookings_started)
            IS DISTINCT FROM (excluded.booked_us, excluded.checked_us, excluded.bookings_started)
),
total AS (
    SELECT part.coworker_id, sum(part.booked_us) AS booked_us, sum(part.checked_us) AS checked_us
    FROM (
        SELECT coworker_id, booked_us, checked_us FROM cell
        UNION ALL
        SELECT coworker_id, booked_us, checked_us FROM stored WHERE NOT is_touched
        UNION ALL
        SELECT coworker_id, 0, 0 FROM touched
    ) AS part
    GROUP BY part.coworker_id
)
UPDATE member_state AS m
SET booked_us = total.booked_us, checked_us = total.checked_us
FROM total
WHERE
    m.network_id = %(network_id)s
    AND m.coworker_id = ANY (%(coworker_ids)s::bigint[]) -- for the planner, who takes the totals for more than they are
    AND m.coworker_id = total.coworker_id
    AND (m.booked_us, m.checked_us) IS DISTINCT FROM (total.booked_us, total.checked_us)

-- name: lock_places_shared
-- Keep the zones and places of the network as they are until this transaction ends; others may do so as well.
SELECT pg_advisory_xact_lock_shared(%(lock_class)s, %(network_key)s)

-- name: lock_places
-- Be the only one who writes sums, until this transaction ends: the zones or places themselves have changed.
SELECT pg_advisory_xact_lock(%(lock_class)s, %(network_key)s)

-- name: members_at_places
-- Whose sums depend on the zone or place of some resources and locations.
SELECT DISTINCT b.coworker_id
FROM bookings AS b
WHERE
    b.network_id = %(network_id)s
    AND NOT b.tentative AND NOT b.is_deleted AND b.coworker_id IS NOT NULL
    AND (
        b.resource_id = ANY (%(resource_ids)s)
        OR b.resource_id IN (
            SELECT r.id FROM resources AS r
            WHERE r.network_id = %(network_id)s AND r.business_id = ANY (%(business_ids)s)
        )
    )
UNION
SELECT DISTINCT c.coworker_id
FROM checkins AS c
WHERE
    c.network_id = %(network_id)s
    AND c.business_id = ANY (%(business_ids)s)
    AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NOT NULL

-- name: raise_places
-- Make every cached answer of the network ask again, and record the change of its places, as that of members. The step is
-- random, as below, but a parameter: a distributed database refuses an UPDATE that is not the same everywhere.
WITH raised AS (
    UPDATE network
    SET places_revision = places_revision + %(step)s
    WHERE id = %(network_id)s
    RETURNING id
)
INSERT INTO watched_change AS c (network_id, kind, id)
SELECT %(network_id)s, 'places', 0
WHERE
    EXISTS (SELECT 1 FROM watched_team AS w WHERE w.network_id = %(network_id)s)
    OR EXISTS (
        SELECT 1 FROM hook AS h
        WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND 'team.figures.changed' = ANY (h.events)
    )
ON CONFLICT (network_id, kind, id) DO UPDATE SET id = excluded.id

-- name: raise_members
-- Lock the members, in the order of their ids, and raise their revisions. The step is random, so that a database that
-- was set back to a backup does not come to the same revisions with other records.
-- In a network with alert rules, or a hook for changed figures, the change of the members is also recorded. An existing
-- row is written again, so that it is only processed after this transaction; writers of the row have locked the member
-- before.
WITH raised AS (
    INSERT INTO member_state AS m (network_id, coworker_id, revision)
    SELECT %(network_id)s, id, %(step)s
    FROM unnest(%(coworker_ids)s::bigint[]) AS id
    ORDER BY id
    ON CONFLICT (network_id, coworker_id) DO UPDATE SET revision = m.revision + excluded.revision
    RETURNING m.coworker_id
)
INSERT INTO watched_change AS c (network_id, kind, id)
SELECT %(network_id)s, 'member', raised.coworker_id
FROM raised
WHERE
    EXISTS (SELECT 1 FROM watched_team AS w WHERE w.network_id = %(network_id)s)
    OR EXISTS (
        SELECT 1 FROM hook AS h
        WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND 'team.figures.changed' = ANY (h.events)
    )
ON CONFLICT (network_id, kind, id) DO UPDATE SET id = excluded.id

-- name: raise_teams
-- Raise the revisions of the teams, in the order of their ids, and record their change, as that of members.
WITH raised AS (
    INSERT INTO team_state AS t (network_id, team_id, revision)
    SELECT %(network_id)s, id, %(step)s
    FROM unnest(%(team_ids)s::bigint[]) AS id
    ORDER BY id
    ON CONFLICT (network_id, team_id) DO UPDATE SET revision = t.revision + excluded.revision
    RETURNING t.team_id
)
INSERT INTO watched_change AS c (network_id, kind, id)
SELECT %(network_id)s, 'team', raised.team_id
FROM raised
WHERE
    EXISTS (SELECT 1 FROM watched_team AS w WHERE w.network_id = %(network_id)s)
    OR EXISTS (
        SELECT 1 FROM hook AS h
        WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND 'team.figures.changed' = ANY (h.events)
    )
ON CONFLICT (network_id, kind, id) DO UPDATE SET id = excluded.id

-- name: members
-- Every member that a record or a sum names, after some id, in order.
SELECT coworker_id FROM (
    SELECT coworker_id FROM bookings
    WHERE
        network_id = %(network_id)s
        AND NOT tentative AND NOT is_deleted AND coworker_id IS NOT NULL
    UNION
    SELECT coworker_id FROM checkins
    WHERE
        network_id = %(network_id)s
        AND NOT is_deleted AND coworker_id IS NOT NULL AND to_time IS NOT NULL
    UNION
    SELECT coworker_id FROM member_state WHERE network_id = %(network_id)s
    UNION
    SELECT coworker_id FROM usage_month WHERE network_id = %(network_id)s
) AS named
ORDER BY coworker_id

-- name: differences
-- Where a stored sum of some members is not what the records give: cells, then totals (month NULL).
WITH touched AS (
    SELECT coworker_id, DATE '1899-12-01' AS first_month, DATE '2200-01-01' AS last_month
    FROM unnest(%(coworker_ids)s::bigint[]) AS t (coworker_id)
),
cell AS MATERIALIZED ({cells}),
stored AS (
    SELECT u.coworker_id, u.month, u.is_placed, u.booked_us, u.checked_us, u.bookings_started
    FROM usage_month AS u
    WHERE u.network_id = %(network_id)s AND u.coworker_id = ANY (%(coworker_ids)s)
),
total AS (
    SELECT
        t.coworker_id,
        coalesce(sum(c.booked_us), 0)::bigint AS booked_us,
        coalesce(sum(c.checked_us), 0)::bigint AS checked_us
    FROM touched AS t
    LEFT JOIN cell AS c ON c.coworker_id = t.coworker_id
    GROUP BY t.coworker_id
)
SELECT
    coworker_id, month, is_placed,
    s.booked_us AS stored_booked_us, c.booked_us AS right_booked_us,
    s.checked_us AS stored_checked_us, c.checked_us AS right_checked_us,
    s.bookings_started AS stored_bookings_started, c.bookings_started AS right_bookings_started
FROM stored AS s
FULL JOIN cell AS c USING (coworker_id, month, is_placed)
WHERE
    (s.booked_us, s.checked_us, s.bookings_started)
    IS DISTINCT FROM (c.booked_us, c.checked_us, c.bookings_started)
UNION ALL
SELECT
    t.coworker_id, NULL, TRUE,
    m.booked_us, t.booked_us,
    m.checked_us, t.checked_us,
    NULL, NULL
FROM total AS t
LEFT JOIN member_state AS m ON m.network_id = %(network_id)s AND m.coworker_id = t.coworker_id
WHERE (m.booked_us, m.checked_us) IS DISTINCT FROM (t.booked_us, t.checked_us)
ORDER BY 1, 2 NULLS LAST, 3
