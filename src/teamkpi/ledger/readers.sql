-- name: insert_entries
-- Note who looked at what. An answer about a whole team shows its present members, unless it said whom it shows. An
-- entry that is stored already, for an earlier read or by an attempt whose outcome is not known, only gets what is new.
INSERT INTO reader_entry (
    network_id, read_on, id, last_read_on, call, account_id, key_id, team_id, coworker_ids, address, request_id
)
SELECT
    %(network_id)s,
    one.read_on, one.id, greatest(one.last_read_on, noted.last_read_on), one.call, one.account_id, one.key_id,
    one.team_id,
    ARRAY(
        SELECT DISTINCT shown.coworker_id
        FROM unnest(noted.coworker_ids || coalesce(one.coworker_ids, t.team_members)) AS shown (coworker_id)
        ORDER BY shown.coworker_id
    ),
    one.address, one.request_id
FROM json_to_recordset(%(entries)s::json) AS one (
    read_on timestamptz, id uuid, last_read_on timestamptz, call text, account_id bigint, key_id bigint, team_id bigint,
    coworker_ids bigint[], address text, request_id text
)
LEFT JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = one.team_id
LEFT JOIN reader_entry AS noted
    ON noted.network_id = %(network_id)s AND noted.read_on = one.read_on AND noted.id = one.id
ON CONFLICT (network_id, read_on, id) DO UPDATE SET
    last_read_on = excluded.last_read_on, coworker_ids = excluded.coworker_ids

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
-- Who looked at whose figures, the latest first, from a place in that order: of everybody, or of one coworker, one team,
-- by one account, or by readers whose address or name of the key contains a text. An entry is found in a period if its
-- first or its last read is; ``since_first`` is the earliest first read that such an entry can have. Of the people of an
-- entry, it names some, the one who was asked about first.
SELECT
    r.id, r.read_on, coalesce(r.last_read_on, r.read_on) AS last_read_on, a.email, k.name AS key_name, r.account_id,
    r.key_id, r.call, r.team_id, t.name AS team_name,
    ARRAY(
        SELECT shown.coworker_id
        FROM unnest(r.coworker_ids) AS shown (coworker_id)
        ORDER BY shown.coworker_id IS DISTINCT FROM %(coworker_id)s::bigint, shown.coworker_id
        LIMIT %(most_named)s::bigint
    ) AS coworker_ids,
    cardinality(r.coworker_ids) AS people_count, r.address, r.request_id
FROM reader_entry AS r
LEFT JOIN account AS a ON a.network_id = %(network_id)s AND a.id = r.account_id
LEFT JOIN api_key AS k ON k.network_id = %(network_id)s AND k.id = r.key_id
LEFT JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = r.team_id
WHERE
    r.network_id = %(network_id)s
    AND (%(coworker_id)s::bigint IS NULL OR %(coworker_id)s::bigint = ANY (r.coworker_ids))
    AND (%(team_id)s::bigint IS NULL OR r.team_id = %(team_id)s::bigint)
    AND (%(account_id)s::bigint IS NULL OR r.account_id = %(account_id)s::bigint)
    AND (
        %(reader)s::text IS NULL
        OR r.account_id IN (
            SELECT named.id
            FROM account AS named
            WHERE named.network_id = %(network_id)s AND strpos(named.email_folded, %(reader)s::text) > 0
        )
        OR r.key_id IN (
            SELECT named.id
            FROM api_key AS named
            WHERE named.network_id = %(network_id)s AND strpos(named.name_folded, %(reader)s::text) > 0
        )
    )
    AND (
        %(since)s::timestamptz IS NULL
        OR (r.read_on >= %(since_first)s::timestamptz AND coalesce(r.last_read_on, r.read_on) >= %(since)s::timestamptz)
    )
    AND (%(until)s::timestamptz IS NULL OR r.read_on < %(until)s::timestamptz)
    AND (
        %(after_on)s::timestamptz IS NULL
        OR (r.read_on, r.id) < (%(after_on)s::timestamptz, %(after_id)s::uuid)
    )
ORDER BY r.read_on DESC, r.id DESC
LIMIT %(most)s

-- name: names
-- The names of coworkers, deleted ones too.
SELECT c.id, c.full_name
FROM coworkers AS c
WHERE c.network_id = %(network_id)s AND c.id = ANY (%(ids)s::bigint[])
