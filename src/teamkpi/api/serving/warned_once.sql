-- name: note_proxy
-- X-Forwarded-For came from an address that the settings do not name.
INSERT INTO untrusted_proxy (address, first_seen_on, last_seen_on)
VALUES (%(subject)s, %(now)s, %(now)s)
ON CONFLICT (address) DO UPDATE SET last_seen_on = greatest(untrusted_proxy.last_seen_on, excluded.last_seen_on)

-- name: forget_proxies
-- Keep those that are not too old, and of these the newest.
DELETE FROM untrusted_proxy AS p
WHERE p.address NOT IN (
    SELECT kept.address
    FROM untrusted_proxy AS kept
    WHERE kept.last_seen_on > %(since)s
    ORDER BY kept.last_seen_on DESC, kept.address
    LIMIT %(most)s
)

-- name: note_plain_sign_in
-- Somebody signed in over http at a host.
INSERT INTO plain_sign_in (host, first_seen_on, last_seen_on)
VALUES (%(subject)s, %(now)s, %(now)s)
ON CONFLICT (host) DO UPDATE SET last_seen_on = greatest(plain_sign_in.last_seen_on, excluded.last_seen_on)

-- name: forget_plain_sign_ins
-- Keep those that are not too old, and of these the newest.
DELETE FROM plain_sign_in AS s
WHERE s.host NOT IN (
    SELECT kept.host
    FROM plain_sign_in AS kept
    WHERE kept.last_seen_on > %(since)s
    ORDER BY kept.last_seen_on DESC, kept.host
    LIMIT %(most)s
)
