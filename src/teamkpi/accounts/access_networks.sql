-- name: contents
-- What the owners of the installation see of a network: how much there is, and whether anyone can sign in or anything
-- is stored.
SELECT
    (
        SELECT count(*) FROM coworkers AS c
        WHERE c.network_id = %(network_id)s AND NOT c.is_deleted AND c.active AND NOT c.archived
    ) AS people,
    (SELECT count(*) FROM teams AS t WHERE t.network_id = %(network_id)s AND NOT t.is_deleted) AS teams,
    EXISTS (SELECT FROM account AS a WHERE a.network_id = %(network_id)s AND a.is_operator) AS has_operator,
    EXISTS (SELECT FROM account AS a WHERE a.network_id = %(network_id)s)
    OR EXISTS (SELECT FROM api_key AS k WHERE k.network_id = %(network_id)s)
    OR EXISTS (SELECT FROM mirror AS m WHERE m.network_id = %(network_id)s) AS has_access

-- name: lock_network
-- Let nobody else set up the network, or make a link for that, until this transaction ends.
SELECT n.name FROM network AS n WHERE n.id = %(network_id)s FOR NO KEY UPDATE

-- name: has_rows
-- Whether there is or was a record of an entity; {table} is its table.
SELECT EXISTS (SELECT FROM {table} AS r WHERE r.network_id = %(network_id)s) AS has_rows
