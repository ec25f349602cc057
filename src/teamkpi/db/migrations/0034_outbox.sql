-- Mail: how each network presents itself, and the messages that are to be sent.
-- depends: 0033_local_writes

-- A network that sends mail. Without a row nothing is written to its outbox. web_address is where browsers reach its
-- pages; language is that of readers whose language is not known.
CREATE TABLE mail_sender (
    network_id bigint PRIMARY KEY REFERENCES network (id) ON DELETE CASCADE,
    sender text COLLATE "C" NOT NULL,
    reply_to text COLLATE "C",
    web_address text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL
);

-- A message, written by the transaction that causes it. It has no text and no secret: both are made when it is sent.
-- due_on is when the next attempt may be made; after expires_on none is. ended_on is NULL until the message was sent,
-- was refused for good, expired, or is no longer needed; outcome says which, or why the last attempt failed.
CREATE TABLE outbox_message (
    network_id bigint NOT NULL REFERENCES network (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    email text COLLATE "C" NOT NULL,
    account_id bigint,
    language text COLLATE "C" NOT NULL,
    written_on timestamptz NOT NULL,
    due_on timestamptz NOT NULL,
    expires_on timestamptz NOT NULL,
    tries integer NOT NULL,
    outcome text COLLATE "C",
    ended_on timestamptz,
    PRIMARY KEY (network_id, id)
);

CREATE INDEX outbox_due ON outbox_message (network_id, due_on) WHERE ended_on IS NULL;
CREATE INDEX outbox_ended ON outbox_message (network_id, ended_on);
