-- name: begin
-- See one moment of the database until this transaction ends, and change nothing.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: moment
-- Which moment that is, and when the server was started.
SELECT
    pg_current_snapshot()::text AS seen,
    pg_postmaster_start_time() AS server

-- name: moment_of_cluster
-- The same on the coordinator of a cluster, and the names of transactions that were prepared on workers: of all that may
-- not have ended there yet, and some that have.
SELECT
    pg_current_snapshot()::text AS seen,
    pg_postmaster_start_time() AS server,
    ARRAY(SELECT t.gid FROM pg_dist_transaction AS t) AS prepared

-- name: are_under_way
-- Whether one of these transactions has not ended yet on a worker. The question is sent outside of this transaction, which
-- has not asked the workers anything yet, and so will see what has ended there. One that does not answer cannot be asked for
-- records either.
SELECT coalesce(bool_or(a.success AND a.result = 't'), FALSE) AS are_under_way
FROM run_command_on_workers(
    format('SELECT EXISTS (SELECT FROM pg_prepared_xacts AS x WHERE x.gid = ANY (%%L::text[]))', %(prepared)s::text[])
) AS a
