-- name: server_facts
-- What `doctor` looks at on the server, besides what is asked of every database.
SELECT
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('max_connections')::integer
    - current_setting('superuser_reserved_connections')::integer
    - coalesce(current_setting('reserved_connections', TRUE), '0')::integer AS most_connections,
    clock_timestamp() AS server_time

-- name: month_starts
-- When the coming months begin in the zones of all locations by the server's rules; NULL for a zone it does not know.
SELECT
    place.id AS network_id,
    place.zone,
    month.first_day::date AS month,
    CASE WHEN known.name IS NOT NULL THEN month_start(month.first_day::date, place.zone) END AS starts
FROM (
    SELECT DISTINCT n.id, b.zone
    FROM network AS n
    INNER JOIN businesses AS b ON b.network_id = n.id
    WHERE NOT b.is_deleted
) AS place
LEFT JOIN pg_timezone_names AS known ON known.name = place.zone
CROSS JOIN generate_series(
    date_trunc('month', %(now)s::timestamptz), %(now)s::timestamptz + interval '1 year', interval '1 month'
) AS month (first_day)
ORDER BY 2, 3, 1

-- name: untrusted_proxies
-- Addresses that recently sent X-Forwarded-For although the settings of a server did not name them, the newest first.
-- Servers of the version before note hosts of sign-ins over http among them, as http://HOST.
SELECT address, last_seen_on
FROM untrusted_proxy
WHERE last_seen_on > %(since)s AND NOT starts_with(address, 'http://')
ORDER BY last_seen_on DESC, address

-- name: plain_sign_ins
-- Hosts at which somebody recently signed in over http, the newest first.
SELECT host, last_seen_on
FROM plain_sign_in
WHERE last_seen_on > %(since)s
ORDER BY last_seen_on DESC, host
