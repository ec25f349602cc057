-- What the checks of the console found when they were last run. See docs/decisions/0056-checks-from-the-console.md.
-- depends: 0037_alerts

-- The last run of each check in a network: how far it is, and what it found. Unlogged: it can be run again at any time.
CREATE UNLOGGED TABLE check_run (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    check_name text COLLATE "C" NOT NULL CHECK (check_name IN ('doctor', 'verify')),
    started_on timestamptz NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    ended_on timestamptz,
    problems bigint NOT NULL DEFAULT 0,
    findings json,
    PRIMARY KEY (network_id, check_name)
);
