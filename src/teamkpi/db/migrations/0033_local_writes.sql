-- Whether kinds of records that are copied from elsewhere may be changed here as well.
-- depends: 0032_imports

ALTER TABLE mirror ADD COLUMN allows_local_writes boolean NOT NULL DEFAULT FALSE;
