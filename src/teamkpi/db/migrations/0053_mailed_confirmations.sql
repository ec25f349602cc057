-- Connecting an account to a sign-in provider with a link that is mailed to its holder. See
-- docs/decisions/0072-openid-connect.md.
-- depends: 0052_space_look

-- email is the address that the provider has verified, while a sign-in waits to be confirmed: account_id is then that of
-- its account, or NULL if it has none. message_id is the last mail with a link that was asked for.
ALTER TABLE provider_attempt ADD COLUMN email text COLLATE "C";
ALTER TABLE provider_attempt ADD COLUMN message_id uuid;
CREATE INDEX provider_attempt_message ON provider_attempt (network_id, message_id);

-- The secrets of the links that confirm a sign-in, as digests: one for each time that a mail was handed to the mail
-- server. A link is worthless once the account's password is not the one of password_set_on any more.
CREATE TABLE provider_confirmation (
    network_id bigint NOT NULL,
    secret_hash bytea NOT NULL,
    state_hash bytea NOT NULL,
    password_set_on timestamptz NOT NULL,
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, secret_hash),
    FOREIGN KEY (network_id, state_hash) REFERENCES provider_attempt (network_id, state_hash) ON DELETE CASCADE
);
CREATE INDEX provider_confirmation_attempt ON provider_confirmation (network_id, state_hash);
