-- name: insert_entries
-- Note what one author changed, in the order given. The records are locked by who calls this.
INSERT INTO audit_entry (
    network_id, created_on, action_by, door, address, account_id, key_id, request_id,
    entity_short_name, entity_id, audit_type, version, changes
)
SELECT
    %(network_id)s, %(now)s, %(action_by)s, %(door)s, %(address)s, %(account_id)s, %(key_id)s, %(request_id)s,
    %(entity)s, one.record_id, one.audit_type, one.version, one.changes::json
FROM unnest(
    %(record_ids)s::bigint[], %(audit_types)s::smallint[], %(versions)s::timestamptz[], %(changes)s::text[]
) WITH ORDINALITY AS one (record_id, audit_type, version, changes, place)
ORDER BY one.place

-- name: prune
-- Delete some of the rows from before an instant, the oldest first.
DELETE FROM audit_entry AS e
WHERE
    e.network_id = %(network_id)s
    AND e.id = ANY (ARRAY(
        SELECT old.id
        FROM audit_entry AS old
        WHERE old.network_id = %(network_id)s AND old.created_on < %(before)s
        ORDER BY old.created_on
        LIMIT %(at_once)s
    ))
