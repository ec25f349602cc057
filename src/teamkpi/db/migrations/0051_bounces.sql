-- Addresses that mail came back from, and the reports that said so. See docs/decisions/0074-bounces.md.
-- depends: 0050_hook_answers

-- An address that a mail server refused for good, until somebody has it tried again. code is the mail server's status,
-- such as 5.1.1; NULL if it was not reported.
CREATE TABLE mail_bounce (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    email_folded text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    bounced_on timestamptz NOT NULL,
    code text COLLATE "C",
    PRIMARY KEY (network_id, email_folded)
);

-- A report that was received, as a digest of its id: reports may arrive more than once.
CREATE TABLE mail_bounce_report (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    digest bytea NOT NULL,
    received_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, digest)
);

CREATE INDEX mail_bounce_report_received ON mail_bounce_report (network_id, received_on);
