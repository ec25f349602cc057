-- name: insert_entries
-- Note who looked at what. An answer about a whole team shows the members that it has now. An entry that was stored
-- before, by an attempt whose end is not known, stays as it is.
INSERT INTO reader_entry (
    network_id, read_on, id, call, account_id, key_id, team_id, coworker_ids, address, request_id
)
SELECT
    %(network_id)s,
    one.read_on, one.id, one.call, one.account_id, one.key_id, one.team_id,
    CASE
        WHEN one.team_id IS NULL OR cardinality(one.coworker_ids) > 0 THEN one.coworker_ids
        ELSE coalesce(t.team_members, ARRAY[]::bigint[])
    END,
    one.address, one.request_id
FROM json_to_recordset(%(entries)s::json) AS one (
    read_on timestamptz, id uuid, call text, account_id bigint, key_id bigint, team_id bigint,
    coworker_ids bigint[], address text, request_id text
)
LEFT JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = one.team_id
ON CONFLICT (network_id, read_on, id) DO NOTHING

-- name: forget
-- Delete the oldest entries of a network from before an instant, except those that another transaction is changing.
DELETE FROM reader_entry AS r
WHERE r.network_id = %(network_id)s AND (r.read_on, r.id) IN (
    SELECT old.read_on, old.id
    FROM reader_entry AS old
    WHERE old.network_id = %(network_id)s AND old.read_on < %(before)s
    ORDER BY old.read_on, old.id
    LIMIT %(at_once)s
    FOR UPDATE SKIP LOCKED
)

-- name: listed
-- Who looked at whose figures, the latest first: of everybody, or of one coworker, one team, or by one account.
SELECT
    r.read_on, a.email, k.name AS key_name, r.account_id, r.key_id, r.call, r.team_id, r.coworker_ids, r.address,
    r.request_id
FROM reader_entry AS r
LEFT JOIN account AS a ON a.network_id = %(network_id)s AND a.id = r.account_id
LEFT JOIN api_key AS k ON k.network_id = %(network_id)s AND k.id = r.key_id
WHERE
    r.network_id = %(network_id)s
    AND (%(coworker_id)s::bigint IS NULL OR %(coworker_id)s::bigint = ANY (r.coworker_ids))
    AND (%(team_id)s::bigint IS NULL OR r.team_id = %(team_id)s::bigint)
    AND (%(account_id)s::bigint IS NULL OR r.account_id = %(account_id)s::bigint)
    AND (%(since)s::timestamptz IS NULL OR r.read_on >= %(since)s::timestamptz)
ORDER BY r.read_on DESC, r.id
LIMIT %(most)s
