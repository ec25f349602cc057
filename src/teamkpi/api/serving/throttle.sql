-- name: settle
-- Add what one process has let through to the counts that all share, and return them. Of two processes the spendings
-- add up; with nobody else's in between, a count becomes what the process has made of it. What lies too far ahead was
-- counted before the clock was set back, and is forgotten. Rows are locked in one order.
INSERT INTO throttle_count AS held (network_id, subject, full_us, spent_us)
SELECT one.network_id, one.subject, one.full_us, one.spent_us
FROM unnest(%(network_ids)s::bigint[], %(subjects)s::bytea[], %(full_us)s::bigint[], %(spent_us)s::bigint[])
    AS one (network_id, subject, full_us, spent_us)
ORDER BY one.network_id, one.subject
ON CONFLICT (network_id, subject) DO UPDATE
SET
    full_us = CASE
        WHEN held.full_us > %(furthest_us)s THEN excluded.full_us
        ELSE greatest(held.full_us + excluded.spent_us, excluded.full_us)
    END,
    spent_us = excluded.spent_us
RETURNING network_id, subject, full_us

-- name: sweep
-- Delete counts that mean nothing any more, some at a time; those that somebody works on are left to the next.
DELETE FROM throttle_count AS t
WHERE (t.network_id, t.subject) IN (
    SELECT old.network_id, old.subject
    FROM throttle_count AS old
    WHERE old.full_us < %(before_us)s
    LIMIT 10000
    FOR UPDATE SKIP LOCKED
)
