-- name: page
-- A page of the audit trail that meets some conditions, in some order, and how many rows do so. One row at least,
-- without an id when the page is empty. The values stand in the statement: the planner knows how much is asked for.
WITH found AS NOT MATERIALIZED (
    SELECT entry.*
    FROM (
        SELECT
            e.network_id,
            e.id,
            md5('teamkpi/' || named.named_as || '/audittrailentries/' || e.id)::uuid AS unique_id,
            e.created_on,
            e.created_on AS updated_on,
            e.action_by AS updated_by,
            e.entity_short_name,
            e.entity_id,
            e.audit_type,
            e.action_by,
            e.door,
            e.address,
            e.account_id,
            e.key_id,
            e.request_id,
            e.version,
            e.changes
        FROM audit_entry AS e
        CROSS JOIN (
            SELECT coalesce(n.named_as, n.id) AS named_as FROM network AS n WHERE n.id = {network_id}
        ) AS named
        WHERE e.network_id = {network_id}
    ) AS entry
    WHERE TRUE{conditions}
)
SELECT
    counted.total,
    page.id,
    page.unique_id,
    page.created_on,
    page.updated_on,
    page.updated_by,
    page.entity_short_name,
    page.entity_id,
    page.audit_type,
    page.action_by,
    page.door,
    page.address,
    page.account_id,
    page.key_id,
    page.request_id,
    page.version,
    page.changes::text AS changes
FROM (SELECT count(*) AS total FROM found) AS counted
LEFT JOIN (
    found AS page
    INNER JOIN (SELECT f.id AS place_id FROM found AS f ORDER BY {order} LIMIT {size} OFFSET {offset}) AS place
        ON place.place_id = page.id
) ON TRUE
ORDER BY {order}
