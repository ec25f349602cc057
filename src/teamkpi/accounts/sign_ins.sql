-- name: lasts_until
-- Until when a sign-in lasts: as long as one of its tokens; a part of other statements.
SELECT max(one.expires_on) AS expires_on
FROM (
    SELECT t.expires_on
    FROM access_token AS t
    WHERE t.network_id = %(network_id)s AND t.sign_in_id = s.id
    UNION ALL
    SELECT r.expires_on
    FROM refresh_token AS r
    WHERE r.network_id = %(network_id)s AND r.sign_in_id = s.id AND r.spent_on IS NULL
    UNION ALL
    SELECT b.expires_on
    FROM browser_session AS b
    WHERE b.network_id = %(network_id)s AND b.sign_in_id = s.id
) AS one
