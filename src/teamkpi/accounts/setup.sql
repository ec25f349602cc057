-- name: lock_network
-- Let nobody else set up the network until this transaction ends.
SELECT n.id FROM network AS n WHERE n.id = %(network_id)s FOR UPDATE

-- name: has_operator
-- Whether a network has an operator's account, suspended or not.
SELECT EXISTS (SELECT FROM account AS a WHERE a.network_id = %(network_id)s AND a.is_operator)
