-- name: published_teams
-- One page of the public directory, or the one public team of an id, and how many teams there are in all. One row per
-- team of the page, in order; for an empty page one row whose id is NULL. Nothing is read that is not public.
-- A text is searched as people read it: without case, and a description without its tags and with the five characters
-- that HTML writes by name. What is asked for comes without case, with all letters that become one of its own.
WITH found AS MATERIALIZED (
    SELECT
        t.id,
        t.name_folded AS sorted_name,
        CASE %(order_by)s::text
            WHEN 'created_on' THEN extract(EPOCH FROM t.created_on)
            WHEN 'team_members_count' THEN (
                SELECT count(*)
                FROM coworkers AS c
                WHERE
                    c.network_id = %(network_id)s AND c.id = ANY (t.team_members)
                    AND NOT c.archived AND NOT c.is_deleted
            )
        END AS sorted_number
    FROM teams AS t
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN %(query)s::text <> '' THEN
                replace(replace(replace(replace(replace(
                    regexp_replace(t.description, '</?[a-zA-Z!][^>]*>', '', 'g'),
                    '&nbsp;', ' '), '&quot;', '"'), '&lt;', '<'), '&gt;', '>'), '&amp;', '&')
            END AS description
    ) AS shown
    WHERE
        t.network_id = %(network_id)s AND t.profile_is_public AND NOT t.is_deleted
        AND (%(team_id)s::bigint IS NULL OR t.id = %(team_id)s::bigint)
        AND (
            %(query)s::text = ''
            OR strpos(translate(t.name, %(query_given)s::text, %(query_small)s::text), %(query)s::text) > 0
            OR strpos(translate(shown.description, %(query_given)s::text, %(query_small)s::text), %(query)s::text) > 0
        )
        AND (
            %(tag)s::text = ''
            -- What Python's str.split() takes for a blank, since that is how the tags are listed.
            OR %(tag)s::text = ANY (
                regexp_split_to_array(
                    translate(t.profile_tags, %(tag_given)s::text, %(tag_small)s::text),
                    '[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+'
                )
            )
        )
),
page AS (
    SELECT
        found.*,
        row_number() OVER (
            ORDER BY found.sorted_number DESC, found.sorted_name, found.id
        ) * CASE WHEN %(backwards)s THEN -1 ELSE 1 END AS position
    FROM found
    ORDER BY position
    LIMIT %(size)s OFFSET %(skipped)s
)
SELECT
    (SELECT count(*) FROM found) AS total,
    page.id,
    team.*
FROM (SELECT 1) AS always
LEFT JOIN page ON TRUE
LEFT JOIN LATERAL (
    SELECT
        t.unique_id, t.name, t.description, t.profile_summary, t.profile_website, t.profile_tags, t.google_maps_link,
        t.twitter, t.facebook, t.linkedin, t.instagram, t.github, t.pinterest, t.skype, t.telegram, t.flickr, t.vimeo,
        t.tumblr, t.blogger,
        (
            SELECT count(*)
            FROM coworkers AS c
            WHERE
                c.network_id = %(network_id)s AND c.id = ANY (t.team_members)
                AND NOT c.archived AND NOT c.is_deleted
        ) AS team_members_count,
        coalesce(l.name, '') AS business_name,
        -- A web address may be written without its scheme.
        CASE
            WHEN trim(coalesce(l.web_address, '')) = '' THEN ''
            WHEN trim(l.web_address) COLLATE "C" ~* '^https?://' THEN trim(l.web_address)
            ELSE 'https://' || trim(l.web_address)
        END AS business_home_url
    FROM teams AS t
    LEFT JOIN businesses AS l ON l.network_id = %(network_id)s AND l.id = t.business_id AND NOT l.is_deleted
    WHERE t.network_id = %(network_id)s AND t.id = page.id
) AS team ON TRUE
ORDER BY page.position
