-- A space can begin with made-up records, which are known as such until they are gone.
-- depends: 0046_reports

-- Whether a file has the made-up space, and whether an import stored it.
ALTER TABLE staged_import ADD COLUMN is_made_up boolean NOT NULL DEFAULT FALSE;
ALTER TABLE import_run ADD COLUMN is_made_up boolean NOT NULL DEFAULT FALSE;
