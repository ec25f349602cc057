-- name: lock_networks
-- Let nobody else create a network until this transaction ends. Ledger writes, which raise a network's revision, go on.
SELECT pg_advisory_xact_lock(%(lock_class)s, %(network_key)s)

-- name: insert_network
-- A new network.
INSERT INTO network (name) VALUES (%(name)s) RETURNING id

-- name: add_hosts
-- Host names for a network; returns those that another network has.
WITH added AS (
    INSERT INTO network_host AS h (host, network_id)
    SELECT host, %(network_id)s FROM unnest(%(hosts)s::text[]) AS host
    ON CONFLICT (host) DO UPDATE SET network_id = h.network_id
    RETURNING h.host, h.network_id
)
SELECT a.host FROM added AS a WHERE a.network_id <> %(network_id)s

-- name: delete_hosts
-- Take host names from a network; the number of rows tells which it had.
DELETE FROM network_host AS h WHERE h.network_id = %(network_id)s AND h.host = ANY (%(hosts)s::text[]) RETURNING h.host

-- name: hosts_of
-- How many host names a network has.
SELECT count(*) FROM network_host AS h WHERE h.network_id = %(network_id)s

-- name: other_without_hosts
-- Name of another network that answers for every host that no network names.
SELECT n.name
FROM network AS n
WHERE n.id <> %(network_id)s AND NOT EXISTS (SELECT FROM network_host AS h WHERE h.network_id = n.id)
ORDER BY n.id
LIMIT 1

-- name: rename
-- Another name for a network; under the lock, and not one that is taken.
UPDATE network AS n SET name = %(name)s WHERE n.id = %(network_id)s

-- name: own_network
-- A network with its host names.
SELECT
    n.id,
    n.name,
    ARRAY(SELECT h.host FROM network_host AS h WHERE h.network_id = %(network_id)s ORDER BY h.host) AS hosts,
    n.ids_fit_32_bits,
    n.place,
    n.other_place
FROM network AS n
WHERE n.id = %(network_id)s

-- name: has_others
-- Whether there are other networks.
SELECT EXISTS (SELECT 1 FROM network AS n WHERE n.id <> %(network_id)s) AS has_others

-- name: all_networks
-- Every network with its host names.
SELECT
    n.id,
    n.name,
    ARRAY(SELECT h.host FROM network_host AS h WHERE h.network_id = n.id ORDER BY h.host) AS hosts,
    n.ids_fit_32_bits,
    n.place,
    n.other_place
FROM network AS n
ORDER BY n.id

-- name: by_name
-- The network of that name.
SELECT id FROM network WHERE name = %(name)s

-- name: named_as
-- The number that a network's names are derived from: the id that it had where it was created.
SELECT coalesce(n.named_as, n.id) AS named_as FROM network AS n WHERE n.id = %(network_id)s

-- name: of_hosts
-- The networks that name some hosts, without duplicates. If one of these is named by none, also the only network that
-- names no host, with NULL as its host. Whether each is served by this database.
SELECT h.host, n.id, n.place IN ('here', 'leaving') AS is_served
FROM network_host AS h
INNER JOIN network AS n ON n.id = h.network_id
WHERE h.host = ANY (%(hosts)s::text[])
UNION ALL
SELECT NULL, min(n.id), min(n.place) IN ('here', 'leaving')
FROM network AS n
WHERE
    (SELECT count(*) FROM network_host AS h WHERE h.host = ANY (%(hosts)s::text[])) < cardinality(%(hosts)s::text[])
    AND NOT EXISTS (SELECT FROM network_host AS h WHERE h.network_id = n.id)
HAVING count(*) = 1

-- name: lock_network
-- Let nobody else change a network itself until this transaction ends.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR UPDATE

-- name: sources
-- Whether a webhook of a network is in use, and whether the network has a mirror.
SELECT
    EXISTS (SELECT FROM webhook AS w WHERE w.network_id = %(network_id)s AND w.revoked_on IS NULL) AS has_webhook,
    EXISTS (SELECT FROM mirror AS m WHERE m.network_id = %(network_id)s) AS has_mirror

-- name: fit_ids
-- Which ids new records of a network get.
UPDATE network AS n SET ids_fit_32_bits = %(fit_32_bits)s WHERE n.id = %(network_id)s

-- name: not_served
-- The networks that another database serves, or will serve: they were moved, or are arriving.
SELECT n.id FROM network AS n WHERE n.place NOT IN ('here', 'leaving') ORDER BY n.id

-- name: names_host
-- Whether a network names a host, or no host at all.
SELECT
    EXISTS (SELECT FROM network_host AS h WHERE h.network_id = %(network_id)s AND h.host = %(host)s)
    OR NOT EXISTS (SELECT FROM network_host AS h WHERE h.network_id = %(network_id)s)
