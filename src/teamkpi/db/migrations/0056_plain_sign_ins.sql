-- Hosts at which somebody signed in over http, and the sign-in's cookie was not encrypted on its way.
-- depends: 0055_ids_without_sequences

CREATE TABLE plain_sign_in (
    host text COLLATE "C" PRIMARY KEY,
    first_seen_on timestamptz NOT NULL,
    last_seen_on timestamptz NOT NULL
);
