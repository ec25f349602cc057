-- name: insert_browser_session
-- A browser's cookie names a sign-in.
INSERT INTO browser_session (network_id, cookie_hash, sign_in_id, expires_on)
VALUES (%(network_id)s, %(cookie_hash)s, %(sign_in_id)s, %(expires_on)s)

-- name: insert_access_token
-- An access token of a sign-in, without one to refresh it.
INSERT INTO access_token (network_id, token_hash, sign_in_id, account_id, expires_on)
VALUES (%(network_id)s, %(access_hash)s, %(sign_in_id)s, %(account_id)s, %(expires_on)s)

-- name: account_of_browser_session
-- Whose lock to take before a session is looked at.
SELECT s.account_id
FROM browser_session AS b
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = b.sign_in_id
WHERE b.network_id = %(network_id)s AND b.cookie_hash = %(cookie_hash)s

-- name: browser_session
-- A session that has not expired: its sign-in, and whether the account may act.
SELECT b.sign_in_id, acting.account_id IS NOT NULL AS may_act
FROM browser_session AS b
INNER JOIN sign_in AS s ON s.network_id = %(network_id)s AND s.id = b.sign_in_id
LEFT JOIN ({acting_account}) AS acting ON acting.account_id = s.account_id
WHERE b.network_id = %(network_id)s AND b.cookie_hash = %(cookie_hash)s AND b.expires_on > %(now)s

-- name: may_sign_in
-- Whether an account may act, and whether its password has to be changed first.
SELECT acting.account_id IS NOT NULL AS may_act, a.must_reset_password
FROM account AS a
LEFT JOIN ({acting_account}) AS acting ON acting.account_id = a.id
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s
