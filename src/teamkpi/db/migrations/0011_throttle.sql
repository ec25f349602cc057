-- The requests that server processes have let through, for the throttle.
-- depends: 0007_directory

-- What is known of one subject (an address, a token): at full_us, in microseconds since 1970, its allowance is whole
-- again; then the row means nothing any more. spent_us is what the last settlement added. network_id is 0 for requests to
-- hosts that no network answers for. Unlogged: after a crash of the database everybody's allowance is whole.
CREATE UNLOGGED TABLE throttle_count (
    network_id bigint NOT NULL,
    subject bytea NOT NULL,
    full_us bigint NOT NULL,
    spent_us bigint NOT NULL,
    PRIMARY KEY (network_id, subject)
) WITH (fillfactor = 50);
