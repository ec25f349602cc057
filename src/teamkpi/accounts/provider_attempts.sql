-- name: insert_attempt
-- A sign-in with a provider begins.
INSERT INTO provider_attempt (
    network_id, state_hash, browser_hash, provider_id, purpose, step, account_id, link_hash, expires_on
)
VALUES (
    %(network_id)s, %(state_hash)s, %(browser_hash)s, %(provider_id)s, %(purpose)s, 'asked', %(account_id)s,
    %(link_hash)s, %(expires_on)s
)

-- name: take_attempt
-- The answer of the provider to a sign-in of this browser has come: it counts once.
UPDATE provider_attempt AS t
SET step = 'taken'
FROM sign_in_provider AS p
WHERE
    t.network_id = %(network_id)s
    AND t.state_hash = %(state_hash)s
    AND t.browser_hash = %(browser_hash)s
    AND t.step = 'asked'
    AND t.expires_on > %(now)s
    AND p.network_id = %(network_id)s
    AND p.id = t.provider_id
RETURNING p.name, t.expires_on

-- name: waiting_attempt
-- A sign-in of this browser that is at a step, locked: its provider's answer has been checked, or is being checked.
SELECT t.provider_id, t.purpose, t.account_id, t.link_hash, t.subject_hash, t.roles, t.email, p.for_whom
FROM provider_attempt AS t
INNER JOIN sign_in_provider AS p ON p.network_id = %(network_id)s AND p.id = t.provider_id
WHERE
    t.network_id = %(network_id)s
    AND t.state_hash = %(state_hash)s
    AND t.browser_hash = %(browser_hash)s
    AND t.step = %(step)s
    AND t.expires_on > %(now)s
FOR UPDATE OF t

-- name: move_attempt
-- A sign-in waits for another step of its user.
UPDATE provider_attempt AS t
SET
    step = %(step)s,
    account_id = %(account_id)s,
    subject_hash = %(subject_hash)s,
    roles = %(roles)s::text[],
    email = %(email)s::text
WHERE t.network_id = %(network_id)s AND t.state_hash = %(state_hash)s

-- name: delete_attempt
-- A sign-in with a provider has ended.
DELETE FROM provider_attempt AS t WHERE t.network_id = %(network_id)s AND t.state_hash = %(state_hash)s

-- name: step_of
-- Which step a sign-in of this browser waits for.
SELECT t.step, t.account_id, coalesce(a.email, t.email) AS email
FROM provider_attempt AS t
LEFT JOIN account AS a ON a.network_id = %(network_id)s AND a.id = t.account_id
WHERE
    t.network_id = %(network_id)s
    AND t.state_hash = %(state_hash)s
    AND t.browser_hash = %(browser_hash)s
    AND t.expires_on > %(now)s
