-- Whether a network mails the holder of an account when somebody signs in from an unknown address.
-- depends: 0034_outbox

ALTER TABLE mail_sender ADD COLUMN tells_sign_ins boolean NOT NULL DEFAULT FALSE;
