-- name: more_bookings
-- Store so many copies of each booking, an id range of their own for each.
INSERT INTO bookings ({columns}, id)
SELECT {values}, b.id + 10000000 * copy
FROM bookings AS b
CROSS JOIN generate_series(1, %(copies)s) AS copy
WHERE b.network_id = %(network_id)s

-- name: columns
-- The columns of the table of bookings, but for the id.
SELECT a.attname::text
FROM pg_attribute AS a
WHERE a.attrelid = 'bookings'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'id'
