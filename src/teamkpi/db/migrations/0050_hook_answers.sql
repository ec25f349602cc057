-- What the receivers of hooks answer to events that they do not accept.
-- depends: 0049_passkeys

-- The beginning of the answer's body, as text; NULL if there was none, or the event was accepted.
ALTER TABLE hook_try ADD COLUMN answer text COLLATE "C";
