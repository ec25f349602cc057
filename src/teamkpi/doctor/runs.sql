-- name: take
-- Run checks of a network, until this session ends; FALSE: another session runs one.
SELECT pg_try_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: begin
-- Note that a check has begun.
INSERT INTO check_run (network_id, check_name, started_on)
VALUES (%(network_id)s, %(check)s, %(now)s)
ON CONFLICT (network_id, check_name) DO UPDATE
SET started_on = excluded.started_on, done = 0, ended_on = NULL, problems = 0, findings = NULL

-- name: stop_others
-- Runs that never ended: their process did, since this session has the lock.
UPDATE check_run AS r
SET ended_on = %(now)s
WHERE r.network_id = %(network_id)s AND r.ended_on IS NULL

-- name: progress
-- Note how far a check is.
UPDATE check_run AS r SET done = %(done)s WHERE r.network_id = %(network_id)s AND r.check_name = %(check)s

-- name: end
-- Note what a check found.
UPDATE check_run AS r
SET ended_on = %(now)s, problems = %(problems)s, findings = %(findings)s::json
WHERE r.network_id = %(network_id)s AND r.check_name = %(check)s

-- name: runs
-- The last run of each check of a network.
SELECT
    r.check_name,
    r.started_on,
    r.done,
    r.ended_on,
    r.problems,
    r.findings::text AS findings
FROM check_run AS r
WHERE r.network_id = %(network_id)s
ORDER BY r.check_name

-- name: database_facts
-- The server, and how much of it the database uses.
SELECT
    current_setting('server_version') AS server,
    pg_database_size(current_database()) AS bytes,
    (SELECT count(*) FROM pg_stat_activity AS a WHERE a.datname = current_database()) AS connections,
    current_setting('max_connections')::integer AS most_connections
