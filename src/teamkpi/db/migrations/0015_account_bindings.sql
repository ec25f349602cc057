-- Which coworkers an account acts for: those that it is bound to, whatever e-mail their records hold.
-- depends: 0014_lists_of_some

-- coworker_id refers to no table: a record is replaced by deleting and inserting it, and one that is deleted and comes
-- back under its id is the same coworker. Who writes an account's bindings holds the lock of the account's row.
CREATE TABLE account_binding (
    network_id bigint NOT NULL,
    account_id bigint NOT NULL,
    coworker_id bigint NOT NULL,
    bound_on timestamptz NOT NULL,
    PRIMARY KEY (network_id, account_id, coworker_id),
    FOREIGN KEY (network_id, account_id) REFERENCES account (network_id, id) ON DELETE CASCADE
);
CREATE INDEX account_binding_coworker ON account_binding (network_id, coworker_id);

-- Until now an account acted for the coworkers with its e-mail. From here on it acts for those that have it today.
INSERT INTO account_binding (network_id, account_id, coworker_id, bound_on)
SELECT a.network_id, a.id, c.id, CURRENT_TIMESTAMP
FROM account AS a
INNER JOIN coworkers AS c
    ON c.network_id = a.network_id AND lower(c.email) = lower(a.email) AND NOT c.is_deleted;

-- The accounts that may act now, and for which coworkers: the active ones among those that they are bound to. A
-- customer's account without any can do nothing and is not here; an operator's account is.
CREATE OR REPLACE VIEW acting_account AS
SELECT
    a.network_id,
    a.id AS account_id,
    a.email,
    a.is_operator,
    coalesce(person.coworker_ids, '{}') AS coworker_ids
FROM account AS a
CROSS JOIN LATERAL (
    SELECT array_agg(c.id ORDER BY c.id) AS coworker_ids
    FROM account_binding AS b
    INNER JOIN coworkers AS c ON c.network_id = b.network_id AND c.id = b.coworker_id
    WHERE
        b.network_id = a.network_id AND b.account_id = a.id
        AND c.active AND NOT c.archived AND NOT c.is_deleted
) AS person
WHERE a.is_active AND (a.is_operator OR person.coworker_ids IS NOT NULL);
