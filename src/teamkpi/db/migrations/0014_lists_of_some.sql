-- What the back office is asked for most: the records of a member, of a resource, of a stretch of time.
-- depends: 0009_listing

-- Tentative bookings are in them too: a list shows them, and the figures, which leave them out, find that in the index.
DROP INDEX bookings_of_member;
CREATE INDEX bookings_of_member ON bookings (network_id, coworker_id, to_time, from_time)
    INCLUDE (resource_id, tentative)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;
DROP INDEX bookings_of_resource;
CREATE INDEX bookings_of_resource ON bookings (network_id, resource_id, from_time) INCLUDE (coworker_id, tentative)
    WHERE NOT is_deleted AND resource_id IS NOT NULL;

CREATE INDEX coworkerproducts_of_member ON coworkerproducts (network_id, coworker_id) WHERE NOT is_deleted;
CREATE INDEX coworkerextraservices_of_member ON coworkerextraservices (network_id, coworker_id) WHERE NOT is_deleted;
CREATE INDEX coworkertimepasses_of_member ON coworkertimepasses (network_id, coworker_id) WHERE NOT is_deleted;
CREATE INDEX coworkerbookingcredits_of_member ON coworkerbookingcredits (network_id, coworker_id) WHERE NOT is_deleted;
CREATE INDEX eventattendees_of_member ON eventattendees (network_id, coworker_id) WHERE NOT is_deleted;
CREATE INDEX coworkerinvoices_by_member ON coworkerinvoices (network_id, coworker_id) WHERE NOT is_deleted;

CREATE INDEX bookings_by_start ON bookings (network_id, from_time) WHERE NOT is_deleted;
CREATE INDEX checkins_by_any_start ON checkins (network_id, from_time) WHERE NOT is_deleted;
