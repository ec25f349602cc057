-- A webhook's secret can be replaced while its sender still signs with the previous one.
-- See docs/decisions/0062-two-secrets-of-a-webhook.md.
-- depends: 0039_account_links

-- The previous secret, encrypted as the present one, and until when signatures with it are accepted. Both NULL: there is
-- only one secret. A revoked webhook has neither.
ALTER TABLE webhook
ADD COLUMN previous_secret text COLLATE "C",
ADD COLUMN previous_until timestamptz,
ADD CHECK ((previous_secret IS NULL) = (previous_until IS NULL)),
ADD CHECK (revoked_on IS NULL OR previous_secret IS NULL);
