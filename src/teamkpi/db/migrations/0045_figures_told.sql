-- The figures of teams that hooks have been notified of. See docs/decisions/0069-changed-figures.md.
-- depends: 0044_team_views

-- A row for each team of a network with a hook for changed figures; other networks have none. digest and revision are
-- those of the figures at the last look. They are NULL before the first look; a team that was created after it has an
-- empty digest. The next look is due at next_look_on; a change makes it due at once, but not within a minute after
-- told_on, the time of the last event.
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
