-- name: overview
-- What account holders see of their account besides the e-mail address: when its second factor was set, how many
-- recovery codes are left, and when mail to the address came back.
SELECT
    f.created_on AS second_factor_set_on,
    (
        SELECT count(*) FROM recovery_code AS r
        WHERE r.network_id = %(network_id)s AND r.account_id = a.id
    ) AS recovery_codes_left,
    b.bounced_on AS mail_came_back_on
FROM account AS a
LEFT JOIN second_factor AS f ON f.network_id = %(network_id)s AND f.account_id = a.id
LEFT JOIN mail_bounce AS b ON b.network_id = %(network_id)s AND b.email_folded = a.email_folded
WHERE a.network_id = %(network_id)s AND a.id = %(account_id)s

-- name: sign_in_name
-- The name of a sign-in, for its account's holder: a digest, because ids are counted over all networks.
left(encode(sha256(convert_to(s.id || ' ' || extract(EPOCH FROM s.created_on), 'UTF8')), 'hex'), 24)

-- name: sign_ins
-- An account's sign-ins that are still open, the latest first: when they end, and whether the given access token belongs
-- to them.
SELECT
    {sign_in_name} AS name,
    s.client_id,
    s.created_on,
    live.expires_on,
    EXISTS (
        SELECT FROM access_token AS t
        WHERE t.network_id = %(network_id)s AND t.sign_in_id = s.id AND t.token_hash = %(token_hash)s
    ) AS is_current
FROM sign_in AS s
CROSS JOIN LATERAL ({lasts_until}) AS live
WHERE s.network_id = %(network_id)s AND s.account_id = %(account_id)s AND live.expires_on > %(now)s
ORDER BY s.created_on DESC, s.id DESC

-- name: end_named_sign_in
-- End the sign-in of an account with that name, and its tokens with it.
DELETE FROM sign_in AS s
WHERE
    s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND {sign_in_name} = %(name)s
RETURNING s.id

-- name: end_other_sign_ins
-- End all sign-ins of an account except the one that an access token belongs to.
DELETE FROM sign_in AS s
WHERE
    s.network_id = %(network_id)s
    AND s.account_id = %(account_id)s
    AND NOT EXISTS (
        SELECT FROM access_token AS t
        WHERE t.network_id = %(network_id)s AND t.sign_in_id = s.id AND t.token_hash = %(token_hash)s
    )
RETURNING s.id

-- name: network_name
-- The name under which an authenticator app lists the account.
SELECT n.name FROM network AS n WHERE n.id = %(network_id)s

-- name: sign_in_of_token
-- The sign-in that an access token belongs to.
SELECT t.sign_in_id FROM access_token AS t WHERE t.network_id = %(network_id)s AND t.token_hash = %(token_hash)s
