-- Where accounts were verified, proxies that nobody has named, and a key for the digests of addresses and e-mails.
-- depends: 0019_texts_by_our_rules

-- What the digests that guesses are counted under are made with, beside a key that is not in this database.
ALTER TABLE network
ADD COLUMN guess_key bytea NOT NULL
DEFAULT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));

-- An account's password was verified at an address of late, so guesses from there are counted for it apart. address is
-- a digest, which is another one for each account.
CREATE TABLE known_address (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    address bytea NOT NULL,
    verified_on timestamptz NOT NULL,
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, account_id, address),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);
CREATE INDEX known_address_expiry ON known_address (network_id, expires_on);

-- Counts of before are under digests without the key, and would never be found again.
DELETE FROM guess_count;

-- Addresses that X-Forwarded-For has come from although the settings do not name them as proxies, for an operator to
-- see. They are of the installation and not of a network: a proxy stands in front of all of them.
CREATE TABLE untrusted_proxy (
    address text COLLATE "C" PRIMARY KEY,
    first_seen_on timestamptz NOT NULL,
    last_seen_on timestamptz NOT NULL
);
