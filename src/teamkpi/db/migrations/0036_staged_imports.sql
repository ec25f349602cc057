-- Files that operators upload to import them, and what became of them. See docs/decisions/0052-importing-over-http.md.
-- depends: 0035_mail_about_sign_ins

-- A file and its last run; of one account or one API key. Unlogged: neither backups nor standbys get a copy of it, and a
-- crash of the database discards it. What an import stored is noted in import_run, which stays.
CREATE UNLOGGED TABLE staged_import (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    account_id bigint,
    key_id bigint,
    name text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    created_on timestamptz NOT NULL,
    -- The last run: a dry run or an import, how it reads the file, how far it has read, and what came of it.
    run text COLLATE "C" CHECK (run IN ('check', 'import')),
    options json,
    bytes_read bigint NOT NULL DEFAULT 0,
    started_on timestamptz,
    ended_on timestamptz,
    report json,
    preview json,
    problem text COLLATE "C",
    rejected bytea,
    headings text COLLATE "C",
    PRIMARY KEY (network_id, id),
    CHECK (num_nonnulls(account_id, key_id) = 1)
);

-- The file's content, in the parts in which it was sent.
CREATE UNLOGGED TABLE staged_part (
    network_id bigint NOT NULL,
    import_id bigint NOT NULL,
    part integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (network_id, import_id, part),
    FOREIGN KEY (network_id, import_id) REFERENCES staged_import (network_id, id) ON DELETE CASCADE
);
