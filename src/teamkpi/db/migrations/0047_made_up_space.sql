-- A space can begin with made-up records, which are known as such until they are gone.
-- depends: 0046_reports

-- Whether an import stored the made-up space.
ALTER TABLE import_run ADD COLUMN is_made_up boolean NOT NULL DEFAULT FALSE;
