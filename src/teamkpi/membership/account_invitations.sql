-- name: members_of
-- The people whom a team shows, with their addresses; none if the caller does not administer the team.
SELECT c.id, c.email
FROM teams AS t
INNER JOIN coworkers AS c
    ON c.network_id = %(network_id)s AND c.id = ANY (t.team_members || t.team_administrators)
WHERE
    t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
    AND t.team_administrators && %(own_ids)s::bigint[]
    AND NOT c.archived AND NOT c.is_deleted
ORDER BY c.id

-- name: open_of_inviter
-- How many invitations to accounts of an inviter are open.
SELECT count(*)
FROM account_link AS l
WHERE
    l.network_id = %(network_id)s AND l.made_by_id = %(account_id)s AND l.purpose = 'invitation'
    AND l.expires_on > %(now)s
