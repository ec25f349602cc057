-- name: enter
-- Whether a network takes writes here, which stays so until the transaction ends. Does not wait for other writers; waits
-- for a move that closes the network, and then sees what it has stored.
SELECT
    n.place,
    n.is_closed
FROM network AS n
WHERE n.id = %(network_id)s
FOR KEY SHARE OF n

-- name: is_moving
-- Whether the session that moves a network still exists; if not, what it has closed is open again. Locks are of the
-- server that is asked, so this is not part of a statement about rows, which may be on another.
SELECT EXISTS (
    SELECT FROM pg_locks AS l
    WHERE
        l.locktype = 'advisory'
        AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        AND l.classid = %(lock_class)s::bigint::oid
        AND l.objid = %(network_key)s::bigint::oid
        AND l.objsubid = 2
        AND l.granted
) AS is_moving
