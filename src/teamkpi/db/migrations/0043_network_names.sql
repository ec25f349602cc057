-- The number that names are derived from stays the same when a network moves. See docs/decisions/0067-networks-as-files.md.
-- depends: 0042_expiry_told

-- The id that the network had where it was created; NULL if that is its id. The UniqueId of a record without one is
-- derived from it.
ALTER TABLE network ADD COLUMN named_as bigint;
