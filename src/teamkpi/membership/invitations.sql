-- name: open_invitations
-- The invitations of a network that can be accepted now: not answered, not withdrawn, not expired, made by an account
-- that still administers the team, and of nobody whom the team shows as a member by that e-mail. With the team's name
-- and location, and the name of the inviter.
SELECT
    i.id,
    i.team_id,
    i.email,
    i.email_folded,
    i.coworker_ids,
    i.tariff_id,
    i.tariff_name,
    i.start_date,
    i.created_on,
    i.expires_on,
    i.secret_hash,
    i.secret_expires_on,
    t.name AS team_name,
    t.team_members,
    coalesce(l.name, '') AS business_name,
    coalesce(inviter.full_name, '') AS invited_by
FROM invitation AS i
INNER JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = i.team_id AND NOT t.is_deleted
INNER JOIN ({acting_account}) AS a
    ON a.account_id = i.account_id AND a.coworker_ids && t.team_administrators
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
LEFT JOIN coworkers AS inviter
    ON inviter.network_id = %(network_id)s AND inviter.id = i.invited_by_id AND NOT inviter.is_deleted
WHERE
    i.network_id = %(network_id)s AND i.state = 'open' AND i.expires_on > %(now)s
    AND NOT EXISTS (
        SELECT FROM coworkers AS m
        WHERE
            m.network_id = %(network_id)s AND m.email_folded = i.email_folded AND m.id = ANY (t.team_members)
            AND NOT m.archived AND NOT m.is_deleted
    )

-- name: of_team
-- The open invitations of a team, the newest first.
SELECT i.id, i.email, i.invited_by, i.tariff_id, i.tariff_name, i.start_date, i.created_on, i.expires_on
FROM ({open_invitations}) AS i
WHERE i.team_id = %(team_id)s
ORDER BY i.created_on DESC, i.id DESC

-- name: of_person
-- The open invitations that are an account's to answer, the newest first: those to its e-mail, and those to one of its
-- coworkers, but for teams that one of its coworkers is in as a member. With a digest, only the one of that link.
SELECT
    i.id, i.team_id, i.team_name, i.business_name, i.invited_by, i.tariff_id, i.tariff_name, i.start_date,
    i.created_on, i.expires_on
FROM ({open_invitations}) AS i
WHERE
    (i.email_folded = %(email_folded)s OR i.coworker_ids && %(coworker_ids)s::bigint[])
    AND NOT i.team_members && %(coworker_ids)s::bigint[]
    AND (
        %(secret_hash)s::bytea IS NULL
        OR (i.secret_hash = %(secret_hash)s::bytea AND i.secret_expires_on > %(now)s)
    )
ORDER BY i.created_on DESC, i.id DESC
LIMIT %(most)s

-- name: to_accept
-- An open invitation, if it is the account's to answer, with what decides about its acceptance: the team, the coworker
-- who joins (NULL: the account has none that is active) and the contract. One of the coworkers who were invited goes
-- before others of the account.
SELECT
    i.team_id,
    coalesce(
        (SELECT min(own.id) FROM unnest(%(coworker_ids)s::bigint[]) AS own (id) WHERE own.id = ANY (i.coworker_ids)),
        (SELECT min(own.id) FROM unnest(%(coworker_ids)s::bigint[]) AS own (id))
    ) AS coworker_id,
    i.tariff_id,
    i.tariff_name,
    i.start_date
FROM ({open_invitations}) AS i
WHERE
    i.id = %(id)s
    AND (i.email_folded = %(email_folded)s OR i.coworker_ids && %(coworker_ids)s::bigint[])
    AND NOT i.team_members && %(coworker_ids)s::bigint[]

-- name: acting_coworkers
-- The coworkers that an account acts for at this moment.
SELECT a.coworker_ids FROM ({acting_account}) AS a WHERE a.account_id = %(account_id)s

-- name: invited_emails
-- The places, from 1, of those of these e-mails that have an open invitation to the team; NULL for each other open
-- invitation of the team.
SELECT asked.place
FROM ({open_invitations}) AS i
LEFT JOIN unnest(%(emails_folded)s::text[]) WITH ORDINALITY AS asked (email_folded, place)
    ON asked.email_folded = i.email_folded
WHERE i.team_id = %(team_id)s
ORDER BY asked.place

-- name: count_of_team
-- How many invitations of a team have not expired, whatever became of them.
SELECT count(*)
FROM invitation AS i
WHERE i.network_id = %(network_id)s AND i.team_id = %(team_id)s AND i.expires_on > %(now)s

-- name: delete_expired
-- Delete the invitations of a network that have expired, whatever became of them.
DELETE FROM invitation AS i WHERE i.network_id = %(network_id)s AND i.expires_on <= %(now)s

-- name: next_ids
-- Take so many ids for new invitations, and return the last of them.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'invitation', 1, %(count)s)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + %(count)s
RETURNING last_id

-- name: insert_invitation
-- A new invitation.
INSERT INTO invitation (
    network_id, id, team_id, email, email_folded, coworker_ids, account_id, invited_by_id, tariff_id, tariff_name, start_date,
    created_on, expires_on, state
)
VALUES (
    %(network_id)s, %(id)s, %(team_id)s, %(email)s, %(email_folded)s, %(coworker_ids)s, %(account_id)s, %(invited_by_id)s,
    %(tariff_id)s, %(tariff_name)s, %(start_date)s, %(now)s, %(expires_on)s, 'open'
)

-- name: lock_open
-- Lock an invitation, if nobody has answered or withdrawn it.
SELECT i.team_id
FROM invitation AS i
WHERE i.network_id = %(network_id)s AND i.id = %(id)s AND i.state = 'open'
FOR UPDATE

-- name: end_invitation
-- An invitation has been answered or withdrawn; its link leads nowhere from now on.
UPDATE invitation
SET state = %(state)s, secret_hash = NULL, secret_expires_on = NULL
WHERE network_id = %(network_id)s AND id = %(id)s

-- name: set_secret
-- Another secret for an invitation's link; the one before is worth nothing from now on.
UPDATE invitation
SET secret_hash = %(secret_hash)s, secret_expires_on = %(secret_expires_on)s
WHERE network_id = %(network_id)s AND id = %(id)s

-- name: expiry_of_open
-- When an open invitation of a team expires.
SELECT i.expires_on FROM ({open_invitations}) AS i WHERE i.id = %(id)s AND i.team_id = %(team_id)s
