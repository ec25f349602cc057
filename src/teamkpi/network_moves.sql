-- name: take
-- Be the one session that moves a network, until it ends; FALSE: another one does.
SELECT pg_try_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: hold_number
-- Hold a number in this database until the session ends; FALSE: another session of the same database holds it.
SELECT pg_try_advisory_lock(%(number)s)

-- name: free_number
-- Give the number back.
SELECT pg_advisory_unlock(%(number)s)

-- name: state
-- Where a network is in its move.
SELECT n.place, n.move_id, n.other_place, n.name FROM network AS n WHERE n.id = %(network_id)s

-- name: leave
-- Note that a network moves to another database. It goes on here.
UPDATE network AS n
SET place = 'leaving', place_since = %(now)s, is_closed = FALSE, move_id = %(move_id)s, other_place = %(other_place)s
WHERE n.id = %(network_id)s AND n.place = 'here'

-- name: stay
-- Note that a network does not move after all.
UPDATE network AS n
SET place = 'here', place_since = %(now)s, is_closed = FALSE, move_id = NULL, other_place = NULL
WHERE n.id = %(network_id)s AND n.place = 'leaving'

-- name: close
-- Let the network take no more writes, from the next one on.
UPDATE network AS n SET is_closed = TRUE WHERE n.id = %(network_id)s AND n.place = 'leaving'

-- name: drain
-- Wait for the transactions that have written to the network, or may still write to it.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR UPDATE

-- name: reopen
-- Let the network take writes again.
UPDATE network AS n SET is_closed = FALSE WHERE n.id = %(network_id)s AND n.place = 'leaving'

-- name: leave_for_good
-- The network is not served here any more.
UPDATE network AS n
SET place = 'moved', place_since = %(now)s, is_closed = FALSE
WHERE n.id = %(network_id)s AND n.place = 'leaving' AND n.is_closed AND n.move_id = %(move_id)s

-- name: arriving
-- The copy of a network that a move has made here, if there is one.
SELECT n.id, n.place, n.copied_to::text FROM network AS n WHERE n.move_id = %(move_id)s AND n.place <> 'moved'

-- name: note_arrival
-- Note about a staged network where it comes from, by which move.
UPDATE imported_network
SET
    place = 'arriving', place_since = %(now)s, move_id = %(move_id)s, other_place = %(other_place)s,
    other_id = %(origin_id)s

-- name: note_copied
-- Note up to which transaction of the other database a network has been copied.
UPDATE network AS n SET copied_to = %(position)s::text::xid8 WHERE n.id = %(network_id)s

-- name: arrive
-- The copy is complete: the same as what the other database has stored while it takes no writes.
UPDATE network AS n SET place = 'arrived', place_since = %(now)s WHERE n.id = %(network_id)s AND n.place = 'arriving'

-- name: arrive_again
-- The copy is to be completed again, as the other database has taken writes since.
UPDATE network AS n SET place = 'arriving', place_since = %(now)s WHERE n.id = %(network_id)s AND n.place = 'arrived'

-- name: serve
-- The network is served here from now on.
UPDATE network AS n SET place = 'here', place_since = %(now)s WHERE n.id = %(network_id)s AND n.place = 'arrived'

-- name: position
-- The oldest number of a transaction that this snapshot may not see.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text

-- name: transaction
-- The number of this transaction, which is in every row that it writes.
SELECT pg_current_xact_id()::text

-- name: lock_wait
-- How long statements of this session wait for a lock.
SELECT set_config('lock_timeout', %(limit)s, FALSE)

-- name: wait_for_workers
-- Wait until a worker of this network has finished what it does, and keep it from beginning again.
SELECT pg_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: copied_to
-- Up to which transaction of the other database a network has been copied.
SELECT n.copied_to::text FROM network AS n WHERE n.id = %(network_id)s

-- name: analyze
-- Let the planner know the new rows.
ANALYZE
