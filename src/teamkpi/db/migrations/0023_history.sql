-- What the ledger held: superseded versions of every entity's records, with the instants from which and until which
-- they were held, and since when each present version is held. See docs/decisions/0037-history.md.
-- depends: 0022_charges_of_bookings

-- From this instant on the history of a network is complete: earlier versions were not kept, or were forgotten.
-- The year 1 stands for always.
ALTER TABLE network ADD COLUMN known_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';

-- Rows that are there already have been held since nobody knows when. The year 1 stands for that.
ALTER TABLE businesses ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE businesses ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkers ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkers ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE teams ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE teams ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE resources ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE resources ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE bookings ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE bookings ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE checkins ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE checkins ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkerproducts ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkerproducts ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkerextraservices ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkerextraservices ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkertimepasses ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkertimepasses ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkerbookingcredits ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkerbookingcredits ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE eventattendees ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE eventattendees ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkercontracts ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkercontracts ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE coworkerinvoices ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE coworkerinvoices ALTER COLUMN held_since SET DEFAULT now();
ALTER TABLE charges ADD COLUMN held_since timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00';
ALTER TABLE charges ALTER COLUMN held_since SET DEFAULT now();

-- Of a network without records all is known: it held none.
UPDATE network AS n SET known_since = now()
WHERE
    EXISTS (SELECT FROM businesses AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkers AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM teams AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM resources AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM bookings AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM checkins AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkerproducts AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkerextraservices AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkertimepasses AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkerbookingcredits AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM eventattendees AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkercontracts AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM coworkerinvoices AS r WHERE r.network_id = n.id)
    OR EXISTS (SELECT FROM charges AS r WHERE r.network_id = n.id);

CREATE TABLE businesses_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    name text COLLATE "C",
    web_address text COLLATE "C",
    currency_code text COLLATE "C",
    zone text COLLATE "C",
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);

CREATE TABLE coworkers_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    full_name text COLLATE "C",
    email text COLLATE "C",
    coworker_type integer,
    company_name text COLLATE "C",
    active boolean,
    archived boolean,
    user_last_access timestamptz,
    monday_attendance integer,
    tuesday_attendance integer,
    wednesday_attendance integer,
    thursday_attendance integer,
    friday_attendance integer,
    saturday_attendance integer,
    sunday_attendance integer,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);

CREATE TABLE teams_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
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
    team_members_updated_on timestamptz,
    team_administrators_updated_on timestamptz,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);

CREATE TABLE resources_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    name text COLLATE "C",
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);

CREATE TABLE bookings_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    resource_id bigint,
    from_time timestamptz,
    to_time timestamptz,
    coworker_id bigint,
    tentative boolean,
    online boolean,
    invoiced boolean,
    booking_number bigint,
    notes text COLLATE "C",
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX bookings_history_of_member ON bookings_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE checkins_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    business_id bigint,
    from_time timestamptz,
    to_time timestamptz,
    coworker_id bigint,
    source integer,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX checkins_history_of_member ON checkins_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE coworkerproducts_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
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
    invoiced_on timestamptz,
    from_tariff boolean,
    regular_charge boolean,
    sale_date timestamptz,
    due_date timestamptz,
    coworker_invoice_id bigint,
    coworker_invoice_paid boolean,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkerproducts_history_of_member ON coworkerproducts_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE coworkerextraservices_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    extra_service_id bigint,
    extra_service_name text COLLATE "C",
    total_uses integer,
    remaining_uses integer,
    charge_period integer,
    valid_from timestamptz,
    expire_date timestamptz,
    invoiced boolean,
    invoice_date timestamptz,
    price numeric,
    free boolean,
    is_from_tariff boolean,
    booking_id bigint,
    booking_from_time timestamptz,
    booking_to_time timestamptz,
    booking_resource_name text COLLATE "C",
    extra_service_is_printing_credit boolean,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkerextraservices_history_of_member ON coworkerextraservices_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE coworkertimepasses_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    time_pass_id bigint,
    time_pass_name text COLLATE "C",
    used boolean,
    used_date timestamptz,
    remaining_uses integer,
    total_uses integer,
    expire_date timestamptz,
    invoiced boolean,
    invoice_date timestamptz,
    price numeric,
    free boolean,
    is_from_tariff boolean,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkertimepasses_history_of_member ON coworkertimepasses_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE coworkerbookingcredits_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    total_credit numeric,
    remaining_credit numeric,
    description text COLLATE "C",
    valid_from timestamptz,
    expire_date timestamptz,
    can_be_used_for_bookings boolean,
    can_be_used_for_events boolean,
    is_universal_credit boolean,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkerbookingcredits_history_of_member ON coworkerbookingcredits_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE eventattendees_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
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
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX eventattendees_history_of_member ON eventattendees_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE coworkercontracts_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    issued_by_id bigint,
    tariff_id bigint,
    tariff_name text COLLATE "C",
    active boolean,
    cancelled boolean,
    start_date timestamptz,
    renewal_date timestamptz,
    cancellation_date timestamptz,
    price numeric,
    quantity integer,
    billing_day integer,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkercontracts_history_of_member ON coworkercontracts_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE coworkerinvoices_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    invoice_number text COLLATE "C",
    total_amount numeric,
    tax_amount numeric,
    paid_amount numeric,
    due_date timestamptz,
    draft boolean,
    void boolean,
    paid boolean,
    paid_on timestamptz,
    credit_note boolean,
    currency_code text COLLATE "C",
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX coworkerinvoices_history_of_member ON coworkerinvoices_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;

CREATE TABLE charges_history (
    network_id bigint NOT NULL,
    id bigint NOT NULL,
    unique_id uuid,
    created_on timestamptz,
    updated_on timestamptz NOT NULL,
    updated_by text COLLATE "C",
    is_deleted boolean NOT NULL,
    coworker_id bigint,
    business_id bigint,
    quantity integer,
    total_amount numeric,
    description text COLLATE "C",
    invoiced boolean,
    invoiced_on timestamptz,
    due_date timestamptz,
    held_since timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    PRIMARY KEY (network_id, id, held_since),
    CHECK (held_since < held_until)
);
CREATE INDEX charges_history_of_member ON charges_history (network_id, coworker_id, held_until)
    WHERE NOT is_deleted AND coworker_id IS NOT NULL;
