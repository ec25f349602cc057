-- name: write_message
-- A message to send, if the network sends mail, and such mail.
INSERT INTO outbox_message
(
    network_id, id, kind, email, account_id, language, written_on, due_on, expires_on, tries, look_id, link_id,
    report_team_id, report_from
)
SELECT
    %(network_id)s,
    %(id)s,
    %(kind)s,
    %(email)s,
    %(account_id)s,
    coalesce(%(language)s::text, s.language),
    %(now)s,
    %(now)s,
    %(expires_on)s,
    0,
    %(look_id)s::uuid,
    %(link_id)s::bigint,
    %(report_team_id)s::bigint,
    %(report_from)s::date
FROM mail_sender AS s
WHERE s.network_id = %(network_id)s AND (s.tells_sign_ins OR NOT %(is_about_sign_in)s)

-- name: due
-- The messages of a network that can be tried now, oldest first.
SELECT
    m.id, m.kind, m.email, m.account_id, m.language, m.written_on, m.expires_on, m.tries, m.look_id, m.link_id,
    m.report_team_id, m.report_from
FROM outbox_message AS m
WHERE m.network_id = %(network_id)s AND m.ended_on IS NULL AND m.due_on <= %(now)s
ORDER BY m.due_on, m.id
LIMIT %(most)s

-- name: end_message
-- A message that is not tried again, and how it ended.
UPDATE outbox_message AS m
SET ended_on = %(now)s, outcome = %(outcome)s, tries = m.tries + %(tries)s
WHERE m.network_id = %(network_id)s AND m.id = %(id)s AND m.ended_on IS NULL

-- name: postpone
-- When to try a message again, and why it could not be sent.
UPDATE outbox_message AS m
SET due_on = %(due_on)s, outcome = %(outcome)s, tries = m.tries + 1
WHERE m.network_id = %(network_id)s AND m.id = %(id)s AND m.ended_on IS NULL

-- name: retry
-- Let a message that was not sent be tried at once, with its id.
UPDATE outbox_message AS m
SET
    due_on = %(now)s, ended_on = NULL
WHERE
    m.network_id = %(network_id)s
    AND m.id = %(id)s
    AND m.expires_on > %(now)s
    AND m.outcome IS DISTINCT FROM 'sent'
RETURNING m.email

-- name: messages
-- The newest messages of a network that were not sent, or all.
SELECT m.id, m.kind, m.email, m.written_on, m.due_on, m.expires_on, m.tries, m.outcome, m.ended_on
FROM outbox_message AS m
WHERE m.network_id = %(network_id)s AND (%(has_sent)s OR m.outcome IS DISTINCT FROM 'sent')
ORDER BY m.written_on DESC, m.id
LIMIT %(most)s

-- name: delete_message
-- Delete a message that is not needed.
DELETE FROM outbox_message AS m WHERE m.network_id = %(network_id)s AND m.id = %(id)s

-- name: set_link
-- The link that a message is about.
UPDATE outbox_message AS m SET link_id = %(link_id)s WHERE m.network_id = %(network_id)s AND m.id = %(id)s

-- name: delete_of_link
-- Delete what waits to be sent about a link.
DELETE FROM outbox_message AS m
WHERE m.network_id = %(network_id)s AND m.link_id = %(link_id)s AND m.ended_on IS NULL

-- name: delete_ended
-- Delete messages that ended long ago.
DELETE FROM outbox_message AS m WHERE m.network_id = %(network_id)s AND m.ended_on < %(before)s

-- name: sender
-- How a network presents itself in mail, if it sends any.
SELECT s.sender, s.reply_to, s.web_address, s.language, s.tells_sign_ins
FROM mail_sender AS s
WHERE s.network_id = %(network_id)s

-- name: set_sender
-- How a network presents itself in mail.
INSERT INTO mail_sender AS s (network_id, sender, reply_to, web_address, language, tells_sign_ins)
VALUES (%(network_id)s, %(sender)s, %(reply_to)s, %(web_address)s, %(language)s, %(tells_sign_ins)s)
ON CONFLICT (network_id) DO UPDATE
SET
    sender = excluded.sender,
    reply_to = excluded.reply_to,
    web_address = excluded.web_address,
    language = excluded.language,
    tells_sign_ins = excluded.tells_sign_ins

-- name: remove_sender
-- Send no more mail for a network; messages that wait are deleted.
WITH waiting AS (
    DELETE FROM outbox_message AS m WHERE m.network_id = %(network_id)s AND m.ended_on IS NULL
)
DELETE FROM mail_sender AS s WHERE s.network_id = %(network_id)s RETURNING s.network_id

-- name: lease
-- Take the right to send a network's messages, until this session ends; FALSE: another process has it.
SELECT pg_try_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: release
-- Give the right back.
SELECT pg_advisory_unlock(%(lock_class)s, %(network_key)s::integer)
