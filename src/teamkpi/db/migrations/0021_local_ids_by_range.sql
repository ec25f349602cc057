-- Ids of records that are made here have fifteen digits at most, or fit 32 bits where a network asks for it.
-- depends: 0020_known_addresses

ALTER TABLE network ADD COLUMN ids_fit_32_bits boolean NOT NULL DEFAULT FALSE;

-- Each range of ids is counted for itself, by its first. The one that began at 2^52 is not gone on with; its ids hold.
ALTER TABLE local_id ADD COLUMN first_id bigint;
UPDATE local_id SET first_id = CASE entity WHEN 'invitation' THEN 1 ELSE 4503599627370496 END;
ALTER TABLE local_id DROP CONSTRAINT local_id_pkey;
ALTER TABLE local_id ADD PRIMARY KEY (network_id, entity, first_id);
