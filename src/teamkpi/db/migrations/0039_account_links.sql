-- Links by which people choose a password: to replace a forgotten one, or for a new account that they are invited to.
-- See docs/decisions/0060-links-to-choose-a-password.md.
-- depends: 0038_checks

-- A link that can be used. It is deleted when it has been used or withdrawn. A link to reset a password belongs to an
-- account as it was at password_set_on: once the password has changed, the link is worth nothing. An invitation is for
-- the holder of an address that has no account. made_by_id is the account that invited; NULL: a command.
CREATE TABLE account_link (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('reset', 'invitation')),
    email text COLLATE "C" NOT NULL,
    email_folded text COLLATE "C" NOT NULL,
    account_id bigint,
    password_set_on timestamptz,
    made_by_id bigint,
    created_on timestamptz NOT NULL,
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, id),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE,
    CHECK ((purpose = 'reset') = (account_id IS NOT NULL))
);
CREATE UNIQUE INDEX account_link_invitation ON account_link (network_id, email_folded) WHERE purpose = 'invitation';
CREATE INDEX account_link_account ON account_link (network_id, account_id);
CREATE INDEX account_link_expiry ON account_link (network_id, expires_on);

-- The secrets of a link, as digests: one for each time that it was shown, or handed to the mail server.
CREATE TABLE account_link_secret (
    network_id bigint NOT NULL,
    secret_hash bytea NOT NULL,
    link_id bigint NOT NULL,
    PRIMARY KEY (network_id, secret_hash),
    FOREIGN KEY (network_id, link_id) REFERENCES account_link (network_id, id) ON DELETE CASCADE
);
CREATE INDEX account_link_secret_link ON account_link_secret (network_id, link_id);

-- The link that a message is about.
ALTER TABLE outbox_message ADD COLUMN link_id bigint;
