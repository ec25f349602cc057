-- Links to calendars of what expires, each with a secret of its own. See docs/decisions/0043-calendar-links.md.
-- depends: 0026_statements

-- The account that made a link decides what it shows: the link works while that account may see it. coworker_id is the
-- member that the calendar is about, NULL for the whole team. Of the secret only the SHA-256 digest is kept.
CREATE TABLE calendar_link (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL,
    coworker_id bigint,
    days integer NOT NULL CHECK (days BETWEEN 1 AND 366),
    shows_names boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    created_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, id)
);
CREATE UNIQUE INDEX calendar_link_secret ON calendar_link (network_id, secret_hash);
CREATE INDEX calendar_link_team ON calendar_link (network_id, team_id, id);
