-- Parts of statements: what may have to hold of the records of a list, when other tables decide it. What stands in braces
-- is filled in when a list is asked for; ``p`` is the row of the other table.

-- name: belongs
-- Records that belong to one of another table for which something holds.
{column} IN (SELECT p.id FROM {table} AS p WHERE p.network_id = {network_id} AND NOT p.is_deleted AND {condition})

-- name: main_contract
-- Coworkers for whose main contract something holds: of those that have not ended, the one that began first.
{column} IN (
    SELECT p.coworker_id
    FROM coworkercontracts AS p
    WHERE
        p.network_id = {network_id} AND p.active AND NOT p.is_deleted
        AND coalesce(p.cancellation_date > {now}, NOT p.cancelled)
        AND NOT EXISTS (
            SELECT
            FROM coworkercontracts AS other
            WHERE
                other.network_id = {network_id} AND other.coworker_id = p.coworker_id
                AND other.active AND NOT other.is_deleted
                AND coalesce(other.cancellation_date > {now}, NOT other.cancelled)
                AND (coalesce(other.start_date, '-infinity'), other.id) < (coalesce(p.start_date, '-infinity'), p.id)
        )
        AND {condition}
)

-- name: in_team
-- Coworkers who are members of a team for which something holds.
{column} IN (
    SELECT unnest(p.team_members) FROM teams AS p WHERE p.network_id = {network_id} AND NOT p.is_deleted AND {condition}
)
