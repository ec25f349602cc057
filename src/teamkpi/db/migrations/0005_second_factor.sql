-- A second factor for accounts, and the count of guesses at them.
-- depends: 0003_local_ids

-- The second factor of an account: the secret that its codes are made of (RFC 6238), encrypted with a key that is not
-- in this database. last_step is the time step of the last code that was accepted; none of it or before it is again.
CREATE TABLE second_factor (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    sealed_secret text NOT NULL,
    last_step bigint NOT NULL,
    created_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, account_id),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);

-- What opens the door once each, for who has lost the device. Of a code only the SHA-256 digest is kept; one that was
-- used is deleted.
CREATE TABLE recovery_code (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    code_hash bytea NOT NULL,
    PRIMARY KEY (network_id, account_id, code_hash),
    FOREIGN KEY (network_id, account_id) REFERENCES second_factor (network_id, account_id) ON DELETE CASCADE
);

-- Failed sign-ins, counted for an e-mail (whether or not it has an account), for an address of the network, or for an
-- e-mail at an address that its holder has signed in from: subject is the digest of what is counted for. A row means
-- nothing any more from expires_on on.
CREATE TABLE guess_count (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    subject bytea NOT NULL,
    failures integer NOT NULL,
    counted_on timestamptz NOT NULL,
    blocked_until timestamptz,
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, subject)
);
CREATE INDEX guess_count_expiry ON guess_count (network_id, expires_on);
