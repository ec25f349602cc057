-- name: running_contracts
-- The contracts of these coworkers that have not ended: the coworker, the plan, the location.
SELECT c.coworker_id, c.tariff_id, c.issued_by_id
FROM coworkercontracts AS c
WHERE
    c.network_id = %(network_id)s AND c.coworker_id = ANY (%(coworker_ids)s::bigint[])
    AND c.active AND NOT c.is_deleted
    AND coalesce(c.cancellation_date > %(now)s, NOT c.cancelled)

-- name: plan_of_location
-- The name of a plan for which the location has issued a contract, ended ones included: the newest contract says it.
-- No row when there is none.
SELECT c.tariff_name
FROM coworkercontracts AS c
WHERE
    c.network_id = %(network_id)s AND c.issued_by_id = %(business_id)s AND c.tariff_id = %(tariff_id)s
    AND NOT c.is_deleted
ORDER BY c.id DESC
LIMIT 1

-- name: zone_of_location
-- The zone of a location; UTC while it is not known.
SELECT coalesce(
    (
        SELECT l.zone
        FROM businesses AS l
        WHERE l.network_id = %(network_id)s AND l.id = %(business_id)s AND NOT l.is_deleted
    ),
    'UTC'
)
