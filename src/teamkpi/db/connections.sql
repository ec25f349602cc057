-- name: begin_session
-- Give a session its settings.
SELECT set_config(asked.name, asked.value, FALSE)
FROM unnest(%(names)s::text[], %(values)s::text[]) AS asked (name, value)
