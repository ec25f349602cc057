-- name: check_view
-- The operator and the team of a view, if its token is valid: it has not expired, its sign-in has not ended, and the
-- account is still that of an operator with the roles that views need. Also the revision of the team's figures.
SELECT
    a.id AS account_id,
    a.email,
    v.team_id,
    v.expires_on,
    v.calls_noted,
    r.places_revision || '.' || r.team_revision || '.' || r.members_revision AS revision
FROM team_view AS v
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = v.sign_in_id
INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = s.account_id
INNER JOIN ({team_revision}) AS r ON r.team_id = v.team_id
WHERE
    v.network_id = %(network_id)s AND v.token_hash = %(token_hash)s AND v.expires_on > %(now)s
    AND a.is_active AND a.is_operator AND (a.roles IS NULL OR a.roles @> %(roles)s::text[])
