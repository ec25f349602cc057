-- What a webhook may write, and which form of the signature it takes.
-- depends: 0015_account_bindings

-- roles limit a webhook that is bound to no event, as they limit a key; NULL: records of every kind. One that is bound
-- writes records of its event's kind and has none. signature says over what the sender computes it: the body as ASCII,
-- as Nexudus does, or its bytes. NULL, of webhooks made before there was a choice: either; they keep working.
ALTER TABLE webhook
ADD COLUMN roles text[],
ADD COLUMN signature text CHECK (signature IN ('ascii', 'bytes')),
ADD CHECK (action IS NULL OR roles IS NULL);
