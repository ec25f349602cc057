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

-- name: accounts_of
-- Of each person whom a team shows: whether an account acts for them, whether they can be invited to one, and until when
-- their open invitation is valid.
SELECT
    c.id AS coworker_id,
    EXISTS (
        SELECT FROM account_binding AS b
        INNER JOIN ({acting_account}) AS a ON a.account_id = b.account_id
        WHERE b.network_id = %(network_id)s AND b.coworker_id = c.id AND c.id = ANY (a.coworker_ids)
    ) AS signs_in,
    c.active AND NOT EXISTS (
        SELECT FROM ({known_addresses}) AS known WHERE known.email_folded = c.email_folded
    ) AS is_invitable,
    l.expires_on AS invited_until
FROM teams AS t
INNER JOIN coworkers AS c
    ON c.network_id = %(network_id)s AND c.id = ANY (t.team_members || t.team_administrators)
LEFT JOIN account_link AS l
    ON
        l.network_id = %(network_id)s AND l.email_folded = c.email_folded
        AND l.purpose = 'invitation' AND l.expires_on > %(now)s
WHERE
    t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
    AND NOT c.archived AND NOT c.is_deleted
ORDER BY c.id
