-- name: page
-- A page of the audit trail, and how many rows there are: those that meet every condition, NULL being none. One row at
-- least, without an id when the page is empty. Its values stand in the statement, so that conditions that are not asked
-- for are none to the planner either.
WITH found AS NOT MATERIALIZED (
    SELECT e.*
    FROM audit_entry AS e
    WHERE
        e.network_id = %(network_id)s
        AND (%(id)s::bigint IS NULL OR e.id = %(id)s::bigint)
        AND (%(entity)s::text IS NULL OR e.entity = %(entity)s::text)
        AND (%(record_id)s::bigint IS NULL OR e.record_id = %(record_id)s::bigint)
        AND (%(audit_type)s::smallint IS NULL OR e.audit_type = %(audit_type)s::smallint)
        AND (%(action_by)s::text IS NULL OR lower(e.action_by) = lower(%(action_by)s::text))
        AND (%(property_name)s::text IS NULL OR e.changes -> %(property_name)s::text IS NOT NULL)
        AND (%(created_from)s::timestamptz IS NULL OR e.created_on >= %(created_from)s::timestamptz)
        AND (%(created_to)s::timestamptz IS NULL OR e.created_on <= %(created_to)s::timestamptz)
)
SELECT
    counted.total,
    page.id,
    page.created_on,
    page.action_by,
    page.door,
    page.address,
    page.account_id,
    page.key_id,
    page.request_id,
    page.entity,
    page.record_id,
    page.audit_type,
    page.version,
    page.changes::text AS changes
FROM (SELECT count(*) AS total FROM found) AS counted
LEFT JOIN LATERAL (
    SELECT f.*
    FROM found AS f
    ORDER BY CASE WHEN %(is_descending)s THEN f.id END DESC, CASE WHEN NOT %(is_descending)s THEN f.id END ASC
    LIMIT %(size)s OFFSET %(offset)s
) AS page ON TRUE
ORDER BY CASE WHEN %(is_descending)s THEN page.id END DESC, CASE WHEN NOT %(is_descending)s THEN page.id END ASC
