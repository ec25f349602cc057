-- name: has_ledger
-- Whether a ledger was ever set up in this database.
SELECT to_regclass('network') IS NOT NULL

-- name: team_heading
-- What stands above a team's table: its name, its location's name and currency.
SELECT t.name, b.name AS location_name, b.currency_code
FROM teams AS t
LEFT JOIN businesses AS b ON b.network_id = %(network_id)s AND b.id = t.business_id AND NOT b.is_deleted
WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s AND NOT t.is_deleted

-- name: team_on_record_since
-- When the first version of a team was stored.
SELECT min(v.held_since)
FROM (
    SELECT t.held_since FROM teams AS t WHERE t.network_id = %(network_id)s AND t.id = %(team_id)s
    UNION ALL
    SELECT h.held_since FROM teams_history AS h WHERE h.network_id = %(network_id)s AND h.id = %(team_id)s
) AS v

-- name: demo_state
-- Whether a network holds any people, teams or locations, and whether they are the demo's.
SELECT
    EXISTS (SELECT FROM coworkers AS c WHERE c.network_id = %(network_id)s)
    OR EXISTS (SELECT FROM teams AS t WHERE t.network_id = %(network_id)s)
    OR EXISTS (SELECT FROM businesses AS b WHERE b.network_id = %(network_id)s) AS is_filled,
    EXISTS (
        SELECT FROM teams AS t
        INNER JOIN coworkers AS c ON c.network_id = %(network_id)s AND c.id = ANY (t.team_administrators)
        WHERE
            t.network_id = %(network_id)s
            AND t.id = %(team_id)s
            AND c.email_folded = %(administrator_email)s
    ) AS is_demo
