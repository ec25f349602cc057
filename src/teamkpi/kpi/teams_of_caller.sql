-- name: teams_of_caller
-- One page of the teams that any of these coworkers belongs to or administers, each with its people, and how many
-- there are in all. One row per team of the page, in order; for an empty page one row whose id is NULL.
-- Nulls come last going up. Equal ones stand by name, then by id.
WITH mine AS MATERIALIZED (
    SELECT t.*
    FROM teams AS t
    WHERE
        t.network_id = %(network_id)s AND NOT t.is_deleted
        AND (
            t.team_administrators && %(coworker_ids)s::bigint[]
            OR (NOT %(administered_only)s AND t.team_members && %(coworker_ids)s::bigint[])
        )
        AND (%(team_id)s::bigint IS NULL OR t.id = %(team_id)s::bigint)
),
page AS (
    SELECT
        mine.*,
        place.name AS business_name,
        place.home_url AS business_home_url,
        place.zone AS zone,
        row_number() OVER (
            ORDER BY sorted.number, sorted.text, mine.name_folded, mine.id
        ) * CASE WHEN %(descending)s THEN -1 ELSE 1 END AS position
    FROM mine
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = mine.business_id AND NOT l.is_deleted
    CROSS JOIN LATERAL (
        -- A web address may be written without its scheme.
        SELECT
            coalesce(l.name, '') AS name,
            coalesce(l.zone, 'UTC') AS zone,
            CASE
                WHEN trim(coalesce(l.web_address, '')) = '' THEN ''
                WHEN trim(l.web_address) COLLATE "C" ~* '^https?://' THEN trim(l.web_address)
                ELSE 'https://' || trim(l.web_address)
            END AS home_url
    ) AS place
    CROSS JOIN LATERAL (
        -- Only the branch of the asked field is evaluated, and once: OFFSET keeps it from being copied to each use.
        SELECT
            CASE %(order_by)s::text
                WHEN 'name' THEN to_jsonb(mine.name_folded)
                WHEN 'team_members_count' THEN (
                    SELECT to_jsonb(count(*))
                    FROM coworkers AS c
                    WHERE
                        c.network_id = %(network_id)s AND c.id = ANY (mine.team_members)
                        AND NOT c.archived AND NOT c.is_deleted
                )
                WHEN 'created_on' THEN to_jsonb(extract(EPOCH FROM mine.created_on))
                WHEN 'updated_on' THEN to_jsonb(extract(EPOCH FROM mine.updated_on))
                WHEN 'business_name' THEN to_jsonb(place.name)
                WHEN 'business_home_url' THEN to_jsonb(place.home_url)
                WHEN 'profile_summary' THEN to_jsonb(coalesce(mine.profile_summary, ''))
                WHEN 'profile_tags' THEN to_jsonb(coalesce(mine.profile_tags, ''))
                WHEN 'has_contact_details' THEN to_jsonb(
                    num_nonnulls(
                        mine.profile_website, mine.twitter, mine.facebook, mine.linkedin, mine.instagram, mine.github,
                        mine.pinterest, mine.skype, mine.telegram, mine.flickr, mine.vimeo, mine.tumblr, mine.blogger
                    ) > 0
                )
                WHEN 'has_default_plan' THEN to_jsonb(mine.default_tariff_id IS NOT NULL)
                WHEN 'id_string' THEN to_jsonb(mine.id::text)
                ELSE to_jsonb(mine) -> %(order_by)s::text
            END AS value
        OFFSET 0
    ) AS field
    CROSS JOIN LATERAL (
        SELECT
            CASE jsonb_typeof(field.value)
                WHEN 'number' THEN field.value::numeric
                WHEN 'boolean' THEN (field.value::boolean)::integer
            END AS number,
            CASE WHEN jsonb_typeof(field.value) = 'string' THEN lower((field.value #>> '{}') COLLATE "C") END AS text
    ) AS sorted
    ORDER BY position
    LIMIT %(size)s OFFSET %(skipped)s
)
SELECT
    (SELECT count(*) FROM mine) AS total,
    page.*,
    page.team_administrators && %(coworker_ids)s::bigint[] AS is_administrator,
    people.people
FROM (SELECT 1) AS always
LEFT JOIN page ON TRUE
CROSS JOIN LATERAL (
    -- Archived coworkers and ids without a coworker are not part of the team.
    SELECT
        coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'id', c.id,
                    'full_name', c.full_name,
                    'email', c.email,
                    'coworker_type', coalesce(c.coworker_type, 1),
                    'company_name', c.company_name,
                    'active', c.active,
                    'is_member', c.id = ANY (page.team_members),
                    'is_administrator', c.id = ANY (page.team_administrators)
                )
                ORDER BY c.id
            ),
            '[]'
        ) AS people
    FROM coworkers AS c
    WHERE
        c.network_id = %(network_id)s AND c.id = ANY (page.team_members || page.team_administrators)
        AND NOT c.archived AND NOT c.is_deleted
) AS people
ORDER BY page.position
