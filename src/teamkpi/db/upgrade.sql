-- name: other_databases
-- Databases of the server that teamkpi did not create.
SELECT d.datname::text
FROM pg_database AS d
WHERE NOT d.datistemplate AND d.datname NOT IN ('postgres', 'teamkpi')
ORDER BY d.datname
