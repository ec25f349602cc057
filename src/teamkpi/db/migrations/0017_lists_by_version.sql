-- A list of a record has a version of its own: a version of the record may say nothing about it.
-- depends: 0016_webhook_limits

-- The version that stated the list; null: the record's own. 0001-01-01 00:00 UTC: no version has stated it.
ALTER TABLE teams
    ADD COLUMN team_members_updated_on timestamptz,
    ADD COLUMN team_administrators_updated_on timestamptz;
