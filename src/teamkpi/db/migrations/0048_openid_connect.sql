-- Signing in with OpenID Connect providers. See docs/decisions/0072-openid-connect.md.
-- depends: 0047_made_up_space

-- A provider that people sign in with. issuer is its identifier, from which its addresses are found. The client secret
-- is encrypted; NULL for a public client. for_whom says whose accounts may use it. role_claim is the claim of an ID
-- token with groups or roles, and role_map has the roles here for its values; both are set or neither is.
CREATE TABLE sign_in_provider (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    label text COLLATE "C" NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    sealed_secret text COLLATE "C",
    scopes text[] COLLATE "C" NOT NULL,
    for_whom text COLLATE "C" NOT NULL CHECK (for_whom IN ('everybody', 'operators', 'members')),
    role_claim text COLLATE "C",
    role_map jsonb,
    created_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, id),
    UNIQUE (network_id, name),
    CHECK ((role_claim IS NULL) = (role_map IS NULL))
);

-- Which account somebody signs in to with a provider. Of the provider's identifier of the person only the SHA-256
-- digest is kept. An account has one identity at each provider.
CREATE TABLE provider_identity (
    network_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    subject_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    connected_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, provider_id, subject_hash),
    UNIQUE (network_id, account_id, provider_id),
    FOREIGN KEY (network_id, provider_id) REFERENCES sign_in_provider (network_id, id) ON DELETE CASCADE,
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);

-- A sign-in with a provider that is under way, for ten minutes: digests of its state and of the browser's cookie, from
-- which nonce and code verifier are derived. link_hash is that of an invitation's secret; account_id that of the account
-- to connect, or that the provider's answer is about. 'asked' waits for that answer, which 'taken' has been given once;
-- 'code' waits for a code of the second factor, 'confirm' for the password of the account. roles are those that the
-- provider's claim stands for; NULL without role_claim.
CREATE TABLE provider_attempt (
    network_id bigint NOT NULL,
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    provider_id bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('sign_in', 'connect', 'invitation')),
    step text COLLATE "C" NOT NULL CHECK (step IN ('asked', 'taken', 'code', 'confirm')),
    account_id bigint,
    link_hash bytea,
    subject_hash bytea,
    roles text[] COLLATE "C",
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, state_hash),
    FOREIGN KEY (network_id, provider_id) REFERENCES sign_in_provider (network_id, id) ON DELETE CASCADE,
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);
CREATE INDEX provider_attempt_expires ON provider_attempt (network_id, expires_on);
CREATE INDEX provider_attempt_account ON provider_attempt (network_id, account_id);

-- A row: passwords do not sign in, except for one owner, in case that no provider can be used.
CREATE TABLE password_policy (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    owner_id bigint NOT NULL,
    turned_off_on timestamptz NOT NULL,
    PRIMARY KEY (network_id),
    FOREIGN KEY (network_id, owner_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);
