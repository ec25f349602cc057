-- Parts of statements of several stages. `{name}` in any statement becomes the part with that name, on one line and
-- without its comment. So a relation is defined once, and each table in it is still compared with the statement's own
-- parameter `network_id`, which a view could not do.

-- name: two_step_account
-- The accounts with a second factor: signing in with their password takes more than the password.
SELECT f.account_id FROM second_factor AS f WHERE f.network_id = %(network_id)s
UNION ALL
SELECT p.account_id FROM passkey AS p WHERE p.network_id = %(network_id)s

-- name: acting_account
-- The accounts that may act now, with the coworkers that each acts for: all of operators, others if there is one.
SELECT
    a.id AS account_id,
    a.email,
    a.is_operator,
    coalesce(person.coworker_ids, ARRAY[]::bigint[]) AS coworker_ids
FROM account AS a
CROSS JOIN LATERAL (
    SELECT array_agg(c.id ORDER BY c.id) AS coworker_ids
    FROM account_binding AS b
    INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = b.coworker_id
    WHERE
        b.network_id = %(network_id)s AND b.account_id = a.id
        AND c.active AND NOT c.archived AND NOT c.is_deleted
) AS person
WHERE a.network_id = %(network_id)s AND a.is_active AND (a.is_operator OR person.coworker_ids IS NOT NULL)

-- name: token_bearer
-- The access tokens, also expired ones, with the accounts that they act for.
SELECT
    t.token_hash,
    t.expires_on,
    a.account_id,
    a.email,
    a.is_operator,
    a.coworker_ids,
    s.earlier_on AS earlier_sign_in_on
FROM access_token AS t
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = t.sign_in_id
INNER JOIN ({acting_account}) AS a ON a.account_id = t.account_id
WHERE t.network_id = %(network_id)s

-- name: team_revision
-- The revision of everything that the figures of each team depend on.
SELECT
    t.id AS team_id,
    n.places_revision,
    coalesce(s.revision, 0) AS team_revision,
    (
        SELECT coalesce(sum(m.revision), 0)
        FROM member_state AS m
        WHERE m.network_id = %(network_id)s AND m.coworker_id = ANY (t.team_members)
    ) AS members_revision
FROM teams AS t
INNER JOIN network AS n ON n.id = %(network_id)s
LEFT JOIN team_state AS s ON s.network_id = %(network_id)s AND s.team_id = t.id
WHERE t.network_id = %(network_id)s AND NOT t.is_deleted

-- name: answers_for_asked_host
-- Whether a network, of which it is already known that it could, still answers for a host: it is served here and names
-- the host, or the host is named by none and the network names none. "asked" is a relation with the host.
(
    EXISTS (SELECT FROM network AS n WHERE n.id = %(network_id)s AND n.place IN ('here', 'leaving'))
    AND coalesce(
        (SELECT h.network_id = %(network_id)s FROM network_host AS h WHERE h.host = asked.host),
        NOT EXISTS (SELECT FROM network_host AS h WHERE h.network_id = %(network_id)s)
    )
)
