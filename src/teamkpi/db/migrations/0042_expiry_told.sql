-- The credits and passes whose expiry hooks have been notified of. See docs/decisions/0064-events-found-by-looking.md.
-- depends: 0041_hooks

-- A credit or pass, and the date of expiry that hooks have been notified of.
CREATE TABLE expiry_told (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    entity text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    expire_date timestamptz NOT NULL,
    PRIMARY KEY (network_id, entity, record_id)
);
