-- name: held_keys
-- The second keys of all locks of a class that any session holds. Locks are of the server that is asked, so this is not
-- part of a statement about rows, which may be on another.
SELECT l.objid::bigint AS held_key
FROM pg_locks AS l
WHERE
    l.locktype = 'advisory'
    AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    AND l.classid = %(lock_class)s::bigint::oid
    AND l.objsubid = 2
    AND l.granted
