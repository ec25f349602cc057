-- What changed between two instants: the records of explain.sql as they were held at both, compared.

-- name: one_snapshot
-- Read everything that follows in this transaction from one snapshot of the ledger.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: within
-- When only figures of a month are compared: the times that may be within one of the months, wherever they were.
AND (s.to_time IS NULL OR s.to_time >= %(earliest)s) AND s.from_time <= %(latest)s

-- name: held_records
-- The records of some members as they were shown at one instant, with what each counts; a part of the statement below.
WITH {held},
{members},
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
-- The records that do not count the same at both instants, with what all records of the same figure of the member
-- amount to. Most records count the same: what differs is found by adding up, and only then looked up.
WITH before AS MATERIALIZED ({before}),
after AS MATERIALIZED ({after}),
counted AS MATERIALIZED (
    SELECT
        h.coworker_id, h.figure COLLATE "C" AS figure, h.id,
        coalesce(sum(h.counts) FILTER (WHERE h.is_before), 0) AS before,
        coalesce(sum(h.counts) FILTER (WHERE NOT h.is_before), 0) AS after
    FROM (
        SELECT b.coworker_id, b.figure, b.id, b.counts, TRUE AS is_before FROM before AS b
        UNION ALL
        SELECT a.coworker_id, a.figure, a.id, a.counts, FALSE AS is_before FROM after AS a
    ) AS h
    GROUP BY 1, 2, 3
),
total AS (
    SELECT c.coworker_id, c.figure, sum(c.before) AS before, sum(c.after) AS after
    FROM counted AS c
    GROUP BY 1, 2
),
different AS MATERIALIZED (
    SELECT c.coworker_id, c.figure, c.id, c.before, c.after FROM counted AS c WHERE c.before <> c.after
)
SELECT
    d.coworker_id, d.figure, t.before AS all_before, t.after AS all_after,
    coalesce(a.entity, b.entity) AS entity, d.id, coalesce(a.title, b.title) AS title, coalesce(a.at, b.at) AS at,
    coalesce(a.updated_on, b.updated_on) AS updated_on,
    CASE WHEN a.id IS NULL THEN b.updated_by ELSE a.updated_by END AS updated_by,
    d.before AS counted_before, d.after AS counted_after,
    b.id IS NOT NULL OR CASE a.entity {was_held} END AS was_known,
    a.id IS NOT NULL OR CASE b.entity {is_held} END AS is_known,
    b.amount AS amount_before, b.reason AS reason_before, b.from_time AS from_before, b.to_time AS to_before,
    a.amount AS amount_after, a.reason AS reason_after, a.from_time AS from_after, a.to_time AS to_after
FROM different AS d
INNER JOIN total AS t ON t.coworker_id = d.coworker_id AND t.figure = d.figure
LEFT JOIN before AS b ON b.coworker_id = d.coworker_id AND b.figure = d.figure AND b.id = d.id
LEFT JOIN after AS a ON a.coworker_id = d.coworker_id AND a.figure = d.figure AND a.id = d.id
ORDER BY d.coworker_id, d.figure, coalesce(a.at, b.at) DESC, d.id DESC
