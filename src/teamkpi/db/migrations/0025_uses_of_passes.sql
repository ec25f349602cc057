-- Which check-ins used a pass.
-- depends: 0024_use_histories

CREATE INDEX checkins_of_pass ON checkins (network_id, coworker_time_pass_guid)
    WHERE coworker_time_pass_guid IS NOT NULL AND NOT is_deleted;
