-- How the dashboard of a network looks, where it differs from the settings of the server. See
-- docs/decisions/0077-the-look-of-a-network.md.
-- depends: 0051_bounces

-- NULL: as the settings say. logo_file is the name under which the logo is served: a digest of it, and its kind.
CREATE TABLE space_look (
    network_id bigint PRIMARY KEY REFERENCES network (id) ON DELETE CASCADE,
    name text COLLATE "C",
    accent text COLLATE "C",
    accent_in_dark text COLLATE "C",
    logo_file text COLLATE "C",
    logo bytea,
    CHECK ((logo_file IS NULL) = (logo IS NULL))
);
