-- Which versions each import stored, so that an import can be undone as a whole. See docs/decisions/0048-undoing-an-import.md.
-- depends: 0031_mirror

CREATE TABLE import_run (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    created_on timestamptz NOT NULL,
    new_count bigint NOT NULL,
    changed_count bigint NOT NULL,
    deleted_count bigint NOT NULL,
    undone_on timestamptz,
    PRIMARY KEY (network_id, id)
);

-- The versions in parts: those of these records that are held since one instant.
CREATE TABLE import_version (
    network_id bigint NOT NULL,
    import_id bigint NOT NULL,
    part integer NOT NULL,
    entity text COLLATE "C" NOT NULL,
    held_since timestamptz NOT NULL,
    ids bigint[] NOT NULL,
    PRIMARY KEY (network_id, import_id, part),
    FOREIGN KEY (network_id, import_id) REFERENCES import_run (network_id, id) ON DELETE CASCADE
);
