-- name: look_of
-- What a network has stored of its look, without the logo's content.
SELECT l.name, l.accent, l.accent_in_dark, l.logo_file, coalesce(length(l.logo), 0) AS logo_bytes
FROM space_look AS l
WHERE l.network_id = %(network_id)s

-- name: look_for_host
-- The same, of the network that answers for a host.
SELECT l.name, l.accent, l.accent_in_dark, l.logo_file, coalesce(length(l.logo), 0) AS logo_bytes
FROM network_of_host(%(host)s) AS n (id)
INNER JOIN space_look AS l ON l.network_id = n.id

-- name: logo_for_host
-- A logo, by the name of its file, of the network that answers for a host.
SELECT l.logo
FROM network_of_host(%(host)s) AS n (id)
INNER JOIN space_look AS l ON l.network_id = n.id
WHERE l.logo_file = %(logo_file)s

-- name: store_look
-- Store the look of a network, except its logo.
INSERT INTO space_look (network_id, name, accent, accent_in_dark)
VALUES (%(network_id)s, %(name)s, %(accent)s, %(accent_in_dark)s)
ON CONFLICT (network_id) DO UPDATE
SET name = excluded.name, accent = excluded.accent, accent_in_dark = excluded.accent_in_dark

-- name: store_logo
-- Replace or remove the logo of a network.
UPDATE space_look AS l
SET logo_file = %(logo_file)s, logo = %(logo)s
WHERE l.network_id = %(network_id)s

-- name: delete_look
-- Forget the look of a network.
DELETE FROM space_look AS l WHERE l.network_id = %(network_id)s
