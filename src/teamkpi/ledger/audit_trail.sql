-- name: insert_entries
-- Note what was changed and by whom, in the order given. The records are locked by who calls this. All of it comes as one
-- JSON text, which costs the client a fraction of what arrays cost.
INSERT INTO audit_entry (
    network_id, created_on, action_by, door, address, account_id, key_id, request_id,
    entity_short_name, entity_id, audit_type, version, changes
)
SELECT
    %(network_id)s, %(now)s, one.action_by, one.door, one.address, one.account_id, one.key_id, one.request_id,
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
