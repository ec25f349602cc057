-- name: forget
-- Delete what is older than a report is kept.
DELETE FROM staged_import AS s WHERE s.network_id = %(network_id)s AND s.created_on < %(reports_since)s

-- name: forget_contents
-- Delete the contents of files that are older than a file is kept.
DELETE FROM staged_part AS p
USING staged_import AS s
WHERE
    s.network_id = %(network_id)s
    AND p.network_id = %(network_id)s
    AND p.import_id = s.id
    AND s.created_on <= %(files_since)s

-- name: kept
-- How many files are kept: of one owner, of all, and the bytes of all.
SELECT
    count(*) FILTER (
        WHERE s.account_id IS NOT DISTINCT FROM %(account_id)s::bigint AND s.key_id IS NOT DISTINCT FROM %(key_id)s::bigint
    ) AS own,
    count(*) AS all_files,
    coalesce(sum(s.size), 0)::bigint AS bytes
FROM staged_import AS s
WHERE s.network_id = %(network_id)s AND s.created_on > %(files_since)s

-- name: lock_network
-- Let whoever adds a file wait for the one before.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR NO KEY UPDATE

-- name: add
-- Add a file under the next number.
INSERT INTO staged_import AS s (network_id, id, account_id, key_id, name, size, created_on, is_made_up)
SELECT
    %(network_id)s,
    coalesce(max(o.id), 0) + 1,
    %(account_id)s,
    %(key_id)s,
    %(name)s,
    %(size)s,
    %(now)s,
    %(is_made_up)s
FROM staged_import AS o
WHERE o.network_id = %(network_id)s
RETURNING s.id

-- name: staged
-- The files of an owner, latest first, without reports; or one of them. Includes the number of bytes received.
SELECT
    s.id,
    s.name,
    s.size,
    s.created_on,
    coalesce((
        SELECT sum(length(p.content)) FROM staged_part AS p
        WHERE p.network_id = %(network_id)s AND p.import_id = s.id
    ), 0)::bigint AS received,
    s.run,
    s.bytes_read,
    s.started_on,
    s.ended_on,
    CASE WHEN %(id)s::bigint IS NOT NULL THEN s.report::text END AS report,
    CASE WHEN %(id)s::bigint IS NOT NULL THEN s.preview::text END AS preview,
    coalesce((s.report ->> 'is_stored')::boolean, FALSE) AS is_stored,
    s.problem,
    s.rejected IS NOT NULL AS has_rejected,
    s.options::text,
    s.is_made_up
FROM staged_import AS s
WHERE
    s.network_id = %(network_id)s
    AND s.account_id IS NOT DISTINCT FROM %(account_id)s::bigint
    AND s.key_id IS NOT DISTINCT FROM %(key_id)s::bigint
    AND (%(id)s::bigint IS NULL OR s.id = %(id)s)
ORDER BY s.id DESC
LIMIT 50

-- name: put_part
-- Store a part of a file, or store it again.
INSERT INTO staged_part AS p (network_id, import_id, part, content)
VALUES (%(network_id)s, %(id)s, %(part)s, %(content)s)
ON CONFLICT (network_id, import_id, part) DO UPDATE SET content = excluded.content

-- name: parts
-- The parts of a file, in order.
SELECT p.content FROM staged_part AS p
WHERE p.network_id = %(network_id)s AND p.import_id = %(id)s
ORDER BY p.part

-- name: take
-- Hold a file for as long as this session reads it; FALSE: it is being read.
SELECT pg_try_advisory_lock(%(lock_class)s, %(file_key)s::integer)

-- name: begin
-- Note that a run has begun.
UPDATE staged_import AS s
SET
    run = %(run)s,
    options = %(options)s::json,
    bytes_read = 0,
    started_on = %(now)s,
    ended_on = NULL,
    report = NULL,
    preview = NULL,
    problem = NULL,
    rejected = NULL
WHERE s.network_id = %(network_id)s AND s.id = %(id)s

-- name: progress
-- Note how far a file is read.
UPDATE staged_import AS s SET bytes_read = %(bytes_read)s WHERE s.network_id = %(network_id)s AND s.id = %(id)s

-- name: note_options
-- Note how a file is read after all.
UPDATE staged_import AS s SET options = %(options)s::json WHERE s.network_id = %(network_id)s AND s.id = %(id)s

-- name: end
-- Note what came of a run.
UPDATE staged_import AS s
SET
    ended_on = %(now)s,
    report = %(report)s::json,
    preview = %(preview)s::json,
    problem = %(problem)s,
    rejected = %(rejected)s,
    headings = %(headings)s
WHERE s.network_id = %(network_id)s AND s.id = %(id)s

-- name: rejected
-- The file of the rejected rows.
SELECT s.rejected FROM staged_import AS s WHERE s.network_id = %(network_id)s AND s.id = %(id)s

-- name: remembered
-- How the last file of this owner with the same headings was read when it was imported.
SELECT s.options::text FROM staged_import AS s
WHERE
    s.network_id = %(network_id)s
    AND s.account_id IS NOT DISTINCT FROM %(account_id)s::bigint
    AND s.key_id IS NOT DISTINCT FROM %(key_id)s::bigint
    AND s.headings = %(headings)s
    AND s.run = 'import'
    AND s.ended_on IS NOT NULL
    AND s.problem IS NULL
ORDER BY s.id DESC
LIMIT 1

-- name: delete
-- Delete a file, and what came of it.
DELETE FROM staged_import AS s WHERE s.network_id = %(network_id)s AND s.id = %(id)s
