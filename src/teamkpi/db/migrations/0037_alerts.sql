-- Alerts: rules about the figures of teams, what is over its line, and what was reported. See
-- docs/decisions/0055-alerts.md.
-- depends: 0036_staged_imports

-- A rule of a team. threshold is in the unit of the figure. recipient_ids are coworkers; NULL means all administrators
-- of the team. Nothing is sent before the day muted_until begins at the team's location. is_new until the rule was
-- first looked at while it was not muted.
CREATE TABLE alert_rule (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    figure text COLLATE "C" NOT NULL,
    is_of_team boolean NOT NULL,
    comparison text COLLATE "C" NOT NULL CHECK (comparison IN ('at_most', 'at_least')),
    threshold numeric NOT NULL,
    recipient_ids bigint[],
    muted_until date,
    is_new boolean NOT NULL,
    created_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, id)
);
CREATE INDEX alert_rule_team ON alert_rule (network_id, team_id, id);

-- A member who is over the line of a rule, or the team as a whole, whose coworker_id is 0. month is the month in which
-- the line was crossed, at the team's location; is_notified is FALSE if no message was sent, since it was so from the start.
CREATE TABLE alert_over (
    network_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    team_id bigint NOT NULL,
    since timestamptz NOT NULL,
    month date NOT NULL,
    is_notified boolean NOT NULL,
    PRIMARY KEY (network_id, rule_id, coworker_id),
    FOREIGN KEY (network_id, rule_id) REFERENCES alert_rule (network_id, id) ON DELETE CASCADE
);
CREATE INDEX alert_over_team ON alert_over (network_id, team_id);

-- A team with rules. revision is that of the figures when they were last looked at, and member_ids are the members it
-- had then; both are NULL before the first look. The next look is due at next_look_on, or when a member changes.
CREATE TABLE watched_team (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    team_id bigint NOT NULL,
    revision text COLLATE "C",
    member_ids bigint[],
    next_look_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, team_id)
);
CREATE INDEX watched_team_due ON watched_team (network_id, next_look_on);

-- A member or a team that was written to since the last look, or the network's places, whose id is 0. Only networks
-- with rules have such rows.
CREATE TABLE watched_change (
    network_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('member', 'team', 'places')),
    id bigint NOT NULL,
    PRIMARY KEY (network_id, kind, id)
);

-- A line that was crossed, or crossed back, as it is reported. All events of one look have the same look_id. value is NULL
-- when there is nothing left to count, such as a check-in that has ended.
CREATE TABLE alert_event (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    look_id uuid NOT NULL,
    rule_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    team_id bigint NOT NULL,
    is_over boolean NOT NULL,
    figure text COLLATE "C" NOT NULL,
    comparison text COLLATE "C" NOT NULL,
    threshold numeric NOT NULL,
    value numeric,
    currency_code text COLLATE "C",
    recipient_ids bigint[],
    happened_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, look_id, rule_id, coworker_id)
);
CREATE INDEX alert_event_time ON alert_event (network_id, happened_on);

-- What is known of the recipients: whether they want mail about the alerts of a team, and in which language.
CREATE TABLE alert_reader (
    network_id bigint NOT NULL,
    team_id bigint NOT NULL,
    account_id bigint NOT NULL,
    wants_mail boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    PRIMARY KEY (network_id, team_id, account_id),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);

-- The look whose events a message is about.
ALTER TABLE outbox_message ADD COLUMN look_id uuid;
