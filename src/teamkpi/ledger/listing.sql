-- name: save_walk
-- Where a page of a walk ended.
INSERT INTO listing_walk AS w (network_id, walker, page, updated_on, record_id, seen, remaining, read_on)
VALUES (
    %(network_id)s, %(walker)s, %(page)s, %(updated_on)s, %(record_id)s, %(seen)s::pg_snapshot, %(remaining)s,
    %(read_on)s
)
ON CONFLICT (network_id, walker, page) DO UPDATE
    SET
        updated_on = excluded.updated_on,
        record_id = excluded.record_id,
        seen = excluded.seen,
        remaining = excluded.remaining,
        read_on = excluded.read_on

-- name: forget_walks
-- Walks that nobody has gone on with for long. One that is being saved at this moment is left alone.
DELETE FROM listing_walk
WHERE
    network_id = %(network_id)s
    AND (walker, page) IN (
        SELECT walker, page
        FROM listing_walk
        WHERE network_id = %(network_id)s AND read_on < %(read_before)s
        FOR UPDATE SKIP LOCKED
    )
