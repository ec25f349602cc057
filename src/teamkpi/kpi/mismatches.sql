-- name: note
-- A figure of a team was not what its records add up to.
INSERT INTO figure_mismatch AS m (network_id, team_id, figure, times, first_on, last_on)
VALUES (%(network_id)s, %(team_id)s, %(figure)s, 1, %(now)s, %(now)s)
ON CONFLICT (network_id, team_id, figure) DO UPDATE
SET times = m.times + 1, last_on = greatest(m.last_on, excluded.last_on)

-- name: mismatches
-- Which figures of a network were recently not what their records add up to, and how often in all; the latest first.
SELECT m.team_id, m.figure, m.times, m.first_on, m.last_on
FROM figure_mismatch AS m
WHERE m.network_id = %(network_id)s AND m.last_on > %(since)s
ORDER BY m.last_on DESC, m.team_id, m.figure
