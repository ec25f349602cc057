-- Hosts at which somebody signed in over http, and the sign-in's cookie was not encrypted on its way.
-- depends: 0055_ids_without_sequences

CREATE TABLE plain_sign_in (
    host text COLLATE "C" PRIMARY KEY,
    first_seen_on timestamptz NOT NULL,
    last_seen_on timestamptz NOT NULL
);

-- Until now they were noted among the addresses of proxies, as http://HOST.
INSERT INTO plain_sign_in (host, first_seen_on, last_seen_on)
SELECT substr(p.address, 8), p.first_seen_on, p.last_seen_on
FROM untrusted_proxy AS p
WHERE starts_with(p.address, 'http://');

DELETE FROM untrusted_proxy WHERE starts_with(address, 'http://');
