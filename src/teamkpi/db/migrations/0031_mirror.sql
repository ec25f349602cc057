-- The mirror: where records are copied from, how far each kind has come, and what could not be copied.
-- depends: 0030_erasures

-- A network has at most one source. sealed_credentials is encrypted with a key that is not in this database.
-- businesses limits the locations that are copied; NULL: all. share is the percentage of the service's rate limits
-- that is used. most_deleted is the percentage of a kind's records that a sweep may delete without an operator.
-- problem_* say why the last run failed; they are NULL after one that did not.
CREATE TABLE mirror (
    network_id bigint PRIMARY KEY REFERENCES network (id) ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL,
    base_url text COLLATE "C" NOT NULL,
    allows_http boolean NOT NULL,
    sealed_credentials text COLLATE "C" NOT NULL,
    businesses bigint[],
    share integer NOT NULL,
    every_seconds integer NOT NULL,
    most_deleted integer NOT NULL,
    is_paused boolean NOT NULL,
    created_on timestamptz NOT NULL,
    last_started_on timestamptz,
    last_completed_on timestamptz,
    problem_code text COLLATE "C",
    problem text COLLATE "C",
    problem_since timestamptz
);

-- How far one kind of record has come. left_out says which role is missing when the service refuses the kind.
-- The walk_* columns are those of a listing that is under way, all NULL when none is: walk_started_on is by the
-- service's clock, walk_next_id and walk_page say where it goes on. followed_to, audited_to are by that clock, too:
-- changes and deletions before it are here. The filters are what the service was found to honour, NULL: not tested.
CREATE TABLE mirror_entity (
    network_id bigint NOT NULL REFERENCES mirror (network_id) ON DELETE CASCADE,
    entity text COLLATE "C" NOT NULL,
    left_out text COLLATE "C",
    walk_purpose text COLLATE "C",
    walk_since timestamptz,
    walk_started_on timestamptz,
    walk_next_id bigint,
    walk_page integer,
    walk_seen bigint,
    walk_total bigint,
    walk_is_whole boolean,
    loaded_on timestamptz,
    followed_to timestamptz,
    audited_to timestamptz,
    swept_on timestamptz,
    there_count bigint,
    here_count bigint,
    newest_version timestamptz,
    tested_on timestamptz,
    filters_by_version boolean,
    filters_by_id boolean,
    ascending text COLLATE "C",
    gives_several boolean,
    left_out_fields text[] COLLATE "C",
    PRIMARY KEY (network_id, entity)
);

-- Records that could not be stored: which one, of which version, and why; by what program, which may know better later.
CREATE TABLE mirror_refused (
    network_id bigint NOT NULL REFERENCES mirror (network_id) ON DELETE CASCADE,
    entity text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    version text COLLATE "C",
    reason text COLLATE "C" NOT NULL,
    program text COLLATE "C" NOT NULL,
    first_on timestamptz NOT NULL,
    last_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, entity, record_id)
);

-- Records here that a listing did not have. While the listing is under way they are only candidates; is_waiting says
-- that the service was asked for each and does not have it, and that they are too many to be deleted without an operator.
CREATE TABLE mirror_missing (
    network_id bigint NOT NULL REFERENCES mirror (network_id) ON DELETE CASCADE,
    entity text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    found_on timestamptz NOT NULL,
    is_waiting boolean NOT NULL,
    is_confirmed boolean NOT NULL,
    PRIMARY KEY (network_id, entity, record_id)
);
