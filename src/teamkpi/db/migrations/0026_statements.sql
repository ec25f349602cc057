-- Statements of months that are over, each stored once; a correction is another version beside it. See
-- docs/decisions/0042-statements.md.
-- depends: 0025_uses_of_passes

CREATE TABLE team_statement (
    network_id bigint NOT NULL REFERENCES network (id),
    team_id bigint NOT NULL,
    month date NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    known_at timestamptz NOT NULL,
    digest bytea NOT NULL,
    content text COLLATE "C" NOT NULL,
    PRIMARY KEY (network_id, team_id, month, version),
    CHECK (month = date_trunc('month', month))
);
