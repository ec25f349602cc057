-- The figures of teams that hooks have been notified of. See docs/decisions/0069-changed-figures.md.
-- depends: 0044_team_views

-- A team of a network with a hook for changed figures; other networks have none. digest is that of the figures when they
-- were last looked at, and revision theirs; NULL before the first look, and an empty digest of a team that was made since.
-- The next look is due at next_look_on, at most a minute after told_on, the time of the last event, if a member changes.
CREATE TABLE figures_told (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    team_id bigint NOT NULL,
    digest bytea,
    revision text COLLATE "C",
    next_look_on timestamptz NOT NULL,
    told_on timestamptz,
    PRIMARY KEY (network_id, team_id)
);
CREATE INDEX figures_told_due ON figures_told (network_id, next_look_on);
