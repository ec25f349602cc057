-- What changed between two instants: the records of explain.sql as they were held at both, compared.

-- name: one_snapshot
-- Read everything that follows in this transaction from one snapshot of the ledger.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: held_records
-- The records of some members as they were shown at one instant, with what each counts; a part of the statement below.
WITH {held},
{members},
{asked}
SELECT found.*, coalesce(found.reason = 'over_limit', TRUE) AS is_counted
FROM ({records}) AS found

-- name: changes
-- The records that do not count the same at both instants, with what all records of the same figure of the member
-- amount to. A record is known at an instant when it could count in any figure of the member then.
WITH before AS MATERIALIZED ({before}),
after AS MATERIALIZED ({after}),
compared AS (
    SELECT
        coalesce(a.coworker_id, b.coworker_id) AS coworker_id,
        coalesce(a.figure, b.figure) AS figure,
        coalesce(a.entity, b.entity) AS entity,
        coalesce(a.id, b.id) AS id,
        coalesce(a.title, b.title) AS title,
        coalesce(a.at, b.at) AS at,
        coalesce(a.updated_on, b.updated_on) AS updated_on,
        CASE WHEN a.id IS NULL THEN b.updated_by ELSE a.updated_by END AS updated_by,
        CASE WHEN b.is_counted THEN b.amount ELSE 0 END AS counted_before,
        CASE WHEN a.is_counted THEN a.amount ELSE 0 END AS counted_after,
        b.id IS NOT NULL AS is_before, b.amount AS amount_before, b.reason AS reason_before,
        b.from_time AS from_before, b.to_time AS to_before,
        a.id IS NOT NULL AS is_after, a.amount AS amount_after, a.reason AS reason_after,
        a.from_time AS from_after, a.to_time AS to_after
    FROM before AS b
    FULL JOIN after AS a
        ON a.figure = b.figure AND a.coworker_id = b.coworker_id AND a.entity = b.entity AND a.id = b.id
),
added AS (
    SELECT
        c.*,
        sum(c.counted_before) OVER figure AS all_before,
        sum(c.counted_after) OVER figure AS all_after
    FROM compared AS c
    WHERE c.figure = ANY (%(figures)s::text[])
    WINDOW figure AS (PARTITION BY c.coworker_id, c.figure)
)
SELECT
    c.coworker_id, c.figure, c.all_before, c.all_after,
    c.entity, c.id, c.title, c.at, c.updated_on, c.updated_by, c.counted_before, c.counted_after,
    c.is_before OR EXISTS (
        SELECT FROM before AS o WHERE o.coworker_id = c.coworker_id AND o.entity = c.entity AND o.id = c.id
    ) AS was_known,
    c.is_after OR EXISTS (
        SELECT FROM after AS o WHERE o.coworker_id = c.coworker_id AND o.entity = c.entity AND o.id = c.id
    ) AS is_known,
    c.amount_before, c.reason_before, c.from_before, c.to_before,
    c.amount_after, c.reason_after, c.from_after, c.to_after
FROM added AS c
WHERE c.counted_before <> c.counted_after
ORDER BY c.coworker_id, c.figure, c.at DESC, c.id DESC
