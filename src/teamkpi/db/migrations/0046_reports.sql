-- Reports by mail: who gets them, and what a message reports. See docs/decisions/0071-reports.md.
-- depends: 0045_figures_told

-- An account that gets reports about a team that it administers, after each week or month. next_on is the instant at
-- which the next period to report is over at the team's location.
CREATE TABLE report_reader (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL,
    period text COLLATE "C" NOT NULL CHECK (period IN ('week', 'month')),
    with_names boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    next_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, team_id, account_id, period),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);
CREATE INDEX report_reader_due ON report_reader (network_id, next_on);

-- The team and the first day of the period that a message reports; the kind of message says whether it is a week or a
-- month. NULL: it is not a report.
ALTER TABLE outbox_message
ADD COLUMN report_team_id bigint,
ADD COLUMN report_from date,
ADD CHECK ((report_team_id IS NULL) = (report_from IS NULL));
