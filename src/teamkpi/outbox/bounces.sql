-- name: note_report
-- Note that a report was received; no row if it was received before.
INSERT INTO mail_bounce_report (network_id, digest, received_on)
VALUES (%(network_id)s, %(digest)s, %(now)s)
ON CONFLICT (network_id, digest) DO NOTHING
RETURNING TRUE AS is_new

-- name: note_bounce
-- Note that mail to an address came back, if an account or an invitation has the address.
INSERT INTO mail_bounce AS b (network_id, email_folded, email, bounced_on, code)
SELECT %(network_id)s, %(email_folded)s, found.email, %(now)s, %(code)s
FROM (
    SELECT a.email FROM account AS a WHERE a.network_id = %(network_id)s AND a.email_folded = %(email_folded)s
    UNION ALL
    SELECT l.email FROM account_link AS l WHERE l.network_id = %(network_id)s AND l.email_folded = %(email_folded)s
    UNION ALL
    SELECT i.email FROM invitation AS i
    WHERE i.network_id = %(network_id)s AND i.email_folded = %(email_folded)s AND i.state = 'open'
) AS found
LIMIT 1
ON CONFLICT (network_id, email_folded) DO UPDATE SET bounced_on = excluded.bounced_on, code = excluded.code

-- name: mark_message
-- The message that came back: the one with an id, if it was sent to the address, or the last one that was.
UPDATE outbox_message AS m
SET outcome = %(outcome)s
WHERE
    m.network_id = %(network_id)s
    AND m.id = (
        SELECT sent.id
        FROM outbox_message AS sent
        LEFT JOIN account AS a ON a.network_id = %(network_id)s AND a.id = sent.account_id
        LEFT JOIN account_link AS l ON l.network_id = %(network_id)s AND l.id = sent.link_id
        WHERE
            sent.network_id = %(network_id)s
            AND sent.outcome = 'sent'
            AND (%(message_id)s::uuid IS NULL OR sent.id = %(message_id)s)
            AND (
                sent.email = %(email)s
                OR a.email = sent.email AND a.email_folded = %(email_folded)s
                OR l.email = sent.email AND l.email_folded = %(email_folded)s
            )
        ORDER BY sent.ended_on DESC, sent.id
        LIMIT 1
    )

-- name: end_waiting
-- End messages of some kinds that wait to be sent to the account with an address.
UPDATE outbox_message AS m
SET ended_on = %(now)s, outcome = %(outcome)s
FROM account AS a
WHERE
    m.network_id = %(network_id)s
    AND a.network_id = %(network_id)s
    AND a.email_folded = %(email_folded)s
    AND m.account_id = a.id
    AND m.ended_on IS NULL
    AND m.kind = ANY (%(kinds)s)

-- name: clear
-- Send mail to an address again.
DELETE FROM mail_bounce AS b
WHERE b.network_id = %(network_id)s AND b.email_folded = %(email_folded)s
RETURNING b.email

-- name: bounced_on
-- When mail to an address came back; no row if none did.
SELECT b.bounced_on FROM mail_bounce AS b
WHERE b.network_id = %(network_id)s AND b.email_folded = %(email_folded)s

-- name: all_bounces
-- The addresses that mail came back from, the latest first.
SELECT b.email, b.bounced_on, b.code
FROM mail_bounce AS b
WHERE b.network_id = %(network_id)s
ORDER BY b.bounced_on DESC, b.email
LIMIT %(most)s

-- name: delete_reports
-- Delete what is known of reports that arrived long ago.
DELETE FROM mail_bounce_report AS r WHERE r.network_id = %(network_id)s AND r.received_on < %(before)s

-- name: delete_unused
-- Delete bounces of addresses that no account and no invitation has any more.
DELETE FROM mail_bounce AS b
WHERE
    b.network_id = %(network_id)s
    AND NOT EXISTS (
        SELECT FROM account AS a WHERE a.network_id = %(network_id)s AND a.email_folded = b.email_folded
    )
    AND NOT EXISTS (
        SELECT FROM account_link AS l WHERE l.network_id = %(network_id)s AND l.email_folded = b.email_folded
    )
    AND NOT EXISTS (
        SELECT FROM invitation AS i
        WHERE i.network_id = %(network_id)s AND i.email_folded = b.email_folded AND i.state = 'open'
    )
