-- The whole schema, as all migrations together make it, for reading; `teamkpi doctor` compares databases with it.
-- Written by `make docs`; do not edit by hand. Changes go into a new migration.
-- Migrations: 8d8a09c30b028137eafd4e32f14d4654fb0b66348f1240c7190ac484892245f0

CREATE TABLE bookings (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    resource_id bigint,
    from_time timestamp with time zone,
    to_time timestamp with time zone,
    coworker_id bigint,
    tentative boolean,
    online boolean,
    invoiced boolean,
    booking_number bigint,
    notes text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT bookings_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT bookings_check CHECK ((is_deleted OR (num_nulls(resource_id, from_time, to_time, tentative) = 0))),
    CONSTRAINT bookings_check1 CHECK ((from_time <= to_time))
);
CREATE INDEX bookings_by_start ON bookings USING btree (network_id, from_time) WHERE (NOT is_deleted);
CREATE INDEX bookings_by_transaction ON bookings USING btree (network_id, stored_by);
CREATE INDEX bookings_by_update ON bookings USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX bookings_long ON bookings USING btree (network_id, coworker_id, to_time, from_time) INCLUDE (tentative) WHERE (((to_time - from_time) > '31 days'::interval) AND (NOT is_deleted) AND (coworker_id IS NOT NULL));
CREATE INDEX bookings_of_member ON bookings USING btree (network_id, coworker_id, to_time, from_time) INCLUDE (resource_id, tentative) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));
CREATE INDEX bookings_of_resource ON bookings USING btree (network_id, resource_id, from_time) INCLUDE (coworker_id, tentative) WHERE ((NOT is_deleted) AND (resource_id IS NOT NULL));
CREATE INDEX bookings_tentative ON bookings USING btree (network_id, coworker_id, to_time, from_time) WHERE (tentative AND (NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE bookings_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    resource_id bigint,
    from_time timestamp with time zone,
    to_time timestamp with time zone,
    coworker_id bigint,
    tentative boolean,
    online boolean,
    invoiced boolean,
    booking_number bigint,
    notes text COLLATE "C",
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT bookings_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT bookings_history_check CHECK ((held_since < held_until))
);
CREATE INDEX bookings_history_of_member ON bookings_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE businesses (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    name text COLLATE "C",
    web_address text COLLATE "C",
    currency_code text COLLATE "C",
    zone text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT businesses_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT businesses_check CHECK ((is_deleted OR (num_nulls(name, currency_code, zone) = 0)))
);
CREATE INDEX businesses_by_transaction ON businesses USING btree (network_id, stored_by);
CREATE INDEX businesses_by_update ON businesses USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);

CREATE TABLE businesses_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    name text COLLATE "C",
    web_address text COLLATE "C",
    currency_code text COLLATE "C",
    zone text COLLATE "C",
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT businesses_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT businesses_history_check CHECK ((held_since < held_until))
);

CREATE TABLE charges (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    quantity integer,
    total_amount numeric,
    description text COLLATE "C",
    invoiced boolean,
    invoiced_on timestamp with time zone,
    due_date timestamp with time zone,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT charges_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT charges_check CHECK ((is_deleted OR (num_nulls(coworker_id, business_id, invoiced) = 0)))
);
CREATE INDEX charges_by_invoicing ON charges USING btree (network_id, coworker_id, (
CASE
    WHEN invoiced THEN invoiced_on
    ELSE 'infinity'::timestamp with time zone
END)) WHERE (NOT is_deleted);
CREATE INDEX charges_by_transaction ON charges USING btree (network_id, stored_by);
CREATE INDEX charges_by_update ON charges USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX charges_of_member ON charges USING btree (network_id, coworker_id, created_on) WHERE (NOT is_deleted);

CREATE TABLE charges_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    quantity integer,
    total_amount numeric,
    description text COLLATE "C",
    invoiced boolean,
    invoiced_on timestamp with time zone,
    due_date timestamp with time zone,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT charges_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT charges_history_check CHECK ((held_since < held_until))
);
CREATE INDEX charges_history_of_member ON charges_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE checkins (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    from_time timestamp with time zone,
    to_time timestamp with time zone,
    coworker_id bigint,
    source integer,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    coworker_time_pass_guid uuid,
    CONSTRAINT checkins_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT checkins_check CHECK ((is_deleted OR (num_nulls(business_id, from_time) = 0))),
    CONSTRAINT checkins_check1 CHECK ((from_time <= to_time))
);
CREATE INDEX checkins_by_any_start ON checkins USING btree (network_id, from_time) WHERE (NOT is_deleted);
CREATE INDEX checkins_by_start ON checkins USING btree (network_id, coworker_id, from_time) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));
CREATE INDEX checkins_by_transaction ON checkins USING btree (network_id, stored_by);
CREATE INDEX checkins_by_update ON checkins USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX checkins_long ON checkins USING btree (network_id, coworker_id, to_time, from_time) WHERE (((to_time - from_time) > '31 days'::interval) AND (NOT is_deleted) AND (coworker_id IS NOT NULL));
CREATE INDEX checkins_of_member ON checkins USING btree (network_id, coworker_id, to_time, from_time) INCLUDE (business_id) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL) AND (to_time IS NOT NULL));
CREATE INDEX checkins_of_pass ON checkins USING btree (network_id, coworker_time_pass_guid) WHERE ((coworker_time_pass_guid IS NOT NULL) AND (NOT is_deleted));
CREATE INDEX checkins_open ON checkins USING btree (network_id, coworker_id) INCLUDE (from_time, business_id) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL) AND (to_time IS NULL));

CREATE TABLE checkins_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    from_time timestamp with time zone,
    to_time timestamp with time zone,
    coworker_id bigint,
    source integer,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    coworker_time_pass_guid uuid,
    CONSTRAINT checkins_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT checkins_history_check CHECK ((held_since < held_until))
);
CREATE INDEX checkins_history_of_member ON checkins_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE coworkerbookingcredits (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    total_credit numeric,
    remaining_credit numeric,
    description text COLLATE "C",
    valid_from timestamp with time zone,
    expire_date timestamp with time zone,
    can_be_used_for_bookings boolean,
    can_be_used_for_events boolean,
    is_universal_credit boolean,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkerbookingcredits_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkerbookingcredits_check CHECK ((is_deleted OR (num_nulls(coworker_id, business_id, total_credit, remaining_credit) = 0))),
    CONSTRAINT coworkerbookingcredits_check1 CHECK ((valid_from <= expire_date))
);
CREATE INDEX coworkerbookingcredits_by_transaction ON coworkerbookingcredits USING btree (network_id, stored_by);
CREATE INDEX coworkerbookingcredits_by_update ON coworkerbookingcredits USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkerbookingcredits_credit ON coworkerbookingcredits USING btree (network_id, coworker_id, COALESCE(expire_date, 'infinity'::timestamp with time zone)) INCLUDE (expire_date, valid_from, business_id, remaining_credit) WHERE ((can_be_used_for_bookings IS NOT FALSE) AND (NOT is_deleted) AND (remaining_credit <> (0)::numeric));
CREATE INDEX coworkerbookingcredits_of_member ON coworkerbookingcredits USING btree (network_id, coworker_id) WHERE (NOT is_deleted);

CREATE TABLE coworkerbookingcredits_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    total_credit numeric,
    remaining_credit numeric,
    description text COLLATE "C",
    valid_from timestamp with time zone,
    expire_date timestamp with time zone,
    can_be_used_for_bookings boolean,
    can_be_used_for_events boolean,
    is_universal_credit boolean,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkerbookingcredits_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkerbookingcredits_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkerbookingcredits_history_of_member ON coworkerbookingcredits_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE coworkerbookingcreditusehistories (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_booking_credit_id bigint,
    booking_id bigint,
    coworker_invoice_line_id bigint,
    event_attendee_id bigint,
    credit_used numeric,
    description text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkerbookingcreditusehistories_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkerbookingcreditusehistories_check CHECK ((is_deleted OR (num_nulls(coworker_booking_credit_id, credit_used) = 0)))
);
CREATE INDEX coworkerbookingcreditusehistories_by_transaction ON coworkerbookingcreditusehistories USING btree (network_id, stored_by);
CREATE INDEX coworkerbookingcreditusehistories_by_update ON coworkerbookingcreditusehistories USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkerbookingcreditusehistories_of_whole ON coworkerbookingcreditusehistories USING btree (network_id, coworker_booking_credit_id) WHERE (NOT is_deleted);

CREATE TABLE coworkerbookingcreditusehistories_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_booking_credit_id bigint,
    booking_id bigint,
    coworker_invoice_line_id bigint,
    event_attendee_id bigint,
    credit_used numeric,
    description text COLLATE "C",
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkerbookingcreditusehistories_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkerbookingcreditusehistories_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkerbookingcreditusehistories_history_of_whole ON coworkerbookingcreditusehistories_history USING btree (network_id, coworker_booking_credit_id, held_until) WHERE (NOT is_deleted);

CREATE TABLE coworkercontracts (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    issued_by_id bigint,
    tariff_id bigint,
    tariff_name text COLLATE "C",
    active boolean,
    cancelled boolean,
    start_date timestamp with time zone,
    renewal_date timestamp with time zone,
    cancellation_date timestamp with time zone,
    price numeric,
    quantity integer,
    billing_day integer,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkercontracts_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkercontracts_check CHECK ((is_deleted OR (num_nulls(coworker_id, issued_by_id, tariff_id, active, cancelled) = 0)))
);
CREATE INDEX coworkercontracts_by_transaction ON coworkercontracts USING btree (network_id, stored_by);
CREATE INDEX coworkercontracts_by_update ON coworkercontracts USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkercontracts_of_member ON coworkercontracts USING btree (network_id, coworker_id) WHERE (NOT is_deleted);
CREATE INDEX coworkercontracts_of_plan ON coworkercontracts USING btree (network_id, issued_by_id, tariff_id, id) WHERE (NOT is_deleted);

CREATE TABLE coworkercontracts_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    issued_by_id bigint,
    tariff_id bigint,
    tariff_name text COLLATE "C",
    active boolean,
    cancelled boolean,
    start_date timestamp with time zone,
    renewal_date timestamp with time zone,
    cancellation_date timestamp with time zone,
    price numeric,
    quantity integer,
    billing_day integer,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkercontracts_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkercontracts_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkercontracts_history_of_member ON coworkercontracts_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE coworkerextraservices (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    extra_service_id bigint,
    extra_service_name text COLLATE "C",
    total_uses integer,
    remaining_uses integer,
    charge_period integer,
    valid_from timestamp with time zone,
    expire_date timestamp with time zone,
    invoiced boolean,
    invoice_date timestamp with time zone,
    price numeric,
    free boolean,
    is_from_tariff boolean,
    booking_id bigint,
    booking_from_time timestamp with time zone,
    booking_to_time timestamp with time zone,
    booking_resource_name text COLLATE "C",
    extra_service_is_printing_credit boolean,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkerextraservices_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkerextraservices_check CHECK ((is_deleted OR (num_nulls(coworker_id, business_id, extra_service_id, total_uses, remaining_uses, charge_period, invoiced, free, is_from_tariff, extra_service_is_printing_credit) = 0)))
);
CREATE INDEX coworkerextraservices_by_booking ON coworkerextraservices USING btree (network_id, booking_id) WHERE ((booking_id IS NOT NULL) AND (NOT is_deleted));
CREATE INDEX coworkerextraservices_by_invoicing ON coworkerextraservices USING btree (network_id, coworker_id, (
CASE
    WHEN invoiced THEN invoice_date
    ELSE 'infinity'::timestamp with time zone
END)) WHERE ((NOT free) AND (NOT is_from_tariff) AND (NOT is_deleted));
CREATE INDEX coworkerextraservices_by_transaction ON coworkerextraservices USING btree (network_id, stored_by);
CREATE INDEX coworkerextraservices_by_update ON coworkerextraservices USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkerextraservices_credit ON coworkerextraservices USING btree (network_id, coworker_id, COALESCE(expire_date, 'infinity'::timestamp with time zone)) INCLUDE (expire_date, valid_from, charge_period, remaining_uses) WHERE ((booking_id IS NULL) AND (NOT extra_service_is_printing_credit) AND (NOT is_deleted) AND (remaining_uses <> 0));
CREATE INDEX coworkerextraservices_of_booking ON coworkerextraservices USING btree (network_id, coworker_id, booking_from_time) WHERE ((booking_id IS NOT NULL) AND (NOT is_deleted));
CREATE INDEX coworkerextraservices_of_member ON coworkerextraservices USING btree (network_id, coworker_id) WHERE (NOT is_deleted);
CREATE INDEX coworkerextraservices_to_invoice ON coworkerextraservices USING btree (network_id, coworker_id) WHERE ((NOT invoiced) AND (NOT free) AND (NOT is_from_tariff) AND (NOT is_deleted));

CREATE TABLE coworkerextraservices_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    extra_service_id bigint,
    extra_service_name text COLLATE "C",
    total_uses integer,
    remaining_uses integer,
    charge_period integer,
    valid_from timestamp with time zone,
    expire_date timestamp with time zone,
    invoiced boolean,
    invoice_date timestamp with time zone,
    price numeric,
    free boolean,
    is_from_tariff boolean,
    booking_id bigint,
    booking_from_time timestamp with time zone,
    booking_to_time timestamp with time zone,
    booking_resource_name text COLLATE "C",
    extra_service_is_printing_credit boolean,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkerextraservices_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkerextraservices_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkerextraservices_history_of_member ON coworkerextraservices_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE coworkerextraserviceusehistories (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_extra_service_id bigint,
    booking_id bigint,
    credit_used integer,
    description text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkerextraserviceusehistories_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkerextraserviceusehistories_check CHECK ((is_deleted OR (num_nulls(coworker_extra_service_id, credit_used) = 0)))
);
CREATE INDEX coworkerextraserviceusehistories_by_transaction ON coworkerextraserviceusehistories USING btree (network_id, stored_by);
CREATE INDEX coworkerextraserviceusehistories_by_update ON coworkerextraserviceusehistories USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkerextraserviceusehistories_of_whole ON coworkerextraserviceusehistories USING btree (network_id, coworker_extra_service_id) WHERE (NOT is_deleted);

CREATE TABLE coworkerextraserviceusehistories_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_extra_service_id bigint,
    booking_id bigint,
    credit_used integer,
    description text COLLATE "C",
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkerextraserviceusehistories_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkerextraserviceusehistories_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkerextraserviceusehistories_history_of_whole ON coworkerextraserviceusehistories_history USING btree (network_id, coworker_extra_service_id, held_until) WHERE (NOT is_deleted);

CREATE TABLE coworkerinvoices (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    invoice_number text COLLATE "C",
    total_amount numeric,
    tax_amount numeric,
    paid_amount numeric,
    due_date timestamp with time zone,
    draft boolean,
    void boolean,
    paid boolean,
    paid_on timestamp with time zone,
    credit_note boolean,
    currency_code text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkerinvoices_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkerinvoices_check CHECK ((is_deleted OR (num_nulls(coworker_id, business_id, draft, void, paid, credit_note) = 0)))
);
CREATE INDEX coworkerinvoices_by_member ON coworkerinvoices USING btree (network_id, coworker_id) WHERE (NOT is_deleted);
CREATE INDEX coworkerinvoices_by_payment ON coworkerinvoices USING btree (network_id, coworker_id, (
CASE
    WHEN paid THEN paid_on
    ELSE 'infinity'::timestamp with time zone
END)) WHERE ((NOT draft) AND (NOT void) AND (NOT is_deleted));
CREATE INDEX coworkerinvoices_by_transaction ON coworkerinvoices USING btree (network_id, stored_by);
CREATE INDEX coworkerinvoices_by_update ON coworkerinvoices USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkerinvoices_of_member ON coworkerinvoices USING btree (network_id, coworker_id, created_on) WHERE ((NOT draft) AND (NOT void) AND (NOT is_deleted));

CREATE TABLE coworkerinvoices_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    invoice_number text COLLATE "C",
    total_amount numeric,
    tax_amount numeric,
    paid_amount numeric,
    due_date timestamp with time zone,
    draft boolean,
    void boolean,
    paid boolean,
    paid_on timestamp with time zone,
    credit_note boolean,
    currency_code text COLLATE "C",
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkerinvoices_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkerinvoices_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkerinvoices_history_of_member ON coworkerinvoices_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE coworkerproducts (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    product_id bigint,
    product_name text COLLATE "C",
    quantity integer,
    price numeric,
    product_price numeric,
    invoiced boolean,
    invoiced_on timestamp with time zone,
    from_tariff boolean,
    regular_charge boolean,
    sale_date timestamp with time zone,
    due_date timestamp with time zone,
    coworker_invoice_id bigint,
    coworker_invoice_paid boolean,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkerproducts_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkerproducts_check CHECK ((is_deleted OR (num_nulls(coworker_id, business_id, product_id, invoiced, from_tariff) = 0)))
);
CREATE INDEX coworkerproducts_by_invoicing ON coworkerproducts USING btree (network_id, coworker_id, (
CASE
    WHEN invoiced THEN invoiced_on
    ELSE 'infinity'::timestamp with time zone
END)) WHERE ((NOT from_tariff) AND (NOT is_deleted));
CREATE INDEX coworkerproducts_by_transaction ON coworkerproducts USING btree (network_id, stored_by);
CREATE INDEX coworkerproducts_by_update ON coworkerproducts USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkerproducts_of_member ON coworkerproducts USING btree (network_id, coworker_id) WHERE (NOT is_deleted);
CREATE INDEX coworkerproducts_to_invoice ON coworkerproducts USING btree (network_id, coworker_id) WHERE ((NOT invoiced) AND (NOT from_tariff) AND (NOT is_deleted));

CREATE TABLE coworkerproducts_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    product_id bigint,
    product_name text COLLATE "C",
    quantity integer,
    price numeric,
    product_price numeric,
    invoiced boolean,
    invoiced_on timestamp with time zone,
    from_tariff boolean,
    regular_charge boolean,
    sale_date timestamp with time zone,
    due_date timestamp with time zone,
    coworker_invoice_id bigint,
    coworker_invoice_paid boolean,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkerproducts_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkerproducts_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkerproducts_history_of_member ON coworkerproducts_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE coworkers (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    full_name text COLLATE "C",
    email text COLLATE "C",
    coworker_type integer,
    company_name text COLLATE "C",
    active boolean,
    archived boolean,
    user_last_access timestamp with time zone,
    monday_attendance integer,
    tuesday_attendance integer,
    wednesday_attendance integer,
    thursday_attendance integer,
    friday_attendance integer,
    saturday_attendance integer,
    sunday_attendance integer,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    email_folded text COLLATE "C",
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkers_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkers_check CHECK ((is_deleted OR (num_nulls(full_name, email, active, archived) = 0))),
    CONSTRAINT coworkers_check1 CHECK ((is_deleted OR (email_folded IS NOT NULL)))
);
CREATE INDEX coworkers_by_transaction ON coworkers USING btree (network_id, stored_by);
CREATE INDEX coworkers_by_update ON coworkers USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkers_email ON coworkers USING btree (network_id, email_folded) WHERE (NOT is_deleted);

CREATE TABLE coworkers_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    full_name text COLLATE "C",
    email text COLLATE "C",
    coworker_type integer,
    company_name text COLLATE "C",
    active boolean,
    archived boolean,
    user_last_access timestamp with time zone,
    monday_attendance integer,
    tuesday_attendance integer,
    wednesday_attendance integer,
    thursday_attendance integer,
    friday_attendance integer,
    saturday_attendance integer,
    sunday_attendance integer,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkers_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkers_history_check CHECK ((held_since < held_until))
);

CREATE TABLE coworkertimepasses (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    time_pass_id bigint,
    time_pass_name text COLLATE "C",
    used boolean,
    used_date timestamp with time zone,
    remaining_uses integer,
    total_uses integer,
    expire_date timestamp with time zone,
    invoiced boolean,
    invoice_date timestamp with time zone,
    price numeric,
    free boolean,
    is_from_tariff boolean,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT coworkertimepasses_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT coworkertimepasses_check CHECK ((is_deleted OR (num_nulls(coworker_id, business_id, time_pass_id, used, invoiced, free, is_from_tariff) = 0)))
);
CREATE INDEX coworkertimepasses_by_invoicing ON coworkertimepasses USING btree (network_id, coworker_id, (
CASE
    WHEN invoiced THEN invoice_date
    ELSE 'infinity'::timestamp with time zone
END)) WHERE ((NOT free) AND (NOT is_from_tariff) AND (NOT is_deleted));
CREATE INDEX coworkertimepasses_by_transaction ON coworkertimepasses USING btree (network_id, stored_by);
CREATE INDEX coworkertimepasses_by_update ON coworkertimepasses USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX coworkertimepasses_of_member ON coworkertimepasses USING btree (network_id, coworker_id) WHERE (NOT is_deleted);
CREATE INDEX coworkertimepasses_to_invoice ON coworkertimepasses USING btree (network_id, coworker_id) WHERE ((NOT invoiced) AND (NOT free) AND (NOT is_from_tariff) AND (NOT is_deleted));
CREATE INDEX coworkertimepasses_unused ON coworkertimepasses USING btree (network_id, coworker_id, COALESCE(expire_date, 'infinity'::timestamp with time zone)) INCLUDE (expire_date, remaining_uses) WHERE ((NOT used) AND (NOT is_deleted));
CREATE INDEX coworkertimepasses_used ON coworkertimepasses USING btree (network_id, coworker_id, used_date) WHERE (used AND (NOT is_deleted));

CREATE TABLE coworkertimepasses_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    time_pass_id bigint,
    time_pass_name text COLLATE "C",
    used boolean,
    used_date timestamp with time zone,
    remaining_uses integer,
    total_uses integer,
    expire_date timestamp with time zone,
    invoiced boolean,
    invoice_date timestamp with time zone,
    price numeric,
    free boolean,
    is_from_tariff boolean,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT coworkertimepasses_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT coworkertimepasses_history_check CHECK ((held_since < held_until))
);
CREATE INDEX coworkertimepasses_history_of_member ON coworkertimepasses_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE eventattendees (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    calendar_event_id bigint,
    event_product_id bigint,
    full_name text COLLATE "C",
    email text COLLATE "C",
    coworker_id bigint,
    calendar_event_name text COLLATE "C",
    event_product_name text COLLATE "C",
    event_product_price numeric,
    invoiced boolean,
    cancelled boolean,
    checked_in boolean,
    coworker_invoice_id bigint,
    coworker_invoice_paid boolean,
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT eventattendees_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT eventattendees_check CHECK ((is_deleted OR (num_nulls(business_id, calendar_event_id, event_product_id, full_name, email, invoiced, cancelled) = 0)))
);
CREATE INDEX eventattendees_by_transaction ON eventattendees USING btree (network_id, stored_by);
CREATE INDEX eventattendees_by_update ON eventattendees USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX eventattendees_invoiced ON eventattendees USING btree (network_id, coworker_id) WHERE (invoiced AND (NOT cancelled) AND (NOT is_deleted) AND (coworker_id IS NOT NULL));
CREATE INDEX eventattendees_of_member ON eventattendees USING btree (network_id, coworker_id) WHERE (NOT is_deleted);
CREATE INDEX eventattendees_to_invoice ON eventattendees USING btree (network_id, coworker_id) WHERE ((NOT invoiced) AND (NOT cancelled) AND (NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE eventattendees_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    calendar_event_id bigint,
    event_product_id bigint,
    full_name text COLLATE "C",
    email text COLLATE "C",
    coworker_id bigint,
    calendar_event_name text COLLATE "C",
    event_product_name text COLLATE "C",
    event_product_price numeric,
    invoiced boolean,
    cancelled boolean,
    checked_in boolean,
    coworker_invoice_id bigint,
    coworker_invoice_paid boolean,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT eventattendees_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT eventattendees_history_check CHECK ((held_since < held_until))
);
CREATE INDEX eventattendees_history_of_member ON eventattendees_history USING btree (network_id, coworker_id, held_until) WHERE ((NOT is_deleted) AND (coworker_id IS NOT NULL));

CREATE TABLE local_id (
    network_id bigint NOT NULL,
    entity text COLLATE "C" NOT NULL,
    last_id bigint NOT NULL,
    first_id bigint NOT NULL,
    CONSTRAINT local_id_pkey PRIMARY KEY (network_id, entity, first_id)
);

CREATE TABLE member_state (
    network_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    revision bigint NOT NULL,
    booked_us bigint NOT NULL DEFAULT 0,
    checked_us bigint NOT NULL DEFAULT 0,
    CONSTRAINT member_state_pkey PRIMARY KEY (network_id, coworker_id)
);

CREATE TABLE network (
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    name text COLLATE "C" NOT NULL,
    places_revision bigint NOT NULL DEFAULT 0,
    guess_key bytea NOT NULL DEFAULT sha256(convert_to(((gen_random_uuid())::text || (gen_random_uuid())::text), 'UTF8'::name)),
    ids_fit_32_bits boolean NOT NULL DEFAULT false,
    known_since timestamp with time zone NOT NULL DEFAULT '0001-01-01 00:00:00+00'::timestamp with time zone,
    named_as bigint,
    place text COLLATE "C" NOT NULL DEFAULT 'here'::text,
    place_since timestamp with time zone,
    is_closed boolean NOT NULL DEFAULT false,
    move_id uuid,
    other_place text COLLATE "C",
    other_id bigint,
    copied_to xid8,
    CONSTRAINT network_pkey PRIMARY KEY (id),
    CONSTRAINT network_name_key UNIQUE (name),
    CONSTRAINT network_place_check CHECK ((place = ANY (ARRAY['here'::text, 'leaving'::text, 'moved'::text, 'arriving'::text, 'arrived'::text])))
);

CREATE TABLE plain_sign_in (
    host text COLLATE "C" NOT NULL,
    first_seen_on timestamp with time zone NOT NULL,
    last_seen_on timestamp with time zone NOT NULL,
    CONSTRAINT plain_sign_in_pkey PRIMARY KEY (host)
);

CREATE TABLE resources (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    name text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT resources_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT resources_check CHECK ((is_deleted OR (num_nulls(business_id, name) = 0)))
);
CREATE INDEX resources_business ON resources USING btree (network_id, business_id);
CREATE INDEX resources_by_transaction ON resources USING btree (network_id, stored_by);
CREATE INDEX resources_by_update ON resources USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);

CREATE TABLE resources_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    name text COLLATE "C",
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT resources_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT resources_history_check CHECK ((held_since < held_until))
);

CREATE TABLE team_state (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT team_state_pkey PRIMARY KEY (network_id, team_id)
);

CREATE TABLE teams (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    name text COLLATE "C",
    team_members bigint[],
    team_administrators bigint[],
    paying_member_id bigint,
    create_single_invoice_for_team boolean,
    max_team_member_count numeric,
    default_tariff_id bigint,
    default_tariff_name text COLLATE "C",
    default_member_tariff_keep_new_accounts_on_hold boolean,
    disable_attendance_dashboard boolean,
    discount_charges numeric,
    discount_extra_services numeric,
    discount_tariffs numeric,
    discount_time_passes numeric,
    has_community_group boolean,
    description text COLLATE "C",
    profile_summary text COLLATE "C",
    profile_is_public boolean,
    profile_website text COLLATE "C",
    profile_tags text COLLATE "C",
    google_maps_link text COLLATE "C",
    twitter text COLLATE "C",
    facebook text COLLATE "C",
    linkedin text COLLATE "C",
    instagram text COLLATE "C",
    github text COLLATE "C",
    pinterest text COLLATE "C",
    skype text COLLATE "C",
    telegram text COLLATE "C",
    flickr text COLLATE "C",
    vimeo text COLLATE "C",
    tumblr text COLLATE "C",
    blogger text COLLATE "C",
    stored_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    team_members_updated_on timestamp with time zone,
    team_administrators_updated_on timestamp with time zone,
    name_folded text COLLATE "C",
    held_since timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT teams_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT teams_check CHECK ((is_deleted OR (num_nulls(business_id, name, team_members, team_administrators) = 0))),
    CONSTRAINT teams_check1 CHECK ((is_deleted OR (name_folded IS NOT NULL)))
);
CREATE INDEX teams_administrators ON teams USING gin (team_administrators) WHERE (NOT is_deleted);
CREATE INDEX teams_by_transaction ON teams USING btree (network_id, stored_by);
CREATE INDEX teams_by_update ON teams USING btree (network_id, updated_on, id) WHERE (NOT is_deleted);
CREATE INDEX teams_members ON teams USING gin (team_members) WHERE (NOT is_deleted);

CREATE TABLE teams_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamp with time zone,
    updated_on timestamp with time zone NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    name text COLLATE "C",
    team_members bigint[],
    team_administrators bigint[],
    paying_member_id bigint,
    create_single_invoice_for_team boolean,
    max_team_member_count numeric,
    default_tariff_id bigint,
    default_tariff_name text COLLATE "C",
    default_member_tariff_keep_new_accounts_on_hold boolean,
    disable_attendance_dashboard boolean,
    discount_charges numeric,
    discount_extra_services numeric,
    discount_tariffs numeric,
    discount_time_passes numeric,
    has_community_group boolean,
    description text COLLATE "C",
    profile_summary text COLLATE "C",
    profile_is_public boolean,
    profile_website text COLLATE "C",
    profile_tags text COLLATE "C",
    google_maps_link text COLLATE "C",
    twitter text COLLATE "C",
    facebook text COLLATE "C",
    linkedin text COLLATE "C",
    instagram text COLLATE "C",
    github text COLLATE "C",
    pinterest text COLLATE "C",
    skype text COLLATE "C",
    telegram text COLLATE "C",
    flickr text COLLATE "C",
    vimeo text COLLATE "C",
    tumblr text COLLATE "C",
    blogger text COLLATE "C",
    team_members_updated_on timestamp with time zone,
    team_administrators_updated_on timestamp with time zone,
    held_since timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL,
    CONSTRAINT teams_history_pkey PRIMARY KEY (network_id, id, held_since),
    CONSTRAINT teams_history_check CHECK ((held_since < held_until))
);

CREATE UNLOGGED TABLE throttle_count (
    network_id bigint NOT NULL,
    subject bytea NOT NULL,
    full_us bigint NOT NULL,
    spent_us bigint NOT NULL,
    CONSTRAINT throttle_count_pkey PRIMARY KEY (network_id, subject)
);

CREATE TABLE untrusted_proxy (
    address text COLLATE "C" NOT NULL,
    first_seen_on timestamp with time zone NOT NULL,
    last_seen_on timestamp with time zone NOT NULL,
    CONSTRAINT untrusted_proxy_pkey PRIMARY KEY (address)
);

CREATE TABLE usage_month (
    network_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    month date NOT NULL,
    is_placed boolean NOT NULL,
    booked_us bigint NOT NULL,
    checked_us bigint NOT NULL,
    bookings_started integer NOT NULL,
    CONSTRAINT usage_month_pkey PRIMARY KEY (network_id, coworker_id, month, is_placed)
);

CREATE TABLE verified_backup (
    is_newest boolean NOT NULL,
    made_on timestamp with time zone NOT NULL,
    verified_on timestamp with time zone NOT NULL,
    bytes bigint NOT NULL,
    CONSTRAINT verified_backup_pkey PRIMARY KEY (is_newest),
    CONSTRAINT verified_backup_is_newest_check CHECK (is_newest)
);

CREATE TABLE watched_change (
    network_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT watched_change_pkey PRIMARY KEY (network_id, kind, id),
    CONSTRAINT watched_change_kind_check CHECK ((kind = ANY (ARRAY['member'::text, 'team'::text, 'places'::text])))
);

CREATE TABLE account (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    email text COLLATE "C" NOT NULL,
    password_hash text COLLATE "C" NOT NULL,
    password_set_on timestamp with time zone NOT NULL,
    is_operator boolean NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    must_reset_password boolean NOT NULL DEFAULT false,
    created_on timestamp with time zone NOT NULL,
    last_sign_in_on timestamp with time zone,
    roles text[] COLLATE "C",
    email_folded text COLLATE "C" NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT account_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX account_email ON account USING btree (network_id, email_folded);

CREATE TABLE alert_event (
    network_id bigint NOT NULL,
    look_id uuid NOT NULL,
    rule_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    team_id bigint NOT NULL,
    is_over boolean NOT NULL,
    figure text COLLATE "C" NOT NULL,
    comparison text COLLATE "C" NOT NULL,
    threshold numeric NOT NULL,
    value numeric,
    currency_code text COLLATE "C",
    recipient_ids bigint[],
    happened_on timestamp with time zone NOT NULL,
    CONSTRAINT alert_event_pkey PRIMARY KEY (network_id, look_id, rule_id, coworker_id),
    CONSTRAINT alert_event_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX alert_event_time ON alert_event USING btree (network_id, happened_on);

CREATE TABLE alert_rule (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    figure text COLLATE "C" NOT NULL,
    is_of_team boolean NOT NULL,
    comparison text COLLATE "C" NOT NULL,
    threshold numeric NOT NULL,
    recipient_ids bigint[],
    muted_until date,
    is_new boolean NOT NULL,
    created_on timestamp with time zone NOT NULL,
    CONSTRAINT alert_rule_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT alert_rule_comparison_check CHECK ((comparison = ANY (ARRAY['at_most'::text, 'at_least'::text]))),
    CONSTRAINT alert_rule_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX alert_rule_team ON alert_rule USING btree (network_id, team_id, id);

CREATE TABLE api_key (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    key_hash bytea NOT NULL,
    roles text[] COLLATE "C",
    created_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone,
    revoked_on timestamp with time zone,
    last_used_on timestamp with time zone,
    name_folded text COLLATE "C" NOT NULL,
    CONSTRAINT api_key_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT api_key_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_key_hash ON api_key USING btree (network_id, key_hash);
CREATE UNIQUE INDEX api_key_name ON api_key USING btree (network_id, name_folded) WHERE (revoked_on IS NULL);

CREATE TABLE audit_entry (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    created_on timestamp with time zone NOT NULL,
    action_by text COLLATE "C" NOT NULL,
    door text COLLATE "C" NOT NULL,
    address text COLLATE "C",
    account_id bigint,
    key_id bigint,
    request_id text COLLATE "C",
    entity_short_name text COLLATE "C" NOT NULL,
    entity_id bigint NOT NULL,
    audit_type smallint NOT NULL,
    version timestamp with time zone NOT NULL,
    changes json NOT NULL,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT audit_entry_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX audit_entry_created_on ON audit_entry USING btree (network_id, created_on, id);
CREATE INDEX audit_entry_record ON audit_entry USING btree (network_id, entity_id, id);

CREATE TABLE calendar_link (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL,
    coworker_id bigint,
    days integer NOT NULL,
    shows_names boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    created_on timestamp with time zone NOT NULL,
    CONSTRAINT calendar_link_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT calendar_link_days_check CHECK (((days >= 1) AND (days <= 366))),
    CONSTRAINT calendar_link_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX calendar_link_secret ON calendar_link USING btree (network_id, secret_hash);
CREATE INDEX calendar_link_team ON calendar_link USING btree (network_id, team_id, id);

CREATE UNLOGGED TABLE check_run (
    network_id bigint NOT NULL,
    check_name text COLLATE "C" NOT NULL,
    started_on timestamp with time zone NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    ended_on timestamp with time zone,
    problems bigint NOT NULL DEFAULT 0,
    findings json,
    CONSTRAINT check_run_pkey PRIMARY KEY (network_id, check_name),
    CONSTRAINT check_run_check_name_check CHECK ((check_name = ANY (ARRAY['doctor'::text, 'verify'::text]))),
    CONSTRAINT check_run_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE erased_coworker (
    network_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    erased_on timestamp with time zone NOT NULL,
    CONSTRAINT erased_coworker_pkey PRIMARY KEY (network_id, coworker_id),
    CONSTRAINT erased_coworker_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE erased_email (
    network_id bigint NOT NULL,
    digest bytea NOT NULL,
    erased_on timestamp with time zone NOT NULL,
    CONSTRAINT erased_email_pkey PRIMARY KEY (network_id, digest),
    CONSTRAINT erased_email_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE expiry_told (
    network_id bigint NOT NULL,
    entity text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    expire_date timestamp with time zone NOT NULL,
    CONSTRAINT expiry_told_pkey PRIMARY KEY (network_id, entity, record_id),
    CONSTRAINT expiry_told_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE figure_mismatch (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    figure text COLLATE "C" NOT NULL,
    times bigint NOT NULL,
    first_on timestamp with time zone NOT NULL,
    last_on timestamp with time zone NOT NULL,
    CONSTRAINT figure_mismatch_pkey PRIMARY KEY (network_id, team_id, figure),
    CONSTRAINT figure_mismatch_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE figures_told (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    digest bytea,
    revision text COLLATE "C",
    next_look_on timestamp with time zone NOT NULL,
    told_on timestamp with time zone,
    CONSTRAINT figures_told_pkey PRIMARY KEY (network_id, team_id),
    CONSTRAINT figures_told_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX figures_told_due ON figures_told USING btree (network_id, next_look_on);

CREATE TABLE guess_count (
    network_id bigint NOT NULL,
    subject bytea NOT NULL,
    failures integer NOT NULL,
    counted_on timestamp with time zone NOT NULL,
    blocked_until timestamp with time zone,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT guess_count_pkey PRIMARY KEY (network_id, subject),
    CONSTRAINT guess_count_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX guess_count_expiry ON guess_count USING btree (network_id, expires_on);

CREATE TABLE hook (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    url text COLLATE "C" NOT NULL,
    events text[] COLLATE "C" NOT NULL,
    sealed_keys text COLLATE "C" NOT NULL,
    sealed_previous text COLLATE "C",
    previous_until timestamp with time zone,
    created_on timestamp with time zone NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    stopped_on timestamp with time zone,
    stopped_by text COLLATE "C",
    CONSTRAINT hook_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT hook_network_id_name_key UNIQUE (network_id, name),
    CONSTRAINT hook_check CHECK (((sealed_previous IS NULL) = (previous_until IS NULL))),
    CONSTRAINT hook_check1 CHECK (((stopped_on IS NULL) = (stopped_by IS NULL))),
    CONSTRAINT hook_stopped_by_check CHECK ((stopped_by = ANY (ARRAY['receiver'::text, 'operator'::text]))),
    CONSTRAINT hook_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE import_run (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    created_on timestamp with time zone NOT NULL,
    new_count bigint NOT NULL,
    changed_count bigint NOT NULL,
    deleted_count bigint NOT NULL,
    undone_on timestamp with time zone,
    is_made_up boolean NOT NULL DEFAULT false,
    CONSTRAINT import_run_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT import_run_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE invitation (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    email text COLLATE "C" NOT NULL,
    coworker_ids bigint[] NOT NULL,
    account_id bigint NOT NULL,
    invited_by_id bigint NOT NULL,
    tariff_id bigint,
    tariff_name text COLLATE "C",
    start_date timestamp with time zone,
    created_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    secret_hash bytea,
    secret_expires_on timestamp with time zone,
    state text COLLATE "C" NOT NULL,
    email_folded text COLLATE "C" NOT NULL,
    CONSTRAINT invitation_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT invitation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text]))),
    CONSTRAINT invitation_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX invitation_coworkers ON invitation USING gin (coworker_ids) WHERE (state = 'open'::text);
CREATE INDEX invitation_email ON invitation USING btree (network_id, email_folded) WHERE (state = 'open'::text);
CREATE INDEX invitation_expiry ON invitation USING btree (network_id, expires_on);
CREATE UNIQUE INDEX invitation_secret ON invitation USING btree (network_id, secret_hash);
CREATE INDEX invitation_team ON invitation USING btree (network_id, team_id, expires_on);

CREATE TABLE listing_walk (
    network_id bigint NOT NULL,
    walker bytea NOT NULL,
    page bigint NOT NULL,
    updated_on timestamp with time zone NOT NULL,
    record_id bigint NOT NULL,
    seen pg_snapshot NOT NULL,
    remaining bigint,
    read_on timestamp with time zone NOT NULL,
    CONSTRAINT listing_walk_pkey PRIMARY KEY (network_id, walker, page),
    CONSTRAINT listing_walk_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX listing_walk_age ON listing_walk USING btree (network_id, read_on);

CREATE TABLE mail_bounce (
    network_id bigint NOT NULL,
    email_folded text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    bounced_on timestamp with time zone NOT NULL,
    code text COLLATE "C",
    CONSTRAINT mail_bounce_pkey PRIMARY KEY (network_id, email_folded),
    CONSTRAINT mail_bounce_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE mail_bounce_report (
    network_id bigint NOT NULL,
    digest bytea NOT NULL,
    received_on timestamp with time zone NOT NULL,
    CONSTRAINT mail_bounce_report_pkey PRIMARY KEY (network_id, digest),
    CONSTRAINT mail_bounce_report_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX mail_bounce_report_received ON mail_bounce_report USING btree (network_id, received_on);

CREATE TABLE mail_sender (
    network_id bigint NOT NULL,
    sender text COLLATE "C" NOT NULL,
    reply_to text COLLATE "C",
    web_address text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    tells_sign_ins boolean NOT NULL DEFAULT false,
    CONSTRAINT mail_sender_pkey PRIMARY KEY (network_id),
    CONSTRAINT mail_sender_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE mirror (
    network_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    base_url text COLLATE "C" NOT NULL,
    allows_http boolean NOT NULL,
    sealed_credentials text COLLATE "C" NOT NULL,
    businesses bigint[],
    share integer NOT NULL,
    every_seconds integer NOT NULL,
    most_deleted integer NOT NULL,
    is_paused boolean NOT NULL,
    created_on timestamp with time zone NOT NULL,
    last_started_on timestamp with time zone,
    last_completed_on timestamp with time zone,
    problem_code text COLLATE "C",
    problem text COLLATE "C",
    problem_since timestamp with time zone,
    allows_local_writes boolean NOT NULL DEFAULT false,
    CONSTRAINT mirror_pkey PRIMARY KEY (network_id),
    CONSTRAINT mirror_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE network_host (
    host text COLLATE "C" NOT NULL,
    network_id bigint NOT NULL,
    CONSTRAINT network_host_pkey PRIMARY KEY (host),
    CONSTRAINT network_host_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX network_host_network ON network_host USING btree (network_id);

CREATE TABLE outbox_message (
    network_id bigint NOT NULL,
    id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    account_id bigint,
    language text COLLATE "C" NOT NULL,
    written_on timestamp with time zone NOT NULL,
    due_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    tries integer NOT NULL,
    outcome text COLLATE "C",
    ended_on timestamp with time zone,
    look_id uuid,
    link_id bigint,
    report_team_id bigint,
    report_from date,
    CONSTRAINT outbox_message_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT outbox_message_check CHECK (((report_team_id IS NULL) = (report_from IS NULL))),
    CONSTRAINT outbox_message_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX outbox_due ON outbox_message USING btree (network_id, due_on) WHERE (ended_on IS NULL);
CREATE INDEX outbox_ended ON outbox_message USING btree (network_id, ended_on);

CREATE TABLE passkey_challenge (
    network_id bigint NOT NULL,
    browser_hash bytea NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    challenge bytea NOT NULL,
    user_handle bytea,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT passkey_challenge_pkey PRIMARY KEY (network_id, browser_hash, purpose),
    CONSTRAINT passkey_challenge_purpose_check CHECK ((purpose = ANY (ARRAY['prove'::text, 'register'::text]))),
    CONSTRAINT passkey_challenge_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX passkey_challenge_expiry ON passkey_challenge USING btree (network_id, expires_on);

CREATE TABLE reader_entry (
    network_id bigint NOT NULL,
    read_on timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    call text COLLATE "C" NOT NULL,
    account_id bigint,
    key_id bigint,
    team_id bigint,
    coworker_ids bigint[] NOT NULL,
    address text COLLATE "C",
    request_id text COLLATE "C",
    last_read_on timestamp with time zone,
    CONSTRAINT reader_entry_pkey PRIMARY KEY (network_id, read_on, id),
    CONSTRAINT reader_entry_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE sign_in_provider (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    label text COLLATE "C" NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    sealed_secret text COLLATE "C",
    scopes text[] COLLATE "C" NOT NULL,
    for_whom text COLLATE "C" NOT NULL,
    role_claim text COLLATE "C",
    role_map jsonb,
    created_on timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_provider_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT sign_in_provider_network_id_name_key UNIQUE (network_id, name),
    CONSTRAINT sign_in_provider_check CHECK (((role_claim IS NULL) = (role_map IS NULL))),
    CONSTRAINT sign_in_provider_for_whom_check CHECK ((for_whom = ANY (ARRAY['everybody'::text, 'operators'::text, 'members'::text]))),
    CONSTRAINT sign_in_provider_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE space_look (
    network_id bigint NOT NULL,
    name text COLLATE "C",
    accent text COLLATE "C",
    accent_in_dark text COLLATE "C",
    logo_file text COLLATE "C",
    logo bytea,
    CONSTRAINT space_look_pkey PRIMARY KEY (network_id),
    CONSTRAINT space_look_check CHECK (((logo_file IS NULL) = (logo IS NULL))),
    CONSTRAINT space_look_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE UNLOGGED TABLE staged_import (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint,
    key_id bigint,
    name text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    created_on timestamp with time zone NOT NULL,
    run text COLLATE "C",
    options json,
    bytes_read bigint NOT NULL DEFAULT 0,
    started_on timestamp with time zone,
    ended_on timestamp with time zone,
    report json,
    preview json,
    problem text COLLATE "C",
    rejected bytea,
    headings text COLLATE "C",
    is_made_up boolean NOT NULL DEFAULT false,
    CONSTRAINT staged_import_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT staged_import_check CHECK ((num_nonnulls(account_id, key_id) = 1)),
    CONSTRAINT staged_import_run_check CHECK ((run = ANY (ARRAY['check'::text, 'import'::text]))),
    CONSTRAINT staged_import_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);

CREATE TABLE team_statement (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    month date NOT NULL,
    version integer NOT NULL,
    known_at timestamp with time zone NOT NULL,
    digest bytea NOT NULL,
    content text COLLATE "C" NOT NULL,
    CONSTRAINT team_statement_pkey PRIMARY KEY (network_id, team_id, month, version),
    CONSTRAINT team_statement_month_check CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone))),
    CONSTRAINT team_statement_version_check CHECK ((version > 0)),
    CONSTRAINT team_statement_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id)
);

CREATE TABLE watched_team (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    revision text COLLATE "C",
    member_ids bigint[],
    next_look_on timestamp with time zone NOT NULL,
    CONSTRAINT watched_team_pkey PRIMARY KEY (network_id, team_id),
    CONSTRAINT watched_team_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX watched_team_due ON watched_team USING btree (network_id, next_look_on);

CREATE TABLE webhook (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    key_hash bytea NOT NULL,
    sealed_secret text COLLATE "C",
    action integer,
    created_on timestamp with time zone NOT NULL,
    revoked_on timestamp with time zone,
    roles text[] COLLATE "C",
    signature text COLLATE "C",
    previous_secret text COLLATE "C",
    previous_until timestamp with time zone,
    CONSTRAINT webhook_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT webhook_check CHECK (((sealed_secret IS NULL) = (revoked_on IS NOT NULL))),
    CONSTRAINT webhook_check1 CHECK (((action IS NULL) OR (roles IS NULL))),
    CONSTRAINT webhook_check2 CHECK (((previous_secret IS NULL) = (previous_until IS NULL))),
    CONSTRAINT webhook_check3 CHECK (((revoked_on IS NULL) OR (previous_secret IS NULL))),
    CONSTRAINT webhook_signature_check CHECK ((signature = ANY (ARRAY['ascii'::text, 'bytes'::text]))),
    CONSTRAINT webhook_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX webhook_key ON webhook USING btree (network_id, key_hash);
CREATE UNIQUE INDEX webhook_name ON webhook USING btree (network_id, name) WHERE (revoked_on IS NULL);

CREATE TABLE account_binding (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    bound_on timestamp with time zone NOT NULL,
    CONSTRAINT account_binding_pkey PRIMARY KEY (network_id, account_id, coworker_id),
    CONSTRAINT account_binding_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);
CREATE INDEX account_binding_coworker ON account_binding USING btree (network_id, coworker_id);

CREATE TABLE account_link (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    email_folded text COLLATE "C" NOT NULL,
    account_id bigint,
    password_set_on timestamp with time zone,
    made_by_id bigint,
    created_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT account_link_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT account_link_check CHECK (((purpose = 'reset'::text) = (account_id IS NOT NULL))),
    CONSTRAINT account_link_purpose_check CHECK ((purpose = ANY (ARRAY['reset'::text, 'invitation'::text]))),
    CONSTRAINT account_link_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE,
    CONSTRAINT account_link_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE
);
CREATE INDEX account_link_account ON account_link USING btree (network_id, account_id);
CREATE INDEX account_link_expiry ON account_link USING btree (network_id, expires_on);
CREATE UNIQUE INDEX account_link_invitation ON account_link USING btree (network_id, email_folded) WHERE (purpose = 'invitation'::text);

CREATE TABLE alert_reader (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL,
    wants_mail boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    CONSTRAINT alert_reader_pkey PRIMARY KEY (network_id, team_id, account_id),
    CONSTRAINT alert_reader_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);

CREATE TABLE known_address (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    address bytea NOT NULL,
    verified_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT known_address_pkey PRIMARY KEY (network_id, account_id, address),
    CONSTRAINT known_address_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);
CREATE INDEX known_address_expiry ON known_address USING btree (network_id, expires_on);

CREATE TABLE passkey (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    user_handle bytea NOT NULL,
    sign_count bigint NOT NULL,
    rp_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    created_on timestamp with time zone NOT NULL,
    last_used_on timestamp with time zone,
    CONSTRAINT passkey_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT passkey_network_id_credential_id_key UNIQUE (network_id, credential_id),
    CONSTRAINT passkey_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);
CREATE INDEX passkey_account ON passkey USING btree (network_id, account_id);

CREATE TABLE password_policy (
    network_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    turned_off_on timestamp with time zone NOT NULL,
    CONSTRAINT password_policy_pkey PRIMARY KEY (network_id),
    CONSTRAINT password_policy_network_id_fkey FOREIGN KEY (network_id) REFERENCES network(id) ON DELETE CASCADE,
    CONSTRAINT password_policy_network_id_owner_id_fkey FOREIGN KEY (network_id, owner_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);

CREATE TABLE recovery_code (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    code_hash bytea NOT NULL,
    CONSTRAINT recovery_code_pkey PRIMARY KEY (network_id, account_id, code_hash),
    CONSTRAINT recovery_code_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);

CREATE TABLE report_reader (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL,
    period text COLLATE "C" NOT NULL,
    with_names boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    next_on timestamp with time zone NOT NULL,
    CONSTRAINT report_reader_pkey PRIMARY KEY (network_id, team_id, account_id, period),
    CONSTRAINT report_reader_period_check CHECK ((period = ANY (ARRAY['week'::text, 'month'::text]))),
    CONSTRAINT report_reader_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);
CREATE INDEX report_reader_due ON report_reader USING btree (network_id, next_on);

CREATE TABLE second_factor (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    sealed_secret text COLLATE "C" NOT NULL,
    last_step bigint NOT NULL,
    created_on timestamp with time zone NOT NULL,
    CONSTRAINT second_factor_pkey PRIMARY KEY (network_id, account_id),
    CONSTRAINT second_factor_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);

CREATE TABLE sign_in (
    network_id bigint NOT NULL,
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    account_id bigint NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    created_on timestamp with time zone NOT NULL,
    earlier_on timestamp with time zone,
    CONSTRAINT sign_in_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT sign_in_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE
);
CREATE INDEX sign_in_account ON sign_in USING btree (network_id, account_id);

CREATE TABLE alert_over (
    network_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    team_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    month date NOT NULL,
    is_notified boolean NOT NULL,
    CONSTRAINT alert_over_pkey PRIMARY KEY (network_id, rule_id, coworker_id),
    CONSTRAINT alert_over_network_id_rule_id_fkey FOREIGN KEY (network_id, rule_id) REFERENCES alert_rule(network_id, id) ON DELETE CASCADE
);
CREATE INDEX alert_over_team ON alert_over USING btree (network_id, team_id);

CREATE TABLE hook_message (
    network_id bigint NOT NULL,
    id uuid NOT NULL,
    hook_id bigint NOT NULL,
    event text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    written_on timestamp with time zone NOT NULL,
    due_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    tries integer NOT NULL,
    outcome text COLLATE "C",
    ended_on timestamp with time zone,
    CONSTRAINT hook_message_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT hook_message_network_id_hook_id_fkey FOREIGN KEY (network_id, hook_id) REFERENCES hook(network_id, id) ON DELETE CASCADE
);
CREATE INDEX hook_message_due ON hook_message USING btree (network_id, due_on) WHERE (ended_on IS NULL);
CREATE INDEX hook_message_ended ON hook_message USING btree (network_id, ended_on);
CREATE INDEX hook_message_hook ON hook_message USING btree (network_id, hook_id, written_on);

CREATE TABLE import_version (
    network_id bigint NOT NULL,
    import_id bigint NOT NULL,
    part integer NOT NULL,
    entity text COLLATE "C" NOT NULL,
    held_since timestamp with time zone NOT NULL,
    ids bigint[] NOT NULL,
    CONSTRAINT import_version_pkey PRIMARY KEY (network_id, import_id, part),
    CONSTRAINT import_version_network_id_import_id_fkey FOREIGN KEY (network_id, import_id) REFERENCES import_run(network_id, id) ON DELETE CASCADE
);

CREATE TABLE mirror_entity (
    network_id bigint NOT NULL,
    entity text COLLATE "C" NOT NULL,
    left_out text COLLATE "C",
    walk_purpose text COLLATE "C",
    walk_since timestamp with time zone,
    walk_started_on timestamp with time zone,
    walk_next_id bigint,
    walk_page integer,
    walk_seen bigint,
    walk_total bigint,
    walk_is_whole boolean,
    loaded_on timestamp with time zone,
    followed_to timestamp with time zone,
    audited_to timestamp with time zone,
    swept_on timestamp with time zone,
    there_count bigint,
    here_count bigint,
    newest_version timestamp with time zone,
    tested_on timestamp with time zone,
    filters_by_version boolean,
    filters_by_id boolean,
    ascending text COLLATE "C",
    gives_several boolean,
    left_out_fields text[] COLLATE "C",
    CONSTRAINT mirror_entity_pkey PRIMARY KEY (network_id, entity),
    CONSTRAINT mirror_entity_network_id_fkey FOREIGN KEY (network_id) REFERENCES mirror(network_id) ON DELETE CASCADE
);

CREATE TABLE mirror_missing (
    network_id bigint NOT NULL,
    entity text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    found_on timestamp with time zone NOT NULL,
    is_waiting boolean NOT NULL,
    is_confirmed boolean NOT NULL,
    CONSTRAINT mirror_missing_pkey PRIMARY KEY (network_id, entity, record_id),
    CONSTRAINT mirror_missing_network_id_fkey FOREIGN KEY (network_id) REFERENCES mirror(network_id) ON DELETE CASCADE
);

CREATE TABLE mirror_refused (
    network_id bigint NOT NULL,
    entity text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    version text COLLATE "C",
    reason text COLLATE "C" NOT NULL,
    program text COLLATE "C" NOT NULL,
    first_on timestamp with time zone NOT NULL,
    last_on timestamp with time zone NOT NULL,
    CONSTRAINT mirror_refused_pkey PRIMARY KEY (network_id, entity, record_id),
    CONSTRAINT mirror_refused_network_id_fkey FOREIGN KEY (network_id) REFERENCES mirror(network_id) ON DELETE CASCADE
);

CREATE TABLE provider_attempt (
    network_id bigint NOT NULL,
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    provider_id bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    step text COLLATE "C" NOT NULL,
    account_id bigint,
    link_hash bytea,
    subject_hash bytea,
    roles text[] COLLATE "C",
    expires_on timestamp with time zone NOT NULL,
    email text COLLATE "C",
    message_id uuid,
    CONSTRAINT provider_attempt_pkey PRIMARY KEY (network_id, state_hash),
    CONSTRAINT provider_attempt_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'connect'::text, 'invitation'::text]))),
    CONSTRAINT provider_attempt_step_check CHECK ((step = ANY (ARRAY['asked'::text, 'taken'::text, 'code'::text, 'confirm'::text]))),
    CONSTRAINT provider_attempt_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE,
    CONSTRAINT provider_attempt_network_id_provider_id_fkey FOREIGN KEY (network_id, provider_id) REFERENCES sign_in_provider(network_id, id) ON DELETE CASCADE
);
CREATE INDEX provider_attempt_account ON provider_attempt USING btree (network_id, account_id);
CREATE INDEX provider_attempt_expires ON provider_attempt USING btree (network_id, expires_on);
CREATE INDEX provider_attempt_message ON provider_attempt USING btree (network_id, message_id);

CREATE TABLE provider_identity (
    network_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    subject_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    connected_on timestamp with time zone NOT NULL,
    CONSTRAINT provider_identity_pkey PRIMARY KEY (network_id, provider_id, subject_hash),
    CONSTRAINT provider_identity_network_id_account_id_provider_id_key UNIQUE (network_id, account_id, provider_id),
    CONSTRAINT provider_identity_network_id_account_id_fkey FOREIGN KEY (network_id, account_id) REFERENCES account(network_id, id) ON DELETE CASCADE,
    CONSTRAINT provider_identity_network_id_provider_id_fkey FOREIGN KEY (network_id, provider_id) REFERENCES sign_in_provider(network_id, id) ON DELETE CASCADE
);

CREATE UNLOGGED TABLE staged_part (
    network_id bigint NOT NULL,
    import_id bigint NOT NULL,
    part integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT staged_part_pkey PRIMARY KEY (network_id, import_id, part),
    CONSTRAINT staged_part_network_id_import_id_fkey FOREIGN KEY (network_id, import_id) REFERENCES staged_import(network_id, id) ON DELETE CASCADE
);

CREATE TABLE webhook_count (
    network_id bigint NOT NULL,
    webhook_id bigint NOT NULL,
    event text COLLATE "C" NOT NULL,
    received bigint NOT NULL,
    stored bigint NOT NULL,
    unchanged bigint NOT NULL,
    stale bigint NOT NULL,
    ignored bigint NOT NULL,
    kept bigint NOT NULL,
    last_received_on timestamp with time zone NOT NULL,
    CONSTRAINT webhook_count_pkey PRIMARY KEY (network_id, webhook_id, event),
    CONSTRAINT webhook_count_network_id_webhook_id_fkey FOREIGN KEY (network_id, webhook_id) REFERENCES webhook(network_id, id) ON DELETE CASCADE
);

CREATE TABLE webhook_delivery (
    network_id bigint NOT NULL,
    id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    webhook_id bigint NOT NULL,
    action integer,
    digest bytea NOT NULL,
    body bytea,
    body_bytes integer NOT NULL,
    reason text COLLATE "C" NOT NULL,
    received_on timestamp with time zone NOT NULL,
    last_received_on timestamp with time zone NOT NULL,
    times integer NOT NULL,
    CONSTRAINT webhook_delivery_pkey PRIMARY KEY (network_id, id),
    CONSTRAINT webhook_delivery_network_id_webhook_id_fkey FOREIGN KEY (network_id, webhook_id) REFERENCES webhook(network_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_age ON webhook_delivery USING btree (network_id, last_received_on, id);
CREATE UNIQUE INDEX webhook_delivery_digest ON webhook_delivery USING btree (network_id, webhook_id, digest);

CREATE TABLE account_link_secret (
    network_id bigint NOT NULL,
    secret_hash bytea NOT NULL,
    link_id bigint NOT NULL,
    CONSTRAINT account_link_secret_pkey PRIMARY KEY (network_id, secret_hash),
    CONSTRAINT account_link_secret_network_id_link_id_fkey FOREIGN KEY (network_id, link_id) REFERENCES account_link(network_id, id) ON DELETE CASCADE
);
CREATE INDEX account_link_secret_link ON account_link_secret USING btree (network_id, link_id);

CREATE TABLE access_token (
    network_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    sign_in_id bigint NOT NULL,
    account_id bigint NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT access_token_pkey PRIMARY KEY (network_id, token_hash),
    CONSTRAINT access_token_network_id_sign_in_id_fkey FOREIGN KEY (network_id, sign_in_id) REFERENCES sign_in(network_id, id) ON DELETE CASCADE
);
CREATE INDEX access_token_expiry ON access_token USING btree (network_id, expires_on);
CREATE INDEX access_token_sign_in ON access_token USING btree (network_id, sign_in_id);

CREATE TABLE browser_session (
    network_id bigint NOT NULL,
    cookie_hash bytea NOT NULL,
    sign_in_id bigint NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT browser_session_pkey PRIMARY KEY (network_id, cookie_hash),
    CONSTRAINT browser_session_network_id_sign_in_id_fkey FOREIGN KEY (network_id, sign_in_id) REFERENCES sign_in(network_id, id) ON DELETE CASCADE
);
CREATE INDEX browser_session_expiry ON browser_session USING btree (network_id, expires_on);
CREATE INDEX browser_session_sign_in ON browser_session USING btree (network_id, sign_in_id);

CREATE TABLE refresh_token (
    network_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    sign_in_id bigint NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    spent_on timestamp with time zone,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (network_id, token_hash),
    CONSTRAINT refresh_token_network_id_sign_in_id_fkey FOREIGN KEY (network_id, sign_in_id) REFERENCES sign_in(network_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_token_expiry ON refresh_token USING btree (network_id, expires_on);
CREATE INDEX refresh_token_sign_in ON refresh_token USING btree (network_id, sign_in_id);

CREATE TABLE team_view (
    network_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    sign_in_id bigint NOT NULL,
    team_id bigint NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    calls_noted text[] COLLATE "C" NOT NULL DEFAULT '{}'::text[],
    CONSTRAINT team_view_pkey PRIMARY KEY (network_id, token_hash),
    CONSTRAINT team_view_network_id_sign_in_id_fkey FOREIGN KEY (network_id, sign_in_id) REFERENCES sign_in(network_id, id) ON DELETE CASCADE
);
CREATE INDEX team_view_expiry ON team_view USING btree (network_id, expires_on);
CREATE INDEX team_view_sign_in ON team_view USING btree (network_id, sign_in_id);

CREATE TABLE hook_try (
    network_id bigint NOT NULL,
    message_id uuid NOT NULL,
    number integer NOT NULL,
    tried_on timestamp with time zone NOT NULL,
    status integer,
    problem text COLLATE "C",
    milliseconds integer NOT NULL,
    answer text COLLATE "C",
    CONSTRAINT hook_try_pkey PRIMARY KEY (network_id, message_id, number),
    CONSTRAINT hook_try_network_id_message_id_fkey FOREIGN KEY (network_id, message_id) REFERENCES hook_message(network_id, id) ON DELETE CASCADE
);

CREATE TABLE provider_confirmation (
    network_id bigint NOT NULL,
    secret_hash bytea NOT NULL,
    state_hash bytea NOT NULL,
    password_set_on timestamp with time zone NOT NULL,
    expires_on timestamp with time zone NOT NULL,
    CONSTRAINT provider_confirmation_pkey PRIMARY KEY (network_id, secret_hash),
    CONSTRAINT provider_confirmation_network_id_state_hash_fkey FOREIGN KEY (network_id, state_hash) REFERENCES provider_attempt(network_id, state_hash) ON DELETE CASCADE
);
CREATE INDEX provider_confirmation_attempt ON provider_confirmation USING btree (network_id, state_hash);

CREATE FUNCTION day_start(day date, zone text)
RETURNS timestamp with time zone LANGUAGE sql STABLE STRICT RETURN (SELECT CASE WHEN ((earlier.midnight AT TIME ZONE day_start.zone) = (day_start.day)::timestamp without time zone) THEN LEAST(earlier.midnight, latest.midnight) ELSE latest.midnight END AS midnight FROM (((SELECT ((day_start.day)::timestamp without time zone AT TIME ZONE day_start.zone) AS midnight) latest CROSS JOIN LATERAL (SELECT (latest.midnight - '24:00:00'::interval) AS instant) before) CROSS JOIN LATERAL (SELECT (before.instant + ((day_start.day)::timestamp without time zone - (before.instant AT TIME ZONE day_start.zone))) AS midnight) earlier));

CREATE FUNCTION draw_id()
RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NEW.id IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'audit_entry' THEN
        NEW.id := greatest(
            floor((extract(EPOCH FROM clock_timestamp()) - 1577836800) * 131072)::bigint * 8 + pg_backend_pid() % 8,
            coalesce(nullif(current_setting('teamkpi.last_entry_id', TRUE), ''), '0')::bigint + 8
        );
        PERFORM set_config('teamkpi.last_entry_id', NEW.id::text, FALSE);
    ELSE
        INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
        VALUES (NEW.network_id, TG_TABLE_NAME, 1, 1)
        ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
        RETURNING last_id INTO NEW.id;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION month_start(month date, zone text)
RETURNS timestamp with time zone LANGUAGE sql STABLE STRICT RETURN (((month)::timestamp without time zone AT TIME ZONE zone) - (((((month)::timestamp without time zone AT TIME ZONE zone) - '00:00:00.000001'::interval) AT TIME ZONE zone) - ((month)::timestamp without time zone - '00:00:00.000001'::interval)));

CREATE FUNCTION network_of_host(asked_host text)
RETURNS SETOF bigint LANGUAGE sql STABLE RETURN CASE WHEN (EXISTS (SELECT FROM network_host h WHERE (h.host = network_of_host.asked_host))) THEN (SELECT n.id FROM (network_host h JOIN network n ON ((n.id = h.network_id))) WHERE ((h.host = network_of_host.asked_host) AND (n.place = ANY (ARRAY['here'::text, 'leaving'::text])))) ELSE (SELECT min(n.id) AS min FROM network n WHERE (NOT (EXISTS (SELECT FROM network_host h WHERE (h.network_id = n.id)))) HAVING ((count(*) = 1) AND (min(n.place) = ANY (ARRAY['here'::text, 'leaving'::text])))) END;

CREATE TRIGGER draw_id BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION draw_id();

CREATE TRIGGER draw_id BEFORE INSERT ON api_key FOR EACH ROW EXECUTE FUNCTION draw_id();

CREATE TRIGGER draw_id BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION draw_id();

CREATE TRIGGER draw_id BEFORE INSERT ON webhook FOR EACH ROW EXECUTE FUNCTION draw_id();

CREATE VIEW acting_account AS
SELECT a.network_id,
    a.id AS account_id,
    a.email,
    a.is_operator,
    COALESCE(person.coworker_ids, '{}'::bigint[]) AS coworker_ids
   FROM (account a
     CROSS JOIN LATERAL ( SELECT array_agg(c.id ORDER BY c.id) AS coworker_ids
           FROM (account_binding b
             JOIN coworkers c ON (((c.network_id = b.network_id) AND (c.id = b.coworker_id))))
          WHERE ((b.network_id = a.network_id) AND (b.account_id = a.id) AND c.active AND (NOT c.archived) AND (NOT c.is_deleted))) person)
  WHERE (a.is_active AND (a.is_operator OR (person.coworker_ids IS NOT NULL)));

CREATE VIEW team_revision AS
SELECT t.network_id,
    t.id AS team_id,
    n.places_revision,
    COALESCE(s.revision, (0)::bigint) AS team_revision,
    ( SELECT COALESCE(sum(m.revision), (0)::numeric) AS "coalesce"
           FROM member_state m
          WHERE ((m.network_id = t.network_id) AND (m.coworker_id = ANY (t.team_members)))) AS members_revision
   FROM ((teams t
     JOIN network n ON ((n.id = t.network_id)))
     LEFT JOIN team_state s ON (((s.network_id = t.network_id) AND (s.team_id = t.id))))
  WHERE (NOT t.is_deleted);

CREATE VIEW token_bearer AS
SELECT t.network_id,
    t.token_hash,
    t.expires_on,
    a.account_id,
    a.email,
    a.is_operator,
    a.coworker_ids,
    s.earlier_on AS earlier_sign_in_on
   FROM ((access_token t
     JOIN sign_in s ON (((s.network_id = t.network_id) AND (s.id = t.sign_in_id))))
     JOIN acting_account a ON (((a.network_id = t.network_id) AND (a.account_id = t.account_id))));

CREATE VIEW two_step_account AS
SELECT f.network_id,
    f.account_id
   FROM second_factor f
UNION
 SELECT p.network_id,
    p.account_id
   FROM passkey p;
