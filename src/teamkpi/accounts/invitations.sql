-- name: lock_network
-- Let one transaction at a time invite people to accounts; what refers to the network is still written.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR NO KEY UPDATE

-- name: known_addresses
-- The addresses of a network that have an account, or are those of a person who has one.
SELECT a.email_folded FROM account AS a WHERE a.network_id = %(network_id)s
UNION ALL
SELECT bound.email_folded
FROM account_binding AS b
INNER JOIN coworkers AS bound
    ON bound.network_id = %(network_id)s AND bound.id = b.coworker_id AND NOT bound.is_deleted
WHERE b.network_id = %(network_id)s

-- name: states_of
-- Of each of these addresses: whether it, or a person who has it, has an account; whether an active person has it; and
-- its open invitation: the id, and since when.
SELECT
    EXISTS (
        SELECT FROM ({known_addresses}) AS known WHERE known.email_folded = asked.email_folded
    ) AS has_account,
    EXISTS (
        SELECT FROM coworkers AS c
        WHERE
            c.network_id = %(network_id)s AND c.email_folded = asked.email_folded
            AND c.active AND NOT c.archived AND NOT c.is_deleted
    ) AS has_person,
    opened.id AS open_id,
    opened.created_on AS opened_on
FROM unnest(%(emails_folded)s::text[]) WITH ORDINALITY AS asked (email_folded, place)
LEFT JOIN account_link AS opened
    ON
        opened.network_id = %(network_id)s AND opened.email_folded = asked.email_folded
        AND opened.purpose = 'invitation' AND opened.expires_on > %(now)s
ORDER BY asked.place

-- name: administrators_of
-- The addresses of the active administrators of some teams, or of all.
SELECT DISTINCT c.email, c.email_folded
FROM teams AS t
INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (t.team_administrators)
WHERE
    t.network_id = %(network_id)s AND NOT t.is_deleted
    AND (%(is_every)s OR t.id = ANY (%(team_ids)s::bigint[]))
    AND c.active AND NOT c.archived AND NOT c.is_deleted AND c.email IS NOT NULL
ORDER BY c.email_folded, c.email

-- name: insert_invitation
-- An invitation to an account.
INSERT INTO account_link (network_id, id, purpose, email, email_folded, made_by_id, created_on, expires_on)
VALUES (
    %(network_id)s, %(id)s, 'invitation', %(email)s, %(email_folded)s, %(made_by_id)s, %(now)s, %(expires_on)s
)

-- name: delete_of_email
-- Delete the invitation of an address, and its secrets.
DELETE FROM account_link AS l
WHERE l.network_id = %(network_id)s AND l.email_folded = %(email_folded)s AND l.purpose = 'invitation'

-- name: invitations
-- The open invitations to accounts, or the one to an address, the newest first, with the people who have the address, who
-- invited, and how the mail fares.
SELECT
    l.id,
    l.email,
    ARRAY(
        SELECT c.full_name FROM coworkers AS c
        WHERE c.network_id = %(network_id)s AND c.email_folded = l.email_folded AND NOT c.is_deleted
        ORDER BY c.id
    ) AS people,
    (SELECT a.email FROM account AS a WHERE a.network_id = %(network_id)s AND a.id = l.made_by_id) AS invited_by,
    l.created_on,
    l.expires_on,
    mail.id IS NOT NULL AS has_mail,
    mail.outcome,
    mail.ended_on IS NOT NULL AS has_ended
FROM account_link AS l
LEFT JOIN LATERAL (
    SELECT m.id, m.outcome, m.ended_on
    FROM outbox_message AS m
    WHERE m.network_id = %(network_id)s AND m.link_id = l.id
    ORDER BY m.written_on DESC
    LIMIT 1
) AS mail ON TRUE
WHERE
    l.network_id = %(network_id)s AND l.purpose = 'invitation' AND l.expires_on > %(now)s
    AND (%(email_folded)s::text IS NULL OR l.email_folded = %(email_folded)s)
    AND NOT EXISTS (
        SELECT FROM account AS other
        WHERE other.network_id = %(network_id)s AND other.email_folded = l.email_folded
    )
ORDER BY l.created_on DESC, l.id DESC

-- name: withdraw
-- Delete an invitation.
DELETE FROM account_link AS l
WHERE l.network_id = %(network_id)s AND l.id = %(id)s AND l.purpose = 'invitation' AND l.expires_on > %(now)s
RETURNING l.email
