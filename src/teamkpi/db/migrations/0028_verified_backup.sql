-- When the newest backup was made that was verified by restoring it: for monitoring, and for `teamkpi doctor`. See
-- docs/decisions/0044-backups.md.
-- depends: 0027_calendar_links

CREATE TABLE verified_backup (
    is_newest boolean PRIMARY KEY CHECK (is_newest),
    made_on timestamptz NOT NULL,
    verified_on timestamptz NOT NULL,
    bytes bigint NOT NULL
);
