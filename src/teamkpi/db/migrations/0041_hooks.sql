-- Hooks: addresses of other systems that are told what happens here. See docs/decisions/0063-hooks.md.
-- depends: 0040_webhook_overlap

-- A hook. events are the kinds of events that it is sent. Its secret and its private key are encrypted, in one text;
-- after they have been replaced, the previous ones sign as well until previous_until. failures is the number of attempts
-- in a row that the receiver did not accept. stopped_on is NULL as long as it
-- is sent events; stopped_by is 'receiver' if the receiver answered that it is gone, else 'operator'.
CREATE TABLE hook (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    url text COLLATE "C" NOT NULL,
    events text[] COLLATE "C" NOT NULL,
    sealed_keys text COLLATE "C" NOT NULL,
    sealed_previous text COLLATE "C",
    previous_until timestamptz,
    created_on timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    stopped_on timestamptz,
    stopped_by text COLLATE "C" CHECK (stopped_by IN ('receiver', 'operator')),
    PRIMARY KEY (network_id, id),
    UNIQUE (network_id, name),
    CHECK ((sealed_previous IS NULL) = (previous_until IS NULL)),
    CHECK ((stopped_on IS NULL) = (stopped_by IS NULL))
);

-- An event that is to be sent to a hook, written by the transaction that caused it. body is sent as it is, and has ids
-- but no names. due_on, expires_on, outcome and ended_on are as in outbox_message.
CREATE TABLE hook_message (
    network_id bigint NOT NULL,
    id uuid NOT NULL,
    hook_id bigint NOT NULL,
    event text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    written_on timestamptz NOT NULL,
    due_on timestamptz NOT NULL,
    expires_on timestamptz NOT NULL,
    tries integer NOT NULL,
    outcome text COLLATE "C",
    ended_on timestamptz,
    PRIMARY KEY (network_id, id),
    FOREIGN KEY (network_id, hook_id) REFERENCES hook (network_id, id) ON DELETE CASCADE
);
CREATE INDEX hook_message_due ON hook_message (network_id, due_on) WHERE ended_on IS NULL;
CREATE INDEX hook_message_hook ON hook_message (network_id, hook_id, written_on);
CREATE INDEX hook_message_ended ON hook_message (network_id, ended_on);

-- An attempt to send an event: the status that the receiver answered, or why there was no answer.
CREATE TABLE hook_try (
    network_id bigint NOT NULL,
    message_id uuid NOT NULL,
    number integer NOT NULL,
    tried_on timestamptz NOT NULL,
    status integer,
    problem text COLLATE "C",
    milliseconds integer NOT NULL,
    PRIMARY KEY (network_id, message_id, number),
    FOREIGN KEY (network_id, message_id) REFERENCES hook_message (network_id, id) ON DELETE CASCADE
);
