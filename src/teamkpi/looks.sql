-- name: look_of
-- What a network has stored of its look, without the logo's content.
SELECT l.name, l.accent, l.accent_in_dark, l.logo_file, coalesce(length(l.logo), 0) AS logo_bytes
FROM space_look AS l
WHERE l.network_id = %(network_id)s

-- name: logo_of
-- The logo of a network, by the name of its file.
SELECT l.logo
FROM space_look AS l
WHERE l.network_id = %(network_id)s AND l.logo_file = %(logo_file)s

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
