-- Where a network is served while it moves to another database. See docs/decisions/0079-moving-a-network-in-use.md.
-- depends: 0053_mailed_confirmations

-- place: here, leaving (still served here), moved (served by the other database), arriving or arrived (not yet served
-- here). is_closed: a network that is leaving takes no writes as long as the session that moves it lives. other_place is
-- where it moves to, or comes from; other_id its id where it comes from. copied_to: what the last snapshot of the other
-- database did not see has this number or a higher one.
ALTER TABLE network
ADD COLUMN place text COLLATE "C" NOT NULL DEFAULT 'here'
CONSTRAINT network_place_check CHECK (place IN ('here', 'leaving', 'moved', 'arriving', 'arrived')),
ADD COLUMN place_since timestamptz,
ADD COLUMN is_closed boolean NOT NULL DEFAULT FALSE,
ADD COLUMN move_id uuid,
ADD COLUMN other_place text COLLATE "C",
ADD COLUMN other_id bigint,
ADD COLUMN copied_to xid8;

-- The network that answers for a host, if it is served here: the one that names it, or else the only one without names.
CREATE OR REPLACE FUNCTION network_of_host(asked_host text)
RETURNS SETOF bigint LANGUAGE sql STABLE
RETURN CASE
    WHEN EXISTS (SELECT FROM network_host AS h WHERE h.host = asked_host)
        THEN (
            SELECT n.id
            FROM network_host AS h
            INNER JOIN network AS n ON n.id = h.network_id
            WHERE h.host = asked_host AND n.place IN ('here', 'leaving')
        )
    ELSE (
        SELECT min(n.id)
        FROM network AS n
        WHERE NOT EXISTS (SELECT FROM network_host AS h WHERE h.network_id = n.id)
        HAVING count(*) = 1 AND min(n.place) IN ('here', 'leaving')
    )
END;
