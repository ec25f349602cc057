-- Repeated reads of the same by the same reader share one entry: when it was last read, NULL if only once. See
-- docs/decisions/0084-readers.md.
-- depends: 0057_readers

ALTER TABLE reader_entry ADD COLUMN last_read_on timestamptz;
