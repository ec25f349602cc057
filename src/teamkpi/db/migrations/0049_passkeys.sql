-- Passkeys: keys of a device or a security key to sign in with (WebAuthn). See docs/decisions/0073-passkeys.md.
-- depends: 0048_openid_connect

-- A passkey of an account. rp_id is the host that it was made for, and the only one where it works. user_handle is the
-- same for all passkeys of an account, and says nothing about it.
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
    created_on timestamptz NOT NULL,
    last_used_on timestamptz,
    PRIMARY KEY (network_id, id),
    UNIQUE (network_id, credential_id),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);
CREATE INDEX passkey_account ON passkey (network_id, account_id);

-- What a browser has been asked to sign, until it answers; a new question replaces the one before. browser_hash is the
-- digest of what only this browser has.
CREATE TABLE passkey_challenge (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    browser_hash bytea NOT NULL,
    purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('prove', 'register')),
    challenge bytea NOT NULL,
    user_handle bytea,
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, browser_hash, purpose)
);
CREATE INDEX passkey_challenge_expiry ON passkey_challenge (network_id, expires_on);

-- Recovery codes also belong to accounts that have only passkeys.
ALTER TABLE recovery_code
DROP CONSTRAINT recovery_code_network_id_account_id_fkey,
ADD FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE;

-- Accounts whose password is not enough to sign in.
CREATE VIEW two_step_account AS
SELECT f.network_id, f.account_id FROM second_factor AS f
UNION
SELECT p.network_id, p.account_id FROM passkey AS p;
