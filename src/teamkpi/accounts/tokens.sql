-- name: lock_account
-- Keep everybody else from writing the account, its sign-ins and its tokens until this transaction ends. A client id
-- that is the account's e-mail is so in any case of its letters, and is the one of a client that names none.
SELECT
    CASE
        WHEN %(client_id_folded)s::text <> email_folded THEN %(client_id)s::text
        ELSE email_folded
    END AS client_id
FROM account
WHERE network_id = %(network_id)s AND id = %(account_id)s
FOR NO KEY UPDATE

-- name: drop_live_refresh_tokens
-- The refresh tokens that other sign-ins under the client id could still spend. Spent ones stay, to be recognised.
DELETE FROM refresh_token AS r
USING sign_in AS s
WHERE
    r.network_id = %(network_id)s
    AND s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND s.client_id = %(client_id)s
    AND r.sign_in_id = s.id
    AND r.spent_on IS NULL

-- name: insert_sign_in
-- A sign-in begins. It keeps when the account had signed in before; both parts see the account as it was.
WITH noted AS (
    UPDATE account SET last_sign_in_on = %(now)s WHERE network_id = %(network_id)s AND id = %(account_id)s
)
INSERT INTO sign_in (network_id, account_id, client_id, created_on, earlier_on)
SELECT %(network_id)s, a.id, %(client_id)s, %(now)s, a.last_sign_in_on
FROM account AS a
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s
RETURNING id

-- name: insert_tokens
-- A pair of tokens of a sign-in.
WITH access AS (
    INSERT INTO access_token (network_id, token_hash, sign_in_id, account_id, expires_on)
    VALUES (%(network_id)s, %(access_hash)s, %(sign_in_id)s, %(account_id)s, %(access_expires_on)s)
)
INSERT INTO refresh_token (network_id, token_hash, sign_in_id, expires_on)
VALUES (%(network_id)s, %(refresh_hash)s, %(sign_in_id)s, %(refresh_expires_on)s)

-- name: account_of_refresh_token
-- Whose lock to take before a refresh token is looked at.
SELECT s.account_id
FROM refresh_token AS r
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = r.sign_in_id
WHERE r.network_id = %(network_id)s AND r.token_hash = %(token_hash)s

-- name: refresh_token
-- A refresh token that has not expired, its sign-in, and whether the account may act. A spent one is reusable for a
-- while after it was spent, unless another sign-in under the client id has taken the place of its own meanwhile: then
-- its sign-in has no token that is not spent.
SELECT
    r.sign_in_id,
    s.client_id,
    r.spent_on IS NOT NULL AS is_spent,
    r.spent_on >= %(reusable_since)s
    AND EXISTS (
        SELECT FROM refresh_token AS live
        WHERE live.network_id = %(network_id)s AND live.sign_in_id = r.sign_in_id AND live.spent_on IS NULL
    ) AS is_reusable,
    acting.account_id IS NOT NULL AS may_act
FROM refresh_token AS r
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = r.sign_in_id
LEFT JOIN ({acting_account}) AS acting ON acting.account_id = s.account_id
WHERE r.network_id = %(network_id)s AND r.token_hash = %(token_hash)s AND r.expires_on > %(now)s

-- name: spend
-- A refresh token has been used: it and all others of its sign-in are spent.
UPDATE refresh_token
SET spent_on = %(now)s
WHERE network_id = %(network_id)s AND sign_in_id = %(sign_in_id)s AND spent_on IS NULL

-- name: end_sign_in
-- End a sign-in: its tokens go as well.
DELETE FROM sign_in WHERE network_id = %(network_id)s AND id = %(sign_in_id)s

-- name: sign_in_of_token
-- The sign-in that an access or refresh token belongs to, a spent one too, while the token has not expired.
SELECT s.account_id, s.id
FROM access_token AS t
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = t.sign_in_id
WHERE t.network_id = %(network_id)s AND t.token_hash = %(token_hash)s AND t.expires_on > %(now)s
UNION ALL
SELECT s.account_id, s.id
FROM refresh_token AS t
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = t.sign_in_id
WHERE t.network_id = %(network_id)s AND t.token_hash = %(token_hash)s AND t.expires_on > %(now)s

-- name: accounts_to_sweep
-- Accounts with a token or a cookie that has expired.
SELECT s.account_id
FROM access_token AS t
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = t.sign_in_id
WHERE t.network_id = %(network_id)s AND t.expires_on <= %(now)s
UNION
SELECT s.account_id
FROM refresh_token AS t
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = t.sign_in_id
WHERE t.network_id = %(network_id)s AND t.expires_on <= %(now)s
UNION
SELECT s.account_id
FROM browser_session AS b
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = b.sign_in_id
WHERE b.network_id = %(network_id)s AND b.expires_on <= %(now)s

-- name: lock_account_alone
-- Keep everybody else from writing the account's sign-ins and tokens until this transaction ends.
SELECT FROM account WHERE network_id = %(network_id)s AND id = %(account_id)s FOR NO KEY UPDATE

-- name: delete_expired_access_tokens
-- Access tokens of an account that no longer hold.
DELETE FROM access_token AS t
USING sign_in AS s
WHERE
    t.network_id = %(network_id)s
    AND s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND t.sign_in_id = s.id
    AND t.expires_on <= %(now)s

-- name: delete_expired_refresh_tokens
-- Refresh tokens of an account, spent ones too, that no longer hold.
DELETE FROM refresh_token AS t
USING sign_in AS s
WHERE
    t.network_id = %(network_id)s
    AND s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND t.sign_in_id = s.id
    AND t.expires_on <= %(now)s

-- name: delete_expired_browser_sessions
-- Cookies of an account that no longer hold.
DELETE FROM browser_session AS b
USING sign_in AS s
WHERE
    b.network_id = %(network_id)s
    AND s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND b.sign_in_id = s.id
    AND b.expires_on <= %(now)s

-- name: forget_spent_tokens
-- Delete some of the refresh tokens that were used before an instant. Those that another transaction is changing are
-- skipped.
DELETE FROM refresh_token AS t
WHERE
    t.network_id = %(network_id)s
    AND t.token_hash = ANY (ARRAY(
        SELECT old.token_hash
        FROM refresh_token AS old
        WHERE old.network_id = %(network_id)s AND old.spent_on < %(before)s
        LIMIT %(at_once)s
        FOR UPDATE SKIP LOCKED
    ))

-- name: delete_dead_sign_ins
-- Sign-ins of an account that no token and no cookie is left of.
DELETE FROM sign_in AS s
WHERE
    s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND NOT EXISTS (SELECT FROM access_token AS t WHERE t.network_id = %(network_id)s AND t.sign_in_id = s.id)
    AND NOT EXISTS (SELECT FROM refresh_token AS t WHERE t.network_id = %(network_id)s AND t.sign_in_id = s.id)
    AND NOT EXISTS (SELECT FROM browser_session AS b WHERE b.network_id = %(network_id)s AND b.sign_in_id = s.id)

-- name: delete_expired_attempts
-- Sign-ins with a provider that were not completed in time.
DELETE FROM provider_attempt AS p WHERE p.network_id = %(network_id)s AND p.expires_on <= %(now)s
