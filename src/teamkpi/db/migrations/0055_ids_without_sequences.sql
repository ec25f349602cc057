-- Ids of accounts, API keys and webhooks are counted in rows, and those of audit entries are made of the time. See
-- docs/decisions/0080-ids-without-triggers.md.
-- depends: 0054_moving_networks

-- What is being inserted is finished first; what comes later draws its id in the new way.
LOCK TABLE account, api_key, audit_entry, webhook IN SHARE ROW EXCLUSIVE MODE;

-- Each network goes on after the last id that it has given.
DO $$
DECLARE
    of_table name;
    of_network bigint;
    last_held bigint;
    last_given bigint;
BEGIN
    FOR of_table IN SELECT tables_with_own_ids() LOOP
        FOR of_network IN SELECT id FROM network LOOP
            EXECUTE format('SELECT coalesce(max(id), 0) FROM %I WHERE network_id = $1', of_table)
            INTO last_held USING of_network;
            EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %s', id_sequence(of_table, of_network))
            INTO last_given;
            IF of_table <> 'audit_entry' AND greatest(last_held, last_given) > 0 THEN
                INSERT INTO local_id (network_id, entity, first_id, last_id)
                VALUES (of_network, of_table, 1, greatest(last_held, last_given));
            END IF;
            EXECUTE format('DROP SEQUENCE %s', id_sequence(of_table, of_network));
        END LOOP;
    END LOOP;
END
$$;

DROP TRIGGER follow_network ON network;
DROP FUNCTION follow_network();

-- Only for servers of earlier versions, which run beside newer ones for some minutes: those give an id themselves. An
-- entry's id is as in audit_trail.sql, and above the last one of the same session.
CREATE OR REPLACE FUNCTION draw_id() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.id IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'audit_entry' THEN
        NEW.id := greatest(
            floor((extract(EPOCH FROM clock_timestamp()) - 1577836800) * 131072)::bigint * 8 + pg_backend_pid() % 8,
            coalesce(nullif(current_setting('teamkpi.last_entry_id', TRUE), ''), '0')::bigint + 8
        );
        PERFORM set_config('teamkpi.last_entry_id', NEW.id::text, FALSE);
    ELSE
        INSERT INTO local_id AS l (network_id, entity, first_id, last_id)
        VALUES (NEW.network_id, TG_TABLE_NAME, 1, 1)
        ON CONFLICT (network_id, entity, first_id) DO UPDATE SET last_id = l.last_id + 1
        RETURNING last_id INTO NEW.id;
    END IF;
    RETURN NEW;
END
$$;

DROP FUNCTION tables_with_own_ids();
DROP FUNCTION id_sequence(name, bigint);
