-- name: subjects
-- What guesses at an e-mail, from an address, and at the e-mail from that address are counted under, and whether its
-- holder has signed in from there of late. The e-mail comes folded.
WITH asked AS (
    SELECT
        sha256(convert_to('account ' || %(email_folded)s::text, 'UTF8')) AS account,
        sha256(convert_to('address ' || %(address)s::text, 'UTF8')) AS address,
        sha256(convert_to('known ' || %(address)s::text || ' ' || %(email_folded)s::text, 'UTF8')) AS known
)
SELECT
    asked.account,
    asked.address,
    asked.known,
    EXISTS (
        SELECT FROM guess_count AS g
        WHERE g.network_id = %(network_id)s AND g.subject = asked.known AND g.expires_on > %(now)s
    ) AS is_known
FROM asked

-- name: lock_counts
-- Keep everybody else from counting for these subjects until this transaction ends; always in the same order, so that
-- nobody waits in a circle.
INSERT INTO guess_count (network_id, subject, failures, counted_on, expires_on)
SELECT %(network_id)s, one.subject, 0, %(now)s, %(now)s
FROM unnest(%(subjects)s::bytea[]) AS one (subject)
ORDER BY one.subject
ON CONFLICT (network_id, subject) DO UPDATE SET failures = guess_count.failures
RETURNING subject, failures, counted_on, blocked_until, expires_on

-- name: store_count
-- A count as it is now.
UPDATE guess_count
SET
    failures = %(failures)s,
    counted_on = %(counted_on)s,
    blocked_until = %(blocked_until)s,
    expires_on = %(expires_on)s
WHERE network_id = %(network_id)s AND subject = %(subject)s

-- name: delete_some_expired
-- Clear away counts that mean nothing any more: some with each attempt, more than an attempt adds. Those that somebody
-- works on are left to the next.
DELETE FROM guess_count AS g
WHERE
    g.network_id = %(network_id)s
    AND g.subject = ANY (ARRAY(
        SELECT old.subject
        FROM guess_count AS old
        WHERE old.network_id = %(network_id)s AND old.expires_on <= %(now)s
        ORDER BY old.expires_on
        LIMIT 10
        FOR UPDATE SKIP LOCKED
    ))

-- name: delete_expired
-- Clear away all counts that mean nothing any more.
DELETE FROM guess_count AS g
WHERE
    g.network_id = %(network_id)s
    AND g.subject = ANY (ARRAY(
        SELECT old.subject
        FROM guess_count AS old
        WHERE old.network_id = %(network_id)s AND old.expires_on <= %(now)s
        FOR UPDATE SKIP LOCKED
    ))
