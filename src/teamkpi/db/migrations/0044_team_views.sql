-- An operator's read-only view of a team, as its administrators see it. See docs/decisions/0068-views-of-teams.md.
-- depends: 0043_network_names

-- The tokens of views. A view belongs to the operator's sign-in and ends with it; calls_noted are the calls whose first
-- use in this view is in the audit trail.
CREATE TABLE team_view (
    network_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    sign_in_id bigint NOT NULL,
    team_id bigint NOT NULL,
    expires_on timestamptz NOT NULL,
    calls_noted text[] COLLATE "C" NOT NULL DEFAULT '{}',
    PRIMARY KEY (network_id, token_hash),
    FOREIGN KEY (network_id, sign_in_id) REFERENCES sign_in (network_id, id) ON DELETE CASCADE
);

CREATE INDEX team_view_sign_in ON team_view (network_id, sign_in_id);
CREATE INDEX team_view_expiry ON team_view (network_id, expires_on);
