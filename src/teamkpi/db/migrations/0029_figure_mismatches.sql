-- How often a figure was not what its records add up to, for operators to see. It never happens unless there is an error.
-- depends: 0028_verified_backup

CREATE TABLE figure_mismatch (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    team_id bigint NOT NULL,
    figure text COLLATE "C" NOT NULL,
    times bigint NOT NULL,
    first_on timestamptz NOT NULL,
    last_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, team_id, figure)
);
