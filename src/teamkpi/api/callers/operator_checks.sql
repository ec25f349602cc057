-- name: check_operators
-- For each of many requests to the back office of a network: whom the access token, the key or the e-mail that it shows
-- stands for; and whether the network answers for its host, without which all else is void. What decides whether they
-- may act is read here, each time. Rows in the order of the requests, one each. LIMIT keeps every part a look-up by key, whatever the planner thinks of the sizes.
SELECT
    account.id AS account_id,
    account.email,
    coalesce(account.is_operator, FALSE) AS is_operator,
    account.roles AS account_roles,
    account.password_hash,
    coalesce(account.may_show_password, FALSE) AS may_show_password,
    key.id AS key_id,
    key.name AS key_name,
    key.roles AS key_roles,
    key.last_used_on AS key_last_used_on,
    {answers_for_asked_host} AS answers
FROM unnest(%(hosts)s::text[], %(token_hashes)s::bytea[], %(key_hashes)s::bytea[], %(emails_folded)s::text[])
    WITH ORDINALITY AS asked (host, token_hash, key_hash, email_folded, place)
LEFT JOIN LATERAL (
    SELECT a.id, a.email, a.is_operator, a.roles, NULL::text AS password_hash, FALSE AS may_show_password
    FROM access_token AS t
    INNER JOIN account AS a ON a.network_id = %(network_id)s AND a.id = t.account_id
    WHERE
        t.network_id = %(network_id)s AND t.token_hash = asked.token_hash AND t.expires_on > %(now)s
        AND a.is_active
    UNION ALL
    SELECT
        a.id,
        a.email,
        a.is_operator,
        a.roles,
        a.password_hash,
        a.is_active
        AND NOT a.must_reset_password
        AND NOT EXISTS (SELECT FROM ({two_step_account}) AS f WHERE f.account_id = a.id)
        AND NOT EXISTS (SELECT FROM password_policy AS p WHERE p.network_id = %(network_id)s AND p.owner_id <> a.id)
    FROM account AS a
    WHERE a.network_id = %(network_id)s AND a.email_folded = asked.email_folded
    LIMIT 1
) AS account ON TRUE
LEFT JOIN LATERAL (
    SELECT k.id, k.name, k.roles, k.last_used_on
    FROM api_key AS k
    WHERE
        k.network_id = %(network_id)s AND k.key_hash = asked.key_hash
        AND k.revoked_on IS NULL
        AND (k.expires_on IS NULL OR k.expires_on > %(now)s)
    LIMIT 1
) AS key ON TRUE
ORDER BY asked.place
