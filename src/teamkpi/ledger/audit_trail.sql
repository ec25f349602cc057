-- name: insert_entries
-- Note what was changed and by whom, in the order given. The records are locked by who calls this. All of it comes as one
-- JSON text, which costs the client a fraction of what arrays cost. The ids are made of the time of the database: eight
-- for each 131,072nd of a second since 2020, one for each of eight sessions, and one such step for each entry. If another
-- session has one of them, that entry is left out. See docs/decisions/0080-ids-without-triggers.md.
INSERT INTO audit_entry (
    network_id, id, created_on, action_by, door, address, account_id, key_id, request_id,
    entity_short_name, entity_id, audit_type, version, changes
)
SELECT
    %(network_id)s,
    (SELECT floor((extract(EPOCH FROM clock_timestamp()) - 1577836800) * 131072)::bigint * 8 + pg_backend_pid() %% 8)
    + 8 * (one.place - 1),
    %(now)s, one.action_by, one.door, one.address, one.account_id, one.key_id, one.request_id,
    one.entity, one.record_id, one.audit_type, one.version, one.changes
FROM ROWS FROM (
    json_to_recordset(%(entries)s::json) AS (
        action_by text, door text, address text, account_id bigint, key_id bigint, request_id text,
        entity text, record_id bigint, audit_type smallint, version timestamptz, changes json
    )
) WITH ORDINALITY AS one (
    action_by, door, address, account_id, key_id, request_id,
    entity, record_id, audit_type, version, changes, place
)
ORDER BY one.place
ON CONFLICT (network_id, id) DO NOTHING
RETURNING id

-- name: take_back
-- Delete entries that this transaction has written.
DELETE FROM audit_entry AS e WHERE e.network_id = %(network_id)s AND e.id = ANY (%(ids)s::bigint[])

-- name: prune
-- Delete some of the rows from before an instant, the oldest first. Those that another transaction is changing are
-- skipped.
DELETE FROM audit_entry AS e
WHERE
    e.network_id = %(network_id)s
    AND e.id = ANY (ARRAY(
        SELECT old.id
        FROM audit_entry AS old
        WHERE old.network_id = %(network_id)s AND old.created_on < %(before)s
        ORDER BY old.created_on
        LIMIT %(at_once)s
        FOR UPDATE SKIP LOCKED
    ))
