-- name: latest
-- The latest version of a team's statement of a month.
SELECT s.version, s.known_at, s.digest, s.content
FROM team_statement AS s
WHERE s.network_id = %(network_id)s AND s.team_id = %(team_id)s AND s.month = %(month)s
ORDER BY s.version DESC
LIMIT 1

-- name: version
-- One version of a team's statement of a month.
SELECT s.content
FROM team_statement AS s
WHERE
    s.network_id = %(network_id)s AND s.team_id = %(team_id)s AND s.month = %(month)s AND s.version = %(version)s

-- name: store
-- Another version of a team's statement, unless somebody has stored one under its number.
INSERT INTO team_statement (network_id, team_id, month, version, known_at, digest, content)
VALUES (%(network_id)s, %(team_id)s, %(month)s, %(version)s, %(known_at)s, %(digest)s, %(content)s)
ON CONFLICT (network_id, team_id, month, version) DO NOTHING
