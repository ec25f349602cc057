-- Operators' read-only views of teams: their tokens, which belong to a sign-in like access tokens.

-- name: team
-- The name of a team.
SELECT t.name FROM teams AS t WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted

-- name: begin
-- A new view for the sign-in that an access token of this account belongs to. It does not outlive the sign-in.
INSERT INTO team_view (network_id, token_hash, sign_in_id, team_id, expires_on)
SELECT %(network_id)s, %(token_hash)s, s.id, %(team_id)s, least(%(until)s, live.expires_on)
FROM access_token AS own
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = own.sign_in_id
CROSS JOIN LATERAL ({lasts_until}) AS live
WHERE
    own.network_id = %(network_id)s AND own.token_hash = %(access_hash)s AND own.expires_on > %(now)s
    AND s.account_id = %(account_id)s
FOR KEY SHARE OF s
RETURNING expires_on

-- name: end_views
-- End all views of the sign-in that an access token of this account belongs to; those that still hold.
DELETE FROM team_view AS v
USING access_token AS own, sign_in AS s
WHERE
    v.network_id = %(network_id)s AND v.sign_in_id = s.id AND v.expires_on > %(now)s
    AND own.network_id = %(network_id)s AND own.token_hash = %(access_hash)s
    AND s.network_id = %(network_id)s AND s.id = own.sign_in_id AND s.account_id = %(account_id)s
RETURNING v.team_id

-- name: delete_expired
-- Views that no longer hold.
DELETE FROM team_view WHERE network_id = %(network_id)s AND expires_on <= %(now)s

-- name: lock_view
-- The team of a view that still holds, and whether it has used a call before. Requests that use the same view for the
-- first time wait for each other.
SELECT v.team_id, v.calls_noted @> ARRAY[%(call)s] AS was_used
FROM team_view AS v
WHERE v.network_id = %(network_id)s AND v.token_hash = %(token_hash)s AND v.expires_on > %(now)s
FOR UPDATE

-- name: note_call
-- A call was used in a view.
UPDATE team_view
SET calls_noted = array_append(calls_noted, %(call)s)
WHERE network_id = %(network_id)s AND token_hash = %(token_hash)s
