-- name: begin
-- Make every team of a network due for its first look, if there is none that is to be looked at.
INSERT INTO figures_told (network_id, team_id, next_look_on)
SELECT %(network_id)s, t.id, %(now)s
FROM teams AS t
WHERE
    t.network_id = %(network_id)s
    AND NOT t.is_deleted
    AND NOT EXISTS (SELECT FROM figures_told AS f WHERE f.network_id = %(network_id)s)
ON CONFLICT (network_id, team_id) DO NOTHING

-- name: end
-- Forget the teams of a network.
DELETE FROM figures_told AS f WHERE f.network_id = %(network_id)s

-- name: end_unwanted
-- Forget the teams of a network, unless a hook wants the event: one may just have been created.
DELETE FROM figures_told AS f
WHERE
    f.network_id = %(network_id)s
    AND NOT EXISTS (
        SELECT FROM hook AS h
        WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND 'team.figures.changed' = ANY (h.events)
    )

-- name: due_teams
-- The teams that are due, the longest overdue first.
SELECT f.team_id
FROM figures_told AS f
WHERE f.network_id = %(network_id)s AND f.next_look_on <= %(now)s
ORDER BY f.next_look_on, f.team_id
LIMIT %(most)s

-- name: lock_team
-- The digest of the last look at a team. Statements that make the team due wait until this transaction ends.
SELECT f.digest
FROM figures_told AS f
WHERE f.network_id = %(network_id)s AND f.team_id = %(team_id)s
FOR UPDATE

-- name: note_look
-- Store what a look at a team found, and when the next one is due; told_on is NULL if there was no event.
UPDATE figures_told AS f
SET
    digest = %(digest)s,
    revision = %(revision)s,
    next_look_on = %(next_look_on)s,
    told_on = coalesce(%(told_on)s::timestamptz, f.told_on)
WHERE f.network_id = %(network_id)s AND f.team_id = %(team_id)s

-- name: forget_team
-- Forget a team that was deleted; if it is restored, that is a change.
DELETE FROM figures_told AS f WHERE f.network_id = %(network_id)s AND f.team_id = %(team_id)s

-- name: postpone_look
-- Look at a team later.
UPDATE figures_told AS f
SET next_look_on = %(next_look_on)s
WHERE f.network_id = %(network_id)s AND f.team_id = %(team_id)s

-- name: mark_outdated
-- The teams whose revision has changed without a recorded change become due: after a backup was restored, or when the
-- network's first hook was created during a write that took long.
UPDATE figures_told AS f
SET next_look_on = %(now)s
FROM ({team_revision}) AS r
WHERE
    f.network_id = %(network_id)s
    AND r.team_id = f.team_id
    AND f.next_look_on > %(now)s
    AND f.revision IS DISTINCT FROM r.places_revision || '.' || r.team_revision || '.' || r.members_revision
