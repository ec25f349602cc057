-- name: attempt_to_mail
-- A sign-in of this browser that waits to be confirmed, locked: the address that its provider has verified.
SELECT t.email
FROM provider_attempt AS t
WHERE
    t.network_id = %(network_id)s
    AND t.state_hash = %(state_hash)s
    AND t.browser_hash = %(browser_hash)s
    AND t.step = 'confirm'
    AND t.expires_on > %(now)s
FOR UPDATE OF t

-- name: note_message
-- The mail with which a sign-in can be confirmed, until it expires.
UPDATE provider_attempt AS t
SET message_id = %(message_id)s, expires_on = %(expires_on)s
WHERE t.network_id = %(network_id)s AND t.state_hash = %(state_hash)s

-- name: attempt_of_message
-- What a mail is about, if it is to be sent: a sign-in that still waits, for an account that is not suspended, whose
-- password was not changed since the mail was asked for, and that is not connected to the provider.
SELECT t.state_hash, a.email, a.password_set_on, p.label
FROM provider_attempt AS t
INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = t.account_id
INNER JOIN sign_in_provider AS p ON p.network_id = %(network_id)s AND p.id = t.provider_id
WHERE
    t.network_id = %(network_id)s
    AND t.message_id = %(message_id)s
    AND t.step = 'confirm'
    AND t.expires_on > %(now)s
    AND a.is_active
    AND a.password_set_on <= %(asked_on)s
    AND NOT EXISTS (
        SELECT FROM provider_identity AS i
        WHERE i.network_id = %(network_id)s AND i.account_id = a.id AND i.provider_id = t.provider_id
    )
FOR KEY SHARE OF t

-- name: insert_secret
-- A secret of the link in a mail.
INSERT INTO provider_confirmation (network_id, secret_hash, state_hash, password_set_on, expires_on)
VALUES (%(network_id)s, %(secret_hash)s, %(state_hash)s, %(password_set_on)s, %(expires_on)s)

-- name: confirmed_attempt
-- The sign-in that a link confirms, if this browser began it and the link can be used now.
SELECT t.state_hash, t.account_id, a.email
FROM provider_confirmation AS c
INNER JOIN provider_attempt AS t ON t.network_id = %(network_id)s AND t.state_hash = c.state_hash
INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = t.account_id
WHERE
    c.network_id = %(network_id)s
    AND c.secret_hash = %(secret_hash)s
    AND c.expires_on > %(now)s
    AND t.browser_hash = %(browser_hash)s
    AND t.step = 'confirm'
    AND t.expires_on > %(now)s
    AND a.password_set_on = c.password_set_on
