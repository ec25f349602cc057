-- name: has_changes
-- Whether there are recorded changes.
SELECT EXISTS (SELECT FROM watched_change AS w WHERE w.network_id = %(network_id)s)

-- name: take_changes
-- Take recorded changes, at most a given number, and return how many that were and the teams that they are about. A
-- change that another transaction is still writing is left for the next time.
WITH free AS MATERIALIZED (
    SELECT w.ctid AS place
    FROM watched_change AS w
    WHERE w.network_id = %(network_id)s
    ORDER BY w.kind, w.id
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
),
taken AS (
    -- By their place, at which they stay while they are locked: a join of as many rows as there may be, of which the
    -- planner knows nothing, would compare each with each.
    DELETE FROM watched_change AS c
    WHERE c.network_id = %(network_id)s AND c.ctid = ANY (ARRAY(SELECT free.place FROM free))
    RETURNING c.kind, c.id
),
changed AS MATERIALIZED (
    SELECT taken.id FROM taken WHERE taken.kind = 'team'
    UNION
    SELECT team.id
    FROM taken
    CROSS JOIN LATERAL (
        SELECT t.id
        FROM teams AS t
        WHERE t.network_id = %(network_id)s AND t.team_members @> ARRAY[taken.id] AND NOT t.is_deleted
    ) AS team
    WHERE taken.kind = 'member'
    UNION
    SELECT w.team_id
    FROM watched_team AS w
    WHERE w.network_id = %(network_id)s AND EXISTS (SELECT 1 FROM taken WHERE taken.kind = 'places')
    UNION
    SELECT f.team_id
    FROM figures_told AS f
    WHERE f.network_id = %(network_id)s AND EXISTS (SELECT 1 FROM taken WHERE taken.kind = 'places')
)
SELECT (SELECT count(*) FROM taken) AS taken_count, ARRAY(SELECT changed.id FROM changed ORDER BY changed.id) AS team_ids

-- name: tell_hooks
-- Changed teams become due for hooks, which are notified of a team at most once a minute. One that has not been looked at
-- has changed since the hook was created: its first look writes an event.
UPDATE figures_told AS f
SET
    digest = coalesce(f.digest, ''),
    next_look_on = CASE
        WHEN f.told_on > %(a_minute_ago)s THEN date_bin('1 minute', %(in_a_minute)s, f.told_on) -- one minute after it
        ELSE %(now)s
    END
WHERE
    f.network_id = %(network_id)s
    AND f.team_id = ANY (%(team_ids)s::bigint[])
    AND EXISTS (
        SELECT 1 FROM hook AS h
        WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND 'team.figures.changed' = ANY (h.events)
    )
    AND (
        f.digest IS NULL
        OR f.next_look_on > CASE
            WHEN f.told_on > %(a_minute_ago)s THEN date_bin('1 minute', %(in_a_minute)s, f.told_on)
            ELSE %(now)s
        END
    )

-- name: tell_hooks_of_new_teams
-- The same of teams without a row: they were created after the hook. It is a statement of its own because a node of a
-- cluster that inserts gets only what follows ON CONFLICT, and could not tell the types of the other parameters.
INSERT INTO figures_told AS f (network_id, team_id, digest, next_look_on)
SELECT %(network_id)s, changed.id, '', %(now)s
FROM unnest(%(team_ids)s::bigint[]) AS changed (id)
WHERE EXISTS (
    SELECT 1 FROM hook AS h
    WHERE h.network_id = %(network_id)s AND h.stopped_on IS NULL AND 'team.figures.changed' = ANY (h.events)
)
ORDER BY changed.id
ON CONFLICT DO NOTHING

-- name: mark_changed
-- Changed teams become due for alerts.
UPDATE watched_team AS w
SET next_look_on = %(now)s
WHERE w.network_id = %(network_id)s AND w.team_id = ANY (%(team_ids)s::bigint[]) AND w.next_look_on > %(now)s

-- name: due_teams
-- The teams that are due, the longest overdue first.
SELECT w.team_id
FROM watched_team AS w
WHERE w.network_id = %(network_id)s AND w.next_look_on <= %(now)s
ORDER BY w.next_look_on, w.team_id
LIMIT %(most)s

-- name: mark_outdated
-- The teams whose revision has changed without a recorded change become due: after a backup was restored, or when the
-- network's first rule was made while somebody was writing.
UPDATE watched_team AS w
SET next_look_on = %(now)s
FROM ({team_revision}) AS r
WHERE
    w.network_id = %(network_id)s
    AND r.team_id = w.team_id
    AND w.next_look_on > %(now)s
    AND w.revision IS DISTINCT FROM r.places_revision || '.' || r.team_revision || '.' || r.members_revision

-- name: lock_team
-- Keep others from checking a team or changing its rules; who its members were when it was last checked.
SELECT w.member_ids
FROM watched_team AS w
WHERE w.network_id = %(network_id)s AND w.team_id = %(team_id)s
FOR UPDATE

-- name: watch
-- Make a team due, and keep others from checking it until this transaction ends.
INSERT INTO watched_team AS w (network_id, team_id, next_look_on)
VALUES (%(network_id)s, %(team_id)s, %(now)s)
ON CONFLICT (network_id, team_id) DO UPDATE SET next_look_on = %(now)s

-- name: note_look
-- What the check of a team found, and when the next one is due.
UPDATE watched_team AS w
SET
    revision = %(revision)s,
    member_ids = %(member_ids)s::bigint[],
    next_look_on = %(next_look_on)s
WHERE w.network_id = %(network_id)s AND w.team_id = %(team_id)s

-- name: forget_team
-- Do not check a deleted team until it changes; what it has then counts as new.
UPDATE watched_team AS w
SET revision = NULL, member_ids = NULL, next_look_on = 'infinity'
WHERE w.network_id = %(network_id)s AND w.team_id = %(team_id)s

-- name: postpone_look
-- Check a team later.
UPDATE watched_team AS w
SET next_look_on = %(next_look_on)s
WHERE w.network_id = %(network_id)s AND w.team_id = %(team_id)s

-- name: unwatch
-- A team without rules is no longer checked.
DELETE FROM watched_team AS w
WHERE
    w.network_id = %(network_id)s
    AND w.team_id = %(team_id)s
    AND NOT EXISTS (
        SELECT FROM alert_rule AS r WHERE r.network_id = %(network_id)s AND r.team_id = %(team_id)s
    )

-- name: rules
-- The rules of a network, by team and id; the instant at which one is no longer muted. of_team is the statement below
-- of that name for those of one team, or nothing.
SELECT
    r.id,
    r.team_id,
    r.figure,
    r.is_of_team,
    r.comparison,
    r.threshold,
    r.recipient_ids,
    r.muted_until,
    day_start(r.muted_until, coalesce(l.zone, 'UTC')) AS muted_until_instant,
    r.is_new,
    r.created_on
FROM alert_rule AS r
LEFT JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = r.team_id
LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
WHERE r.network_id = %(network_id)s {of_team}
ORDER BY r.team_id, r.id

-- name: rules_of_team
-- Only the rules of one team; a part of the statement above. A condition that may also hold for all teams would make a
-- plan for any values read those of all.
AND r.team_id = %(team_id)s

-- name: over
-- The members that have reached the threshold of each rule of a network; of_team is as above.
SELECT o.rule_id, o.coworker_id, o.since, o.month, o.is_notified, coalesce(c.full_name, '') AS full_name
FROM alert_over AS o
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = o.coworker_id
WHERE o.network_id = %(network_id)s {of_team}
ORDER BY o.rule_id, o.coworker_id

-- name: over_of_team
-- Only those of one team; a part of the statement above.
AND o.team_id = %(team_id)s

-- name: insert_over
-- Somebody has reached the threshold of a rule.
INSERT INTO alert_over (network_id, rule_id, coworker_id, team_id, since, month, is_notified)
VALUES (%(network_id)s, %(rule_id)s, %(coworker_id)s, %(team_id)s, %(now)s, %(month)s, %(is_notified)s)

-- name: delete_over
-- Some have moved back from the threshold of a rule.
DELETE FROM alert_over AS o
WHERE o.network_id = %(network_id)s AND o.rule_id = %(rule_id)s AND o.coworker_id = ANY (%(coworker_ids)s::bigint[])

-- name: delete_over_of_team
-- Forget who has reached the thresholds of a team's rules.
DELETE FROM alert_over AS o WHERE o.network_id = %(network_id)s AND o.team_id = %(team_id)s

-- name: delete_over_of_rule
-- Forget who has reached the threshold of a rule.
DELETE FROM alert_over AS o WHERE o.network_id = %(network_id)s AND o.rule_id = %(rule_id)s

-- name: not_new
-- A rule that was checked while it was not muted.
UPDATE alert_rule AS r SET is_new = FALSE WHERE r.network_id = %(network_id)s AND r.id = %(rule_id)s AND r.is_new

-- name: insert_event
-- Somebody reached a threshold, or moved back from it.
INSERT INTO alert_event (
    network_id, look_id, rule_id, coworker_id, team_id, is_over, figure, comparison, threshold, value, currency_code,
    recipient_ids, happened_on
)
VALUES (
    %(network_id)s, %(look_id)s, %(rule_id)s, %(coworker_id)s, %(team_id)s, %(is_over)s, %(figure)s, %(comparison)s,
    %(threshold)s, %(value)s, %(currency_code)s, %(recipient_ids)s::bigint[], %(now)s
)

-- name: events
-- The events of one check, fired or resolved, with the names that members have now.
SELECT
    e.team_id, e.coworker_id, coalesce(c.full_name, '') AS full_name, e.figure, e.comparison, e.threshold, e.value,
    e.currency_code, e.recipient_ids, t.name AS team_name
FROM alert_event AS e
INNER JOIN teams AS t ON t.network_id = %(network_id)s AND t.id = e.team_id AND NOT t.is_deleted
LEFT JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = e.coworker_id
WHERE e.network_id = %(network_id)s AND e.look_id = %(look_id)s AND e.is_over = %(is_over)s
ORDER BY e.rule_id, e.coworker_id

-- name: delete_events
-- Delete events that are too old to be reported.
DELETE FROM alert_event AS e WHERE e.network_id = %(network_id)s AND e.happened_on < %(before)s

-- name: readers
-- The accounts by which administrators of a team can sign in, each with the coworkers by whom it administers the team.
SELECT
    a.account_id,
    a.email,
    array_agg(b.coworker_id ORDER BY b.coworker_id) AS coworker_ids,
    coalesce(r.wants_mail, TRUE) AS wants_mail,
    r.language,
    EXISTS (
        SELECT
        FROM account AS holder
        INNER JOIN mail_bounce AS bounce
            ON bounce.network_id = %(network_id)s AND bounce.email_folded = holder.email_folded
        WHERE holder.network_id = %(network_id)s AND holder.id = a.account_id
    ) AS mail_came_back
FROM teams AS t
INNER JOIN account_binding AS b ON b.network_id = %(network_id)s AND b.coworker_id = ANY (t.team_administrators)
INNER JOIN ({acting_account}) AS a
    ON a.account_id = b.account_id AND b.coworker_id = ANY (a.coworker_ids)
LEFT JOIN alert_reader AS r
    ON r.network_id = %(network_id)s AND r.team_id = %(team_id)s AND r.account_id = b.account_id
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
GROUP BY a.account_id, a.email, r.wants_mail, r.language
ORDER BY a.account_id

-- name: administrators
-- The administrators of a team.
SELECT c.id, c.full_name
FROM teams AS t
INNER JOIN coworkers AS c
    ON c.network_id = %(network_id)s AND c.id = ANY (t.team_administrators) AND NOT c.archived AND NOT c.is_deleted
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted
ORDER BY c.id

-- name: note_reader
-- Whether an account wants mail about the alerts of a team (NULL: as before), and in which language.
INSERT INTO alert_reader AS r (network_id, team_id, account_id, wants_mail, language)
VALUES (%(network_id)s, %(team_id)s, %(account_id)s, coalesce(%(wants_mail)s::boolean, TRUE), %(language)s)
ON CONFLICT (network_id, team_id, account_id) DO UPDATE
SET wants_mail = coalesce(%(wants_mail)s::boolean, r.wants_mail), language = excluded.language

-- name: stop_mail
-- An account, if it still exists, wants no more mail about the alerts of a team.
INSERT INTO alert_reader AS r (network_id, team_id, account_id, wants_mail, language)
SELECT %(network_id)s, %(team_id)s, a.id, FALSE, %(language)s
FROM account AS a
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s
ON CONFLICT (network_id, team_id, account_id) DO UPDATE SET wants_mail = FALSE

-- name: link_key
-- The key of a network that signs links to unsubscribe, and the number that the network is named by in them.
SELECT n.guess_key, coalesce(n.named_as, n.id) AS named_as FROM network AS n WHERE n.id = %(network_id)s

-- name: next_id
-- Take the id of a new rule. Whoever makes another one in the network waits until this transaction ends.
INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
VALUES (%(network_id)s, 'alert_rule', 1, 1)
ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
RETURNING last_id

-- name: count_of_team
-- How many rules a team has.
SELECT count(*) FROM alert_rule AS r WHERE r.network_id = %(network_id)s AND r.team_id = %(team_id)s

-- name: insert_rule
-- A new rule.
INSERT INTO alert_rule (
    network_id, id, team_id, figure, is_of_team, comparison, threshold, recipient_ids, muted_until, is_new, created_on
)
VALUES (
    %(network_id)s, %(id)s, %(team_id)s, %(figure)s, %(is_of_team)s, %(comparison)s, %(threshold)s,
    %(recipient_ids)s::bigint[], %(muted_until)s, TRUE, %(now)s
)

-- name: update_rule
-- What a rule is about now; with is_new, it is checked as if it had just been made.
UPDATE alert_rule AS r
SET
    figure = %(figure)s,
    is_of_team = %(is_of_team)s,
    comparison = %(comparison)s,
    threshold = %(threshold)s,
    recipient_ids = %(recipient_ids)s::bigint[],
    muted_until = %(muted_until)s,
    is_new = r.is_new OR %(is_new)s
WHERE r.network_id = %(network_id)s AND r.id = %(id)s AND r.team_id = %(team_id)s

-- name: delete_rule
-- Delete a rule, with who has reached its threshold.
DELETE FROM alert_rule AS r
WHERE r.network_id = %(network_id)s AND r.id = %(id)s AND r.team_id = %(team_id)s
RETURNING r.id

-- name: open_checkins
-- When the earliest open check-in of each member began.
SELECT c.coworker_id, min(c.from_time) AS since
FROM checkins AS c
WHERE
    c.network_id = %(network_id)s
    AND c.coworker_id = ANY (%(coworker_ids)s::bigint[])
    AND c.from_time <= %(now)s
    AND NOT c.is_deleted AND c.coworker_id IS NOT NULL AND c.to_time IS NULL
GROUP BY c.coworker_id
