-- name: links
-- The calendar links of a network, and whether each works now: while the account that made it may see what it shows,
-- as an administrator of the team or as the member that it is about.
SELECT
    l.id,
    l.team_id,
    l.account_id,
    l.coworker_id,
    l.days,
    l.shows_names,
    l.language,
    l.secret_hash,
    l.created_on,
    t.name AS team_name,
    (
        coalesce(a.coworker_ids && t.team_administrators, FALSE)
        OR coalesce(l.coworker_id = ANY (a.coworker_ids) AND l.coworker_id = ANY (t.team_members), FALSE)
    ) AND (
        l.coworker_id IS NULL
        OR EXISTS (
            SELECT FROM coworkers AS m
            WHERE
                m.network_id = %(network_id)s AND m.id = l.coworker_id AND m.id = ANY (t.team_members)
                AND NOT m.archived AND NOT m.is_deleted
        )
    ) AS is_active
FROM calendar_link AS l
INNER JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = l.team_id AND NOT t.is_deleted
LEFT JOIN ({acting_account}) AS a ON a.account_id = l.account_id
WHERE l.network_id = %(network_id)s

-- name: of_team
-- The links of a team that somebody may see, the newest first: an administrator all of them, a member their own. With a
-- coworker, only those about that member.
SELECT
    l.id,
    l.coworker_id,
    coalesce(creator.full_name, '') AS created_by,
    l.days,
    l.shows_names,
    l.language,
    l.created_on,
    l.is_active
FROM ({links}) AS l
LEFT JOIN LATERAL (
    SELECT c.full_name
    FROM account_binding AS b
    INNER JOIN coworkers AS c
        ON c.network_id = %(network_id)s AND c.id = b.coworker_id AND NOT c.archived AND NOT c.is_deleted
    INNER JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = l.team_id
    WHERE
        b.network_id = %(network_id)s AND b.account_id = l.account_id
        AND (c.id = ANY (t.team_administrators) OR c.id = ANY (t.team_members))
    ORDER BY c.id
    LIMIT 1
) AS creator ON TRUE
WHERE
    l.team_id = %(team_id)s
    AND (%(is_administrator)s OR l.account_id = %(account_id)s)
    AND (%(coworker_id)s::bigint IS NULL OR l.coworker_id = %(coworker_id)s)
ORDER BY l.created_on DESC, l.id DESC

-- name: is_member
-- Whether a team shows a coworker as a member.
SELECT EXISTS (
    SELECT FROM teams AS t
    INNER JOIN coworkers AS m
        ON
            m.network_id = %(network_id)s AND m.id = %(coworker_id)s AND m.id = ANY (t.team_members)
            AND NOT m.archived AND NOT m.is_deleted
    WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
)

-- name: of_secret
-- The link of a secret, if it works now.
SELECT l.team_id, l.team_name, l.coworker_id, l.days, l.shows_names, l.language
FROM ({links}) AS l
WHERE l.secret_hash = %(secret_hash)s AND l.is_active

-- name: next_id
-- Take the id of a new link. Whoever makes another one in the network waits until this transaction ends.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'calendar_link', 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: count_of_account
-- How many links to calendars of a team an account has made and not revoked.
SELECT count(*)
FROM calendar_link AS l
WHERE l.network_id = %(network_id)s AND l.team_id = %(team_id)s AND l.account_id = %(account_id)s

-- name: insert_link
-- A new link.
INSERT INTO calendar_link (
    network_id, id, team_id, account_id, coworker_id, days, shows_names, language, secret_hash, created_on
)
VALUES (
    %(network_id)s, %(id)s, %(team_id)s, %(account_id)s, %(coworker_id)s, %(days)s, %(shows_names)s, %(language)s,
    %(secret_hash)s, %(now)s
)

-- name: is_active
-- Whether a link works now.
SELECT l.is_active FROM ({links}) AS l WHERE l.id = %(id)s

-- name: delete_link
-- Revoke a link of a team: for the account that made it, and for an account that administers the team now.
DELETE FROM calendar_link AS l
WHERE
    l.network_id = %(network_id)s AND l.id = %(id)s AND l.team_id = %(team_id)s
    AND (
        l.account_id = %(account_id)s
        OR EXISTS (
            SELECT FROM teams AS t
            INNER JOIN ({acting_account}) AS a
                ON a.account_id = %(account_id)s AND a.coworker_ids && t.team_administrators
            WHERE t.network_id = %(network_id)s AND t.id = l.team_id AND NOT t.is_deleted
        )
    )
RETURNING l.coworker_id
