-- Sign-ins of browsers, which a cookie names.
-- depends: 0007_directory

-- Of a cookie only the SHA-256 digest is kept. It names the same sign-in until it expires, and ends with it: who deletes
-- the sign-in ends the session. Who writes these holds the lock of the account's row, as for tokens.
CREATE TABLE browser_session (
    network_id bigint NOT NULL,
    cookie_hash bytea NOT NULL,
    sign_in_id bigint NOT NULL,
    expires_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, cookie_hash),
    FOREIGN KEY (network_id, sign_in_id) REFERENCES sign_in (network_id, id) ON DELETE CASCADE
);
CREATE INDEX browser_session_sign_in ON browser_session (network_id, sign_in_id);
CREATE INDEX browser_session_expiry ON browser_session (network_id, expires_on);
