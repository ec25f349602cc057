-- Who was erased, so that a record that comes again does not bring their name and addresses back. See
-- docs/decisions/0045-erasing-a-person.md.
-- depends: 0029_figure_mismatches

CREATE TABLE erased_coworker (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    coworker_id bigint NOT NULL,
    erased_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, coworker_id)
);

-- Only a digest with the network's own key is kept of an address.
CREATE TABLE erased_email (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    digest bytea NOT NULL,
    erased_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, digest)
);
