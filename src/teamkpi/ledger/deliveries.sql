-- name: count
-- Add what became of records of one event to the counts.
INSERT INTO webhook_count AS c (
    network_id, webhook_id, event, received, stored, unchanged, stale, ignored, kept, last_received_on
)
VALUES (
    %(network_id)s,
    %(webhook_id)s,
    %(event)s,
    %(received)s,
    %(stored)s,
    %(unchanged)s,
    %(stale)s,
    %(ignored)s,
    %(kept)s,
    %(now)s
)
ON CONFLICT (network_id, webhook_id, event) DO UPDATE SET
    received = c.received + excluded.received,
    stored = c.stored + excluded.stored,
    unchanged = c.unchanged + excluded.unchanged,
    stale = c.stale + excluded.stale,
    ignored = c.ignored + excluded.ignored,
    kept = c.kept + excluded.kept,
    last_received_on = greatest(c.last_received_on, excluded.last_received_on)

-- name: next_id
-- Take the id of a delivery to keep, in the order of the network's own. What keeps another one in the network waits until
-- this transaction ends.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
SELECT %(network_id)s, 'webhook_delivery', 1, coalesce(max(d.id), 0) + 1
FROM webhook_delivery AS d
WHERE d.network_id = %(network_id)s
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: keep
-- Keep what could not be taken; what is kept already is counted once more.
INSERT INTO webhook_delivery AS d (
    network_id, id, webhook_id, action, digest, body, body_bytes, reason, received_on, last_received_on, times
)
VALUES (
    %(network_id)s,
    %(id)s,
    %(webhook_id)s,
    %(action)s,
    %(digest)s,
    %(body)s,
    %(body_bytes)s,
    %(reason)s,
    %(now)s,
    %(now)s,
    1
)
ON CONFLICT (network_id, webhook_id, digest) DO UPDATE SET
    reason = excluded.reason, last_received_on = greatest(d.last_received_on, excluded.last_received_on), times = d.times + 1

-- name: forget_old
-- Delete some of the deliveries that last arrived before an instant. Those that another transaction is changing are
-- skipped.
DELETE FROM webhook_delivery AS d
WHERE
    d.network_id = %(network_id)s
    AND d.id IN (
        SELECT o.id
        FROM webhook_delivery AS o
        WHERE o.network_id = %(network_id)s AND o.last_received_on < %(before)s
        LIMIT %(at_once)s
        FOR UPDATE SKIP LOCKED
    )

-- name: forget_most
-- Delete all but the newest so many. What another transaction is at is left to it.
DELETE FROM webhook_delivery AS d
WHERE
    d.network_id = %(network_id)s
    AND d.id IN (
        SELECT o.id
        FROM webhook_delivery AS o
        WHERE
            o.network_id = %(network_id)s
            AND o.id IN (
                SELECT n.id
                FROM webhook_delivery AS n
                WHERE n.network_id = %(network_id)s
                ORDER BY n.last_received_on DESC, n.id DESC
                OFFSET %(most)s
            )
        FOR UPDATE OF o SKIP LOCKED
    )

-- name: kept
-- What is kept of a network, the newest first, with the name of the webhook that it came to.
SELECT
    d.id,
    w.name AS webhook,
    d.action,
    d.reason,
    d.body_bytes,
    d.body IS NOT NULL AS has_body,
    d.received_on,
    d.last_received_on,
    d.times
FROM webhook_delivery AS d
INNER JOIN webhook AS w ON w.network_id = %(network_id)s AND w.id = d.webhook_id
WHERE d.network_id = %(network_id)s
ORDER BY d.last_received_on DESC, d.id DESC
LIMIT %(most)s

-- name: count_kept
-- How many deliveries are kept of a network.
SELECT count(*) FROM webhook_delivery AS d WHERE d.network_id = %(network_id)s

-- name: kept_body
-- What came, and where, of one delivery that is kept.
SELECT d.body, d.body_bytes, d.action, w.action AS bound, d.received_on
FROM webhook_delivery AS d
INNER JOIN webhook AS w ON w.network_id = %(network_id)s AND w.id = d.webhook_id
WHERE d.network_id = %(network_id)s AND d.id = %(id)s

-- name: discard
-- Delete a delivery that is kept.
DELETE FROM webhook_delivery WHERE network_id = %(network_id)s AND id = %(id)s RETURNING id

-- name: discard_all
-- Delete every delivery that is kept of a network.
DELETE FROM webhook_delivery WHERE network_id = %(network_id)s

-- name: counts
-- What became of the records that came to a network's webhooks, by webhook and event.
SELECT
    w.name AS webhook,
    c.event,
    c.received,
    c.stored,
    c.unchanged,
    c.stale,
    c.ignored,
    c.kept,
    c.last_received_on,
    w.id AS webhook_id
FROM webhook_count AS c
INNER JOIN webhook AS w ON w.network_id = %(network_id)s AND w.id = c.webhook_id
WHERE c.network_id = %(network_id)s
ORDER BY w.name, w.id, c.event
