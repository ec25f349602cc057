-- What changed between two instants: the records of explain.sql as they were held at both, compared. Only records are
-- read that can count differently: those of which another version was held, and those of which time, a place or the team
-- itself may make something else. It does no harm to read too many; reading too few shows in sums that do not match.

-- name: one_snapshot
-- Read everything that follows in this transaction from one snapshot of the ledger.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: selected
-- The versions of an entity to read: those that were not held at both instants, and of the others those of members who
-- joined or left, and those {alone}; a part of the statement below.
{table}_selected AS MATERIALIZED (
    SELECT r.network_id, {columns}, r.held_since, 'infinity'::timestamptz AS held_until
    FROM {table} AS r
    WHERE
        r.network_id = %(network_id)s AND r.coworker_id = ANY (%(coworker_ids)s::bigint[])
        AND NOT r.is_deleted AND r.coworker_id IS NOT NULL AND r.held_since <= %(until)s
        AND (r.held_since > %(since)s OR r.coworker_id = ANY (%(moved_ids)s::bigint[]) {alone})
    UNION ALL
    SELECT r.network_id, {columns}, r.held_since, r.held_until
    FROM {history} AS r
    WHERE
        r.network_id = %(network_id)s AND r.coworker_id = ANY (%(coworker_ids)s::bigint[])
        AND NOT r.is_deleted AND r.coworker_id IS NOT NULL AND r.held_since <= %(until)s AND r.held_until > %(since)s
        AND (
            r.held_since > %(since)s OR r.held_until <= %(until)s OR r.coworker_id = ANY (%(moved_ids)s::bigint[])
            {alone}
        )
)

-- name: bookings
-- The same version of a booking: in a month that turned, or of which the place or its zone may have changed.
OR (
    (%(is_other_month)s OR (SELECT p.is_any FROM place_change AS p))
    AND r.to_time >= %(earliest)s AND r.from_time <= %(latest)s
)

-- name: checkins
-- The same version of a check-in: one that is open, and otherwise as with bookings.
OR r.to_time IS NULL
OR (
    (%(is_other_month)s OR (SELECT p.is_any FROM place_change AS p))
    AND r.to_time >= %(earliest)s AND r.from_time <= %(latest)s
)

-- name: coworkerbookingcredits
-- The same version of a money credit: when it expires or becomes valid in between, or a currency may have changed.
OR (r.expire_date > %(since)s AND r.expire_date <= %(until)s)
OR (r.valid_from > %(since)s AND r.valid_from <= %(until)s)
OR (SELECT p.is_any FROM place_change AS p)

-- name: coworkerextraservices
-- The same version of a time credit: when it expires or becomes valid in between.
OR (r.expire_date > %(since)s AND r.expire_date <= %(until)s)
OR (r.valid_from > %(since)s AND r.valid_from <= %(until)s)

-- name: coworkertimepasses
-- The same version of a pass: when it expires in between.
OR (r.expire_date > %(since)s AND r.expire_date <= %(until)s)

-- name: place_written
-- Whether a location or a resource was written between the two instants; a part of the statement below.
SELECT FROM {table} AS r
WHERE r.network_id = %(network_id)s AND r.held_since > %(since)s AND r.held_since <= %(until)s

-- name: place_change
-- Whether any zone, currency or place may have changed between the two instants, or the location of the team.
place_change AS MATERIALIZED (
    SELECT
        EXISTS ({written})
        OR (
            SELECT count(DISTINCT coalesce(t.business_id, 0)) > 1
            FROM (
                SELECT r.business_id FROM teams AS r
                WHERE r.network_id = %(network_id)s AND r.id = %(team_id)s AND r.held_since <= %(until)s
                UNION ALL
                SELECT h.business_id FROM teams_history AS h
                WHERE
                    h.network_id = %(network_id)s AND h.id = %(team_id)s
                    AND h.held_since <= %(until)s AND h.held_until > %(since)s
            ) AS t
        ) AS is_any
)

-- name: held_records
-- The records of some members as they were shown at one instant, with what each counts; a part of the statement below.
WITH {members},
{asked}
SELECT
    found.*,
    CASE WHEN coalesce(found.reason = 'over_limit', TRUE) THEN found.amount ELSE 0 END AS counts
FROM ({records}) AS found
WHERE found.figure = ANY (%(figures)s::text[])

-- name: is_held
-- Whether a record was held at an instant, and was the member's; a part of the statement below.
WHEN '{entity}' THEN
    EXISTS (
        SELECT FROM {table} AS r
        WHERE
            r.network_id = %(network_id)s AND r.id = d.id AND r.coworker_id = d.coworker_id AND NOT r.is_deleted
            AND r.held_since <= {instant}
    )
    OR EXISTS (
        SELECT FROM {history} AS r
        WHERE
            r.network_id = %(network_id)s AND r.id = d.id AND r.coworker_id = d.coworker_id AND NOT r.is_deleted
            AND r.held_since <= {instant} AND r.held_until > {instant}
    )

-- name: changes
-- The records that do not count the same at both instants.
WITH {place_change},
{selected}
SELECT
    d.coworker_id, d.figure, d.entity, d.id, d.title, d.at, d.updated_on, d.updated_by, d.before, d.after,
    d.was_there OR CASE d.entity {was_held} END AS was_known,
    d.is_there OR CASE d.entity {is_held} END AS is_known,
    d.amount_before, d.reason_before, d.from_before, d.to_before,
    d.amount_after, d.reason_after, d.from_after, d.to_after
FROM (
    SELECT
        coalesce(a.coworker_id, b.coworker_id) AS coworker_id, coalesce(a.figure, b.figure) COLLATE "C" AS figure,
        coalesce(a.entity, b.entity) AS entity, coalesce(a.id, b.id) AS id, coalesce(a.title, b.title) AS title,
        coalesce(a.at, b.at) AS at, coalesce(a.updated_on, b.updated_on) AS updated_on,
        CASE WHEN a.id IS NULL THEN b.updated_by ELSE a.updated_by END AS updated_by,
        coalesce(b.counts, 0) AS before, coalesce(a.counts, 0) AS after,
        b.id IS NOT NULL AS was_there, a.id IS NOT NULL AS is_there,
        b.amount AS amount_before, b.reason AS reason_before, b.from_time AS from_before, b.to_time AS to_before,
        a.amount AS amount_after, a.reason AS reason_after, a.from_time AS from_after, a.to_time AS to_after
    FROM ({before}) AS b
    FULL JOIN ({after}) AS a ON a.coworker_id = b.coworker_id AND a.figure = b.figure AND a.id = b.id
    WHERE coalesce(b.counts, 0) <> coalesce(a.counts, 0)
) AS d
ORDER BY d.coworker_id, d.figure, d.at DESC, d.id DESC
