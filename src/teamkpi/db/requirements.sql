-- name: server_facts
-- What a server has to offer before anything is stored on it.
SELECT
    current_setting('server_encoding') AS encoding,
    coalesce(has_schema_privilege(current_schema(), 'CREATE'), FALSE) AS may_create

-- name: session_identity
-- Which session of the server a statement runs in; as text, since the session may not have our settings yet.
SELECT
    a.pid,
    a.backend_start::text AS backend_start
FROM pg_stat_activity AS a
WHERE a.pid = pg_backend_pid()
