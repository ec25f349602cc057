-- Ids of records that are made here, not brought in from elsewhere.
-- depends: 0002_accounts

-- The last id given to a record of each entity. They begin at 2^52, above every id that another system counts up to,
-- and below 2^53, the last that JavaScript reads exactly.
CREATE TABLE local_id (
    network_id bigint NOT NULL,
    entity text NOT NULL,
    last_id bigint NOT NULL,
    PRIMARY KEY (network_id, entity)
);
