-- Which credit was used for what: the use histories of booking credits and extra services, and the pass of a check-in.
-- depends: 0023_history

ALTER TABLE checkins ADD COLUMN coworker_time_pass_guid uuid;
ALTER TABLE checkins_history ADD COLUMN coworker_time_pass_guid uuid;

CREATE TABLE coworkerbookingcreditusehistories (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_booking_credit_id bigint,
    booking_id bigint,
    coworker_invoice_line_id bigint,
    event_attendee_id bigint,
    credit_used numeric,
    description text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (network_id, id),
    CHECK (is_deleted OR num_nulls(coworker_booking_credit_id, credit_used) = 0)
);
CREATE INDEX coworkerbookingcreditusehistories_by_update
    ON coworkerbookingcreditusehistories (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkerbookingcreditusehistories_by_transaction
    ON coworkerbookingcreditusehistories (network_id, stored_by);
CREATE INDEX coworkerbookingcreditusehistories_of_whole
    ON coworkerbookingcreditusehistories (network_id, coworker_booking_credit_id) WHERE NOT is_deleted;

CREATE TABLE coworkerbookingcreditusehistories_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_booking_credit_id bigint,
    booking_id bigint,
    coworker_invoice_line_id bigint,
    event_attendee_id bigint,
    credit_used numeric,
    description text COLLATE "C",
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkerbookingcreditusehistories_history_of_whole
    ON coworkerbookingcreditusehistories_history (network_id, coworker_booking_credit_id, held_until) WHERE NOT is_deleted;

CREATE TABLE coworkerextraserviceusehistories (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_extra_service_id bigint,
    booking_id bigint,
    credit_used integer,
    description text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (network_id, id),
    CHECK (is_deleted OR num_nulls(coworker_extra_service_id, credit_used) = 0)
);
CREATE INDEX coworkerextraserviceusehistories_by_update
    ON coworkerextraserviceusehistories (network_id, updated_on, id) WHERE NOT is_deleted;
CREATE INDEX coworkerextraserviceusehistories_by_transaction
    ON coworkerextraserviceusehistories (network_id, stored_by);
CREATE INDEX coworkerextraserviceusehistories_of_whole
    ON coworkerextraserviceusehistories (network_id, coworker_extra_service_id) WHERE NOT is_deleted;

CREATE TABLE coworkerextraserviceusehistories_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_extra_service_id bigint,
    booking_id bigint,
    credit_used integer,
    description text COLLATE "C",
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkerextraserviceusehistories_history_of_whole
    ON coworkerextraserviceusehistories_history (network_id, coworker_extra_service_id, held_until) WHERE NOT is_deleted;
