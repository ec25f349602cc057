-- name: subjects
-- What guesses at an e-mail, from an address, and at the account from that address are counted under, and whether the
-- account's password was verified at that address of late. The e-mail comes folded.
WITH asked AS (
    SELECT
        sha256(keyed.key || convert_to('account ' || %(email_folded)s::text, 'UTF8')) AS account,
        sha256(keyed.key || convert_to('address ' || %(address)s::text, 'UTF8')) AS address,
        sha256(
            keyed.key || convert_to('known ' || %(account_id)s::bigint || ' ' || %(address)s::text, 'UTF8')
        ) AS at_address
    FROM (SELECT %(pepper)s::bytea || n.guess_key AS key FROM network AS n WHERE n.id = %(network_id)s) AS keyed
)
SELECT
    asked.account,
    asked.address,
    asked.at_address,
    EXISTS (
        SELECT FROM known_address AS k
        WHERE
            k.network_id = %(network_id)s
            AND k.account_id = %(account_id)s
            AND k.address = asked.at_address
            AND k.expires_on > %(now)s
    ) AS is_known
FROM asked

-- name: address_is_new
-- The e-mail of an account that is used at an address where it was not used lately, but elsewhere.
SELECT a.email
FROM account AS a
WHERE
    a.network_id = %(network_id)s
    AND a.id = %(account_id)s
    AND EXISTS (
        SELECT FROM known_address AS k
        WHERE k.network_id = %(network_id)s AND k.account_id = a.id AND k.expires_on > %(now)s
    )
    AND NOT EXISTS (
        SELECT FROM known_address AS k
        WHERE
            k.network_id = %(network_id)s
            AND k.account_id = a.id
            AND k.address = %(address)s
            AND k.expires_on > %(now)s
    )

-- name: know_address
-- An account's password was verified at this address.
INSERT INTO known_address (network_id, account_id, address, verified_on, expires_on)
VALUES (%(network_id)s, %(account_id)s, %(address)s, %(now)s, %(expires_on)s)
ON CONFLICT (network_id, account_id, address) DO UPDATE
SET verified_on = excluded.verified_on, expires_on = excluded.expires_on

-- name: forget_addresses
-- Keep those addresses of a locked account that hold still, and no more than the last so many.
DELETE FROM known_address AS k
WHERE
    k.network_id = %(network_id)s
    AND k.account_id = %(account_id)s
    AND k.address NOT IN (
        SELECT kept.address
        FROM known_address AS kept
        WHERE kept.network_id = %(network_id)s AND kept.account_id = %(account_id)s AND kept.expires_on > %(now)s
        ORDER BY kept.verified_on DESC, kept.address
        LIMIT %(most)s
    )

-- name: delete_expired_addresses
-- Clear away addresses where accounts were verified long ago.
DELETE FROM known_address WHERE network_id = %(network_id)s AND expires_on <= %(now)s

-- name: forget_known_addresses
-- Delete some of the addresses where accounts were last verified before an instant.
DELETE FROM known_address AS k
USING (
    SELECT old.account_id, old.address
    FROM known_address AS old
    WHERE old.network_id = %(network_id)s AND old.verified_on < %(before)s
    LIMIT %(at_once)s
    FOR UPDATE SKIP LOCKED
) AS found
WHERE k.network_id = %(network_id)s AND k.account_id = found.account_id AND k.address = found.address

-- name: forget_last_sign_ins
-- Forget when some accounts last signed in, if that was before an instant.
UPDATE account AS a
SET last_sign_in_on = NULL
WHERE
    a.network_id = %(network_id)s
    AND a.id = ANY (ARRAY(
        SELECT old.id
        FROM account AS old
        WHERE old.network_id = %(network_id)s AND old.last_sign_in_on < %(before)s
        LIMIT %(at_once)s
        FOR NO KEY UPDATE SKIP LOCKED
    ))

-- name: forget_earlier_sign_ins
-- Forget when the holders of some sign-ins had signed in before, if that was before an instant.
UPDATE sign_in AS s
SET earlier_on = NULL
WHERE
    s.network_id = %(network_id)s
    AND s.id = ANY (ARRAY(
        SELECT old.id
        FROM sign_in AS old
        WHERE old.network_id = %(network_id)s AND old.earlier_on < %(before)s
        LIMIT %(at_once)s
        FOR NO KEY UPDATE SKIP LOCKED
    ))

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
