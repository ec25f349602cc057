-- name: sequences
-- The last number that each sequence has given; those that have given none are left out.
SELECT s.sequencename::text AS name, s.last_value
FROM pg_sequences AS s
INNER JOIN pg_class AS n ON n.oid = to_regclass('network')
INNER JOIN pg_namespace AS p ON p.oid = n.relnamespace AND p.nspname = s.schemaname
WHERE s.last_value IS NOT NULL AND s.sequencename NOT LIKE '%yoyo%'
ORDER BY s.sequencename COLLATE "C"

-- name: go_on_from
-- Let a sequence go on from the last number that it gave where the backup was made.
SELECT setval(quote_ident(%(name)s)::regclass, %(last_value)s)

-- name: keep_migrations_out
-- Keep migrations from changing the schema while it is read; the session's end lets them go on.
SELECT pg_advisory_lock_shared(%(migration)s)

-- name: remove_first_network
-- Remove the network that a new database begins with, so that those of the backup can take its place.
DELETE FROM network

-- name: note_verified
-- Remember when the newest backup was made that was verified.
INSERT INTO verified_backup (is_newest, made_on, verified_on, bytes)
VALUES (TRUE, %(made_on)s, %(verified_on)s, %(bytes)s)
ON CONFLICT (is_newest) DO UPDATE
    SET made_on = excluded.made_on, verified_on = excluded.verified_on, bytes = excluded.bytes
    WHERE verified_backup.made_on < excluded.made_on

-- name: last_verified
-- When the newest verified backup was made, and when it was verified; no row when there is none.
SELECT made_on, verified_on FROM verified_backup
