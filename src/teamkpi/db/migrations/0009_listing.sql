-- Lists of the back office: by UpdatedOn, and what was stored since a moment.
-- depends: 0007_directory

-- stored_by is the transaction that stored a row. UpdatedOn says when a version was made, not when it became visible
-- here: a transaction commits after it began, and an import brings versions of long ago. Who walks through a list by
-- UpdatedOn is shown what came in behind their back by this column, and it tells whether a count is still right.
-- Every change of a record is a new row, so the default is all that ever sets it. The index by UpdatedOn alone answers
-- how many records there are.

ALTER TABLE businesses ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX businesses_by_update ON businesses (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX businesses_by_transaction ON businesses (network_id, stored_by);

ALTER TABLE coworkers ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkers_by_update ON coworkers (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkers_by_transaction ON coworkers (network_id, stored_by);

ALTER TABLE teams ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX teams_by_update ON teams (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX teams_by_transaction ON teams (network_id, stored_by);

ALTER TABLE resources ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX resources_by_update ON resources (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX resources_by_transaction ON resources (network_id, stored_by);

ALTER TABLE bookings ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX bookings_by_update ON bookings (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX bookings_by_transaction ON bookings (network_id, stored_by);

ALTER TABLE checkins ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX checkins_by_update ON checkins (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX checkins_by_transaction ON checkins (network_id, stored_by);

ALTER TABLE coworkerproducts ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkerproducts_by_update ON coworkerproducts (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkerproducts_by_transaction ON coworkerproducts (network_id, stored_by);

ALTER TABLE coworkerextraservices ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkerextraservices_by_update ON coworkerextraservices (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkerextraservices_by_transaction ON coworkerextraservices (network_id, stored_by);

ALTER TABLE coworkertimepasses ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkertimepasses_by_update ON coworkertimepasses (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkertimepasses_by_transaction ON coworkertimepasses (network_id, stored_by);

ALTER TABLE coworkerbookingcredits ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkerbookingcredits_by_update ON coworkerbookingcredits (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkerbookingcredits_by_transaction ON coworkerbookingcredits (network_id, stored_by);

ALTER TABLE eventattendees ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX eventattendees_by_update ON eventattendees (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX eventattendees_by_transaction ON eventattendees (network_id, stored_by);

ALTER TABLE coworkercontracts ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkercontracts_by_update ON coworkercontracts (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkercontracts_by_transaction ON coworkercontracts (network_id, stored_by);

ALTER TABLE coworkerinvoices ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX coworkerinvoices_by_update ON coworkerinvoices (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkerinvoices_by_transaction ON coworkerinvoices (network_id, stored_by);

ALTER TABLE charges ADD COLUMN stored_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX charges_by_update ON charges (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX charges_by_transaction ON charges (network_id, stored_by);

-- How far somebody has come in a list by UpdatedOn: where a page ended, and what could be seen when it was read.
-- Pages are asked for by number, and records that change in the meantime move to the list's end; where the next page
-- begins is therefore looked up here and not counted. walker is the digest of who asks and for what. remaining is the
-- number of records after the page, NULL when it has to be counted.
CREATE TABLE listing_walk (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    walker bytea NOT NULL,
    page bigint NOT NULL,
    updated_on timestamptz NOT NULL,
    record_id bigint NOT NULL,
    seen pg_snapshot NOT NULL,
    remaining bigint,
    read_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, walker, page)
);
CREATE INDEX listing_walk_age ON listing_walk (network_id, read_on);
