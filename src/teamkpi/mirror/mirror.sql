-- name: network_with_ids
-- Which ids new records of a network get; this cannot be changed until the transaction ends.
SELECT n.ids_fit_32_bits FROM network AS n WHERE n.id = %(network_id)s FOR SHARE

-- name: insert_source
-- Create a network's source, unless it has one.
INSERT INTO mirror (
    network_id, kind, base_url, allows_http, sealed_credentials, businesses, share, every_seconds, most_deleted,
    is_paused, created_on
)
VALUES (
    %(network_id)s, %(kind)s, %(base_url)s, %(allows_http)s, %(sealed_credentials)s, %(businesses)s, %(share)s,
    %(every_seconds)s, %(most_deleted)s, FALSE, %(now)s
)
ON CONFLICT (network_id) DO NOTHING
RETURNING network_id

-- name: source
-- A network's source.
SELECT
    m.network_id, m.kind, m.base_url, m.allows_http, m.sealed_credentials, m.businesses, m.share, m.every_seconds,
    m.most_deleted, m.allows_local_writes, m.is_paused, m.created_on, m.last_started_on, m.last_completed_on,
    m.problem_code, m.problem, m.problem_since
FROM mirror AS m
WHERE m.network_id = %(network_id)s

-- name: update_source
-- Change what an operator decides about a source.
UPDATE mirror
SET
    sealed_credentials = %(sealed_credentials)s,
    share = %(share)s,
    every_seconds = %(every_seconds)s,
    most_deleted = %(most_deleted)s,
    allows_local_writes = %(allows_local_writes)s
WHERE network_id = %(network_id)s

-- name: pause
-- Pause or resume a source. Resuming clears its problem, because the operator has dealt with it.
UPDATE mirror
SET
    is_paused = %(is_paused)s,
    problem_code = CASE WHEN %(is_paused)s THEN problem_code END,
    problem = CASE WHEN %(is_paused)s THEN problem END,
    problem_since = CASE WHEN %(is_paused)s THEN problem_since END
WHERE network_id = %(network_id)s

-- name: make_due
-- Let the next look at this source run it at once.
UPDATE mirror SET last_started_on = NULL WHERE network_id = %(network_id)s AND NOT is_paused

-- name: retry_refused
-- Let the next run request all rejected records again, as if another version of this program had rejected them.
UPDATE mirror_refused SET program = '' WHERE network_id = %(network_id)s

-- name: delete_source
-- Delete a source with all of its state; the records stay.
DELETE FROM mirror WHERE network_id = %(network_id)s

-- name: store_sealed
-- Store credentials that were encrypted with another key.
UPDATE mirror
SET sealed_credentials = %(renewed)s
WHERE network_id = %(network_id)s AND sealed_credentials = %(sealed_credentials)s

-- name: note_start
-- Store that a run has begun.
UPDATE mirror SET last_started_on = %(now)s WHERE network_id = %(network_id)s

-- name: note_end
-- Store that a run has ended, and its problem if it had one.
UPDATE mirror
SET
    last_completed_on = CASE WHEN %(code)s::text IS NULL THEN %(now)s ELSE last_completed_on END,
    problem_since = CASE WHEN %(code)s::text IS NOT NULL THEN coalesce(problem_since, %(now)s) END,
    problem_code = %(code)s,
    problem = %(problem)s
WHERE network_id = %(network_id)s
RETURNING problem_since

-- name: add_entity
-- Start tracking a kind of record.
INSERT INTO mirror_entity (network_id, entity) VALUES (%(network_id)s, %(entity)s)
ON CONFLICT (network_id, entity) DO NOTHING

-- name: progress
-- The progress of a kind of record. A part of the statements below.
e.entity, e.left_out, e.walk_purpose, e.walk_since, e.walk_started_on, e.walk_next_id, e.walk_page, e.walk_seen,
e.walk_total, e.walk_is_whole, e.loaded_on, e.followed_to, e.audited_to, e.swept_on, e.there_count, e.here_count,
e.newest_version, e.tested_on, e.filters_by_version, e.filters_by_id, e.ascending, e.gives_several,
e.left_out_fields

-- name: entities
-- The progress of every kind of record.
SELECT {progress}
FROM mirror_entity AS e
WHERE e.network_id = %(network_id)s

-- name: entities_of_several
-- The progress of every kind of record of several networks, and how many of its records were rejected or wait for an
-- operator's decision.
SELECT e.network_id, {progress}, refused.refused, missing.missing
FROM unnest(%(network_ids)s::bigint[]) AS asked (network_id)
INNER JOIN mirror_entity AS e ON e.network_id = asked.network_id
CROSS JOIN LATERAL (
    SELECT count(*) AS refused
    FROM mirror_refused AS r
    WHERE r.network_id = asked.network_id AND r.entity = e.entity
) AS refused
CROSS JOIN LATERAL (
    SELECT count(*) AS missing
    FROM mirror_missing AS m
    WHERE m.network_id = asked.network_id AND m.entity = e.entity AND m.is_waiting
) AS missing

-- name: store_walk
-- Store the progress of a listing, or clear it when none is under way.
UPDATE mirror_entity
SET
    walk_purpose = %(purpose)s,
    walk_since = %(since)s,
    walk_started_on = %(started_on)s,
    walk_next_id = %(next_id)s,
    walk_page = %(page)s,
    walk_seen = %(seen)s,
    walk_total = %(total)s,
    walk_is_whole = %(is_whole)s
WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: note_newest
-- Store the newest version received.
UPDATE mirror_entity
SET newest_version = greatest(newest_version, %(newest)s)
WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: end_walk
-- Store the result of a finished listing. What is deleted after the first complete one began is in the audit trail.
UPDATE mirror_entity
SET
    followed_to = greatest(followed_to, %(followed_to)s),
    audited_to = coalesce(audited_to, CASE WHEN %(is_all)s THEN %(followed_to)s::timestamptz END),
    loaded_on = CASE WHEN %(is_all)s THEN coalesce(loaded_on, %(now)s) ELSE loaded_on END,
    swept_on = CASE WHEN %(is_all)s THEN %(now)s ELSE swept_on END,
    there_count = coalesce(%(there_count)s, there_count),
    here_count = coalesce(%(here_count)s, here_count)
WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: note_counts
-- Store the numbers of records at the source and here.
UPDATE mirror_entity
SET there_count = %(there_count)s, here_count = %(here_count)s
WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: note_audited
-- Store the instant up to which deletions were read from the audit trail.
UPDATE mirror_entity
SET audited_to = greatest(audited_to, %(audited_to)s)
WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: note_left_out
-- Store which role is missing for a kind of record; NULL if none is.
UPDATE mirror_entity SET left_out = %(left_out)s WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: store_filters
-- Store which filters the service applies.
UPDATE mirror_entity
SET
    tested_on = %(now)s,
    filters_by_version = %(by_version)s,
    filters_by_id = %(by_id)s,
    ascending = %(ascending)s,
    gives_several = %(gives_several)s,
    left_out_fields = %(left_out)s
WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: keep_refused
-- Remember which record was rejected, and why.
INSERT INTO mirror_refused AS r (network_id, entity, record_id, version, reason, program, first_on, last_on)
VALUES (%(network_id)s, %(entity)s, %(record_id)s, %(version)s, %(reason)s, %(program)s, %(now)s, %(now)s)
ON CONFLICT (network_id, entity, record_id) DO UPDATE SET
    version = excluded.version, reason = excluded.reason, program = excluded.program, last_on = excluded.last_on

-- name: forget_refused
-- Forget that records were rejected.
DELETE FROM mirror_refused
WHERE network_id = %(network_id)s AND entity = %(entity)s AND record_id = ANY(%(ids)s::bigint[])

-- name: refused
-- The rejected records.
SELECT r.entity, r.record_id, r.version, r.reason, r.first_on, r.last_on
FROM mirror_refused AS r
WHERE r.network_id = %(network_id)s
ORDER BY r.entity, r.record_id
LIMIT %(most)s

-- name: refused_by_others
-- The records of a kind that another version of this program rejected.
SELECT r.record_id
FROM mirror_refused AS r
WHERE r.network_id = %(network_id)s AND r.entity = %(entity)s AND r.program <> %(program)s
ORDER BY r.record_id

-- name: keep_candidates
-- Remember records that a listing did not contain.
INSERT INTO mirror_missing (network_id, entity, record_id, found_on, is_waiting, is_confirmed)
SELECT %(network_id)s, %(entity)s, one.id, %(now)s, FALSE, FALSE
FROM unnest(%(ids)s::bigint[]) AS one (id)
ON CONFLICT (network_id, entity, record_id) DO NOTHING

-- name: forget_candidates
-- Forget the missing records found so far by a listing that is abandoned or starts over.
DELETE FROM mirror_missing WHERE network_id = %(network_id)s AND entity = %(entity)s AND NOT is_waiting

-- name: forget_missing
-- Forget that records are missing.
DELETE FROM mirror_missing
WHERE network_id = %(network_id)s AND entity = %(entity)s AND record_id = ANY(%(ids)s::bigint[])

-- name: missing_from
-- The next missing records of a kind, by id, up to a limit.
SELECT m.record_id
FROM mirror_missing AS m
WHERE
    m.network_id = %(network_id)s AND m.entity = %(entity)s AND m.record_id > %(after)s
    AND (NOT %(only_confirmed)s OR m.is_confirmed)
ORDER BY m.record_id
LIMIT %(most)s

-- name: await_word
-- Hold the missing records of a kind for an operator's decision.
UPDATE mirror_missing SET is_waiting = TRUE WHERE network_id = %(network_id)s AND entity = %(entity)s

-- name: missing_count
-- The number of missing records of a kind.
SELECT count(*) FROM mirror_missing AS m WHERE m.network_id = %(network_id)s AND m.entity = %(entity)s

-- name: confirm
-- Confirm the deletion of missing records.
UPDATE mirror_missing
SET is_confirmed = TRUE
WHERE
    network_id = %(network_id)s AND is_waiting AND (%(entity)s::text IS NULL OR entity = %(entity)s)

-- name: lease
-- Take the lease to run a network's mirror, until this session ends; FALSE if another process has it.
SELECT pg_try_advisory_lock(%(lock_class)s, %(network_key)s::integer)

-- name: release
-- Release the lease.
SELECT pg_advisory_unlock(%(lock_class)s, %(network_key)s::integer)

-- name: copied_to
-- The instant, by the source's clock, up to which the copy of a network is complete; NULL until every kind of record was
-- copied once. A part of the statements below, over the kinds of records of one network.
CASE
    WHEN
        count(*) = %(kinds)s
        AND count(*) = count(*) FILTER (WHERE e.followed_to IS NOT NULL OR e.left_out IS NOT NULL)
        THEN min(e.followed_to) FILTER (WHERE e.left_out IS NULL)
END

-- name: ages
-- For every mirror: its network, its problem, whether it is paused, and up to when its copy is complete.
SELECT n.id, n.name, m.problem_code, m.problem_since, m.is_paused, copied.copied_to
FROM network AS n
INNER JOIN mirror AS m ON m.network_id = n.id
LEFT JOIN (
    SELECT e.network_id, {copied_to} AS copied_to
    FROM mirror_entity AS e
    GROUP BY e.network_id
) AS copied ON copied.network_id = n.id
ORDER BY n.name

-- name: age_of_network
-- Up to when a network's copy is complete. No row if there is no mirror.
SELECT (SELECT {copied_to} FROM mirror_entity AS e WHERE e.network_id = %(network_id)s) AS copied_to
FROM mirror AS m
WHERE m.network_id = %(network_id)s
