-- name: erase_account
-- Leave of an account its number alone; it can never be signed in to again.
UPDATE account AS a
SET
    email = 'erased-account-' || a.id || '@erased.invalid',
    email_folded = 'erased-account-' || a.id || '@erased.invalid',
    password_hash = %(password_hash)s,
    is_active = FALSE,
    roles = CASE WHEN a.is_operator THEN ARRAY[]::text[] END
WHERE a.network_id = %(network_id)s AND a.id = ANY (%(account_ids)s::bigint[])

-- name: end_sign_ins
-- Delete the sign-ins of accounts, with their tokens and sessions.
DELETE FROM sign_in AS s WHERE s.network_id = %(network_id)s AND s.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_passkeys
-- Delete the passkeys of accounts.
DELETE FROM passkey AS p WHERE p.network_id = %(network_id)s AND p.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_recovery_codes
-- Delete the recovery codes of accounts.
DELETE FROM recovery_code AS r WHERE r.network_id = %(network_id)s AND r.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_second_factors
-- Delete the second factors of accounts.
DELETE FROM second_factor AS s WHERE s.network_id = %(network_id)s AND s.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_known_addresses
-- Delete from where the holders of accounts have signed in.
DELETE FROM known_address AS k WHERE k.network_id = %(network_id)s AND k.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_identities
-- Delete what providers know the holders of accounts as.
DELETE FROM provider_identity AS i
WHERE i.network_id = %(network_id)s AND i.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_attempts
-- Delete the sign-ins with providers that a person has begun.
DELETE FROM provider_attempt AS t
WHERE
    t.network_id = %(network_id)s
    AND (t.account_id = ANY (%(account_ids)s::bigint[]) OR t.email = ANY (%(emails)s::text[]))

-- name: delete_calendar_links
-- Delete the links of accounts for calendar programs, and those that show a coworker.
DELETE FROM calendar_link AS l
WHERE
    l.network_id = %(network_id)s
    AND (l.account_id = ANY (%(account_ids)s::bigint[]) OR l.coworker_id = ANY (%(coworker_ids)s::bigint[]))

-- name: delete_account_links
-- Delete the links by which a person could choose a password.
DELETE FROM account_link AS l
WHERE
    l.network_id = %(network_id)s
    AND (l.account_id = ANY (%(account_ids)s::bigint[]) OR l.email = ANY (%(emails)s::text[]))

-- name: delete_messages
-- Delete mail to a person: what waits is not sent, and of what was sent there is no record left.
DELETE FROM outbox_message AS m
WHERE
    m.network_id = %(network_id)s
    AND (m.account_id = ANY (%(account_ids)s::bigint[]) OR m.email = ANY (%(emails)s::text[]))

-- name: delete_bounces
-- Delete that mail to a person came back.
DELETE FROM mail_bounce AS b WHERE b.network_id = %(network_id)s AND b.email = ANY (%(emails)s::text[])

-- name: delete_alert_events
-- Delete what was told about a member: mail about it that waits is not sent.
DELETE FROM alert_event AS e
WHERE e.network_id = %(network_id)s AND e.coworker_id = ANY (%(coworker_ids)s::bigint[])

-- name: delete_alert_readers
-- Delete what is known of accounts as readers of mail about alerts.
DELETE FROM alert_reader AS r
WHERE r.network_id = %(network_id)s AND r.account_id = ANY (%(account_ids)s::bigint[])

-- name: delete_report_readers
-- Delete the subscriptions of accounts to reports.
DELETE FROM report_reader AS r
WHERE r.network_id = %(network_id)s AND r.account_id = ANY (%(account_ids)s::bigint[])

-- name: erase_invitations
-- Replace the addresses of invitations, and withdraw those that are open.
UPDATE invitation AS i
SET
    email = 'erased@erased.invalid',
    email_folded = 'erased@erased.invalid',
    secret_hash = NULL,
    state = CASE WHEN i.state = 'open' THEN 'withdrawn' ELSE i.state END
WHERE i.network_id = %(network_id)s AND i.email = ANY (%(emails)s::text[])

-- name: deliveries_that_may_name
-- The deliveries of webhooks that were kept and may have one of the addresses.
SELECT d.id, d.body
FROM webhook_delivery AS d
WHERE
    d.network_id = %(network_id)s
    AND (
        regexp_like(encode(d.body, 'escape'), %(email_pattern)s, 'i')
        OR EXISTS (
            SELECT FROM unnest(%(emails)s::text[]) AS one (email)
            WHERE position(convert_to(one.email, 'UTF8') IN d.body) > 0
        )
    )
ORDER BY d.id

-- name: delete_deliveries
-- Delete deliveries of webhooks that were kept.
DELETE FROM webhook_delivery AS d WHERE d.network_id = %(network_id)s AND d.id = ANY (%(ids)s::bigint[])

-- name: erase_former_coworkers
-- Replace names and addresses in earlier versions of coworkers.
UPDATE coworkers_history AS h
SET full_name = %(name)s, email = 'erased-' || h.id || '@erased.invalid', company_name = NULL
WHERE h.network_id = %(network_id)s AND h.id = ANY (%(coworker_ids)s::bigint[]) AND NOT h.is_deleted

-- name: erase_former_attendees
-- Replace names and addresses in earlier versions of attendees.
UPDATE eventattendees_history AS h
SET full_name = %(name)s, email = coalesce('erased-' || h.coworker_id, 'erased') || '@erased.invalid'
WHERE
    h.network_id = %(network_id)s
    AND NOT h.is_deleted
    AND (h.coworker_id = ANY (%(coworker_ids)s::bigint[]) OR h.email = ANY (%(emails)s::text[]))

-- name: delete_staged_imports
-- Delete the files that were sent to be imported, and their reports, whoever is in them.
DELETE FROM staged_import AS s WHERE s.network_id = %(network_id)s

-- name: erase_addresses_of_readers
-- Delete from where the holders of accounts looked at figures; who looked is only a number. A calendar is read by its link,
-- without an account: its reader may be anybody whom it shows.
UPDATE reader_entry AS r
SET address = NULL
WHERE
    r.network_id = %(network_id)s
    AND r.address IS NOT NULL
    AND (
        r.account_id = ANY (%(account_ids)s::bigint[])
        OR (r.account_id IS NULL AND r.key_id IS NULL AND r.coworker_ids && %(coworker_ids)s::bigint[])
    )

-- name: erase_authors_of_entries
-- Replace who did something in the audit trail, and from where.
UPDATE audit_entry AS e
SET
    action_by = CASE WHEN e.action_by = ANY (%(emails)s::text[]) THEN %(author)s ELSE e.action_by END,
    address = NULL
WHERE
    e.network_id = %(network_id)s
    AND (e.action_by = ANY (%(emails)s::text[]) OR e.account_id = ANY (%(account_ids)s::bigint[]))

-- name: entries_that_may_name
-- The entries of the audit trail about a person's records, and those whose values may name somebody.
SELECT
    e.id,
    e.changes::text AS changes,
    e.entity_short_name = 'Coworker' AND e.entity_id = ANY (%(coworker_ids)s::bigint[]) AS is_of_coworker,
    {are_theirs} AS is_theirs
FROM audit_entry AS e
WHERE e.network_id = %(network_id)s AND ({are_theirs} OR regexp_like(e.changes::text, %(json_pattern)s, 'i'))
ORDER BY e.id

-- name: replace_changes
-- Store the values of an entry of the audit trail without what named somebody.
UPDATE audit_entry AS e
SET changes = %(changes)s::json
WHERE e.network_id = %(network_id)s AND e.id = %(id)s

-- name: statements_that_may_name
-- The stored statements whose content may have one of the names or addresses.
SELECT s.team_id, s.month, s.version, s.content
FROM team_statement AS s
WHERE s.network_id = %(network_id)s AND regexp_like(s.content, %(json_pattern)s, 'i')
ORDER BY s.team_id, s.month, s.version

-- name: replace_content
-- Store a statement without what named somebody; its digest does not depend on names.
UPDATE team_statement AS s
SET content = %(content)s
WHERE
    s.network_id = %(network_id)s
    AND s.team_id = %(team_id)s
    AND s.month = %(month)s
    AND s.version = %(version)s
