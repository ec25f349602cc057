-- name: check_view
-- The operator and the team of a view, if its token is valid: it has not expired, its sign-in has not ended, and the
-- account is still that of an operator with the roles that views need. Also the network of the host, and the revision
-- of the team's figures.
SELECT
    network.id AS network_id,
    view.account_id,
    view.email,
    view.team_id,
    view.expires_on,
    view.calls_noted,
    view.revision
FROM network_of_host(%(host)s) AS network (id)
LEFT JOIN LATERAL (
    SELECT
        a.id AS account_id,
        a.email,
        v.team_id,
        v.expires_on,
        v.calls_noted,
        r.places_revision || '.' || r.team_revision || '.' || r.members_revision AS revision
    FROM team_view AS v
    INNER JOIN sign_in AS s ON s.network_id = network.id AND s.id = v.sign_in_id
    INNER JOIN account AS a ON a.network_id = network.id AND a.id = s.account_id
    INNER JOIN team_revision AS r ON r.network_id = network.id AND r.team_id = v.team_id
    WHERE
        v.network_id = network.id AND v.token_hash = %(token_hash)s AND v.expires_on > %(now)s
        AND a.is_active AND a.is_operator AND (a.roles IS NULL OR a.roles @> %(roles)s::text[])
) AS view ON TRUE
