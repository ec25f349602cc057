-- Invitations to a team, for people whom the network knows already: they become members when they accept.
-- depends: 0017_lists_by_version

-- email is as it was typed; coworker_ids are the coworkers that had it then. account_id and invited_by_id say who
-- invited: the account, and the coworker by whom it administered the team. They refer to no tables: an invitation is
-- open only while the inviter still administers the team, which is looked up when it is asked for. Of the secret in a
-- link only the SHA-256 digest is kept. tariff_id and start_date are those of the contract that is made on acceptance.
CREATE TABLE invitation (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    email text NOT NULL,
    coworker_ids bigint[] NOT NULL,
    account_id bigint NOT NULL,
    invited_by_id bigint NOT NULL,
    tariff_id bigint,
    tariff_name text,
    start_date timestamptz,
    created_on timestamptz NOT NULL,
    expires_on timestamptz NOT NULL,
    secret_hash bytea,
    secret_expires_on timestamptz,
    state text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    PRIMARY KEY (network_id, id)
);
CREATE INDEX invitation_team ON invitation (network_id, team_id, expires_on);
CREATE INDEX invitation_email ON invitation (network_id, lower(email)) WHERE state = 'open';
CREATE INDEX invitation_coworkers ON invitation USING gin (coworker_ids) WHERE state = 'open';
CREATE UNIQUE INDEX invitation_secret ON invitation (network_id, secret_hash);
CREATE INDEX invitation_expiry ON invitation (network_id, expires_on);

-- Whether a location has a plan is asked whenever members are added.
CREATE INDEX coworkercontracts_of_plan ON coworkercontracts (network_id, issued_by_id, tariff_id, id)
    WHERE NOT is_deleted;
