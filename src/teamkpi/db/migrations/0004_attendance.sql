-- What a team's week is read by: days by a location's clock, and stretches of a span of time, however long ago.
-- depends: 0003_local_ids

-- The first instant at which the zone's wall clock reads midnight of the day; where the clock jumps over midnight, the
-- jump. PostgreSQL by itself takes the last one where midnight comes twice; so the clock of 24 hours before is asked
-- whether it would have come to midnight earlier.
CREATE FUNCTION day_start(day date, zone text) RETURNS timestamptz
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN earlier.midnight AT TIME ZONE zone = day::timestamp THEN
        least(earlier.midnight, latest.midnight)
    ELSE latest.midnight END
    FROM (SELECT day::timestamp AT TIME ZONE zone AS midnight) AS latest
    CROSS JOIN LATERAL (SELECT latest.midnight - interval '24 hours' AS instant) AS before
    CROSS JOIN LATERAL (
        SELECT before.instant + (day::timestamp - (before.instant AT TIME ZONE zone)) AS midnight
    ) AS earlier
);

-- The indexes of a member's bookings and check-ins go by their end. Who looks for those of a past week would have to
-- read all that ended since, for any of them may have begun before. With the long ones in an index of their own, the
-- others need to be read only up to 31 days past the week.
CREATE INDEX bookings_long ON bookings (network_id, coworker_id, to_time, from_time) INCLUDE (tentative)
    WHERE to_time - from_time > interval '31 days' AND NOT is_deleted AND coworker_id IS NOT NULL;
CREATE INDEX checkins_long ON checkins (network_id, coworker_id, to_time, from_time)
    WHERE to_time - from_time > interval '31 days' AND NOT is_deleted AND coworker_id IS NOT NULL;
-- Tentative bookings count nowhere, and are shown.
CREATE INDEX bookings_tentative ON bookings (network_id, coworker_id, to_time, from_time)
    WHERE tentative AND NOT is_deleted AND coworker_id IS NOT NULL;
