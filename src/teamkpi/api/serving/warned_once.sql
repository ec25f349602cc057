-- name: note
-- X-Forwarded-For came from an address that the settings do not name, or somebody signed in over http at a host.
INSERT INTO untrusted_proxy (address, first_seen_on, last_seen_on)
VALUES (%(subject)s, %(now)s, %(now)s)
ON CONFLICT (address) DO UPDATE SET last_seen_on = greatest(untrusted_proxy.last_seen_on, excluded.last_seen_on)

-- name: forget
-- Keep what is not too old, and of that the newest so many of each kind. A host has the prefix, an address of a proxy
-- has not.
DELETE FROM untrusted_proxy AS p
WHERE
    starts_with(p.address, %(prefix)s) = %(has_prefix)s
    AND p.address NOT IN (
        SELECT kept.address
        FROM untrusted_proxy AS kept
        WHERE starts_with(kept.address, %(prefix)s) = %(has_prefix)s AND kept.last_seen_on > %(since)s
        ORDER BY kept.last_seen_on DESC, kept.address
        LIMIT %(most)s
    )
