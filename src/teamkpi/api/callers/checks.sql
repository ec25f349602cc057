-- name: present
-- What the database holds at this moment, for a server process that remembers what it read there: the same two texts as
-- before say that nobody has committed anything since. `seen` names the transactions that can be seen, which a standby
-- does not know to the last: NULL there. `backend` is another after any restart, be it behind a proxy.
SELECT
    CASE WHEN NOT pg_is_in_recovery() THEN pg_current_snapshot()::text END AS seen,
    pg_backend_pid() || ' ' || extract(EPOCH FROM pg_postmaster_start_time()) AS backend

-- name: check
-- For each of many requests to a network: who its token speaks for, and what that person has to do with the team that is
-- asked about; and whether the network answers for its host, without which all else is void. Rows in the order of the
-- requests, one each. LIMIT keeps every part a look-up by key, whatever the planner thinks of the sizes.
SELECT
    present.seen,
    present.backend,
    bearer.account_id,
    bearer.email,
    coalesce(bearer.is_operator, FALSE) AS is_operator,
    coalesce(bearer.coworker_ids, ARRAY[]::bigint[]) AS coworker_ids,
    bearer.earlier_sign_in_on,
    bearer.expires_on,
    coalesce(team.is_member, FALSE) AS is_member,
    coalesce(team.is_administrator, FALSE) AS is_administrator,
    team.revision,
    {answers_for_asked_host} AS answers
FROM unnest(%(hosts)s::text[], %(token_hashes)s::bytea[], %(team_ids)s::bigint[])
    WITH ORDINALITY AS asked (host, token_hash, team_id, place)
CROSS JOIN ({present}) AS present
LEFT JOIN LATERAL (
    SELECT b.account_id, b.email, b.is_operator, b.coworker_ids, b.earlier_sign_in_on, b.expires_on
    FROM ({token_bearer}) AS b
    WHERE b.token_hash = asked.token_hash AND b.expires_on > %(now)s
    LIMIT 1
) AS bearer ON TRUE
LEFT JOIN LATERAL (
    SELECT
        t.team_members && bearer.coworker_ids AS is_member,
        t.team_administrators && bearer.coworker_ids AS is_administrator,
        r.places_revision || '.' || r.team_revision || '.' || r.members_revision AS revision
    FROM teams AS t
    INNER JOIN ({team_revision}) AS r ON r.team_id = t.id
    WHERE t.network_id = %(network_id)s AND t.id = asked.team_id AND bearer.account_id IS NOT NULL
    LIMIT 1
) AS team ON TRUE
ORDER BY asked.place
