-- name: of_all_networks
-- Of all networks that are served here: how many messages of a table wait, when the first of them became due or will,
-- and how many have been given up since some instant. In each network, the messages that became due first and those
-- that ended last are counted, each up to a limit.
SELECT
    coalesce(sum(waiting.messages), 0)::bigint AS waiting,
    min(waiting.first_due_on) AS first_due_on,
    coalesce(sum(ended.given_up), 0)::bigint AS given_up
FROM network AS n
CROSS JOIN LATERAL (
    SELECT count(*) AS messages, min(w.due_on) AS first_due_on
    FROM (
        SELECT m.due_on
        FROM {messages} AS m
        WHERE m.network_id = n.id AND m.ended_on IS NULL
        ORDER BY m.due_on
        LIMIT %(most)s
    ) AS w
) AS waiting
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE e.outcome <> ALL (%(not_failures)s::text[])) AS given_up
    FROM (
        SELECT m.outcome
        FROM {messages} AS m
        WHERE m.network_id = n.id AND m.ended_on > %(since)s
        ORDER BY m.ended_on DESC
        LIMIT %(most)s
    ) AS e
) AS ended
WHERE n.place IN ('here', 'leaving')
