-- Who looked at whose figures and personal data, if that is recorded (TEAMKPI_RECORD_READERS). See
-- docs/decisions/0084-readers.md. Accounts and keys are numbers without a foreign key: entries outlive them.
-- depends: 0056_plain_sign_ins

CREATE TABLE reader_entry (
    network_id bigint NOT NULL REFERENCES network ON DELETE CASCADE,
    read_on timestamptz NOT NULL,
    id uuid NOT NULL,
    call text COLLATE "C" NOT NULL,
    account_id bigint,
    key_id bigint,
    team_id bigint,
    coworker_ids bigint[] NOT NULL,
    address text COLLATE "C",
    request_id text COLLATE "C",
    PRIMARY KEY (network_id, read_on, id)
);
