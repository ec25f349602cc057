-- Ids that one network's callers see are drawn for that network alone, so that they say nothing of another's.
-- depends: 0010_webhooks

-- Sequences and not counted rows: nobody waits for another who draws. Deleting a network deletes its sequences.
CREATE FUNCTION id_sequence(of_table name, network_id bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN format('%I', of_table || '_id_' || network_id);

-- Which tables these are, said once.
CREATE FUNCTION tables_with_own_ids() RETURNS SETOF name
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN unnest(ARRAY['account', 'api_key', 'audit_entry', 'webhook']::name[]);

CREATE FUNCTION follow_network() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    of_table name;
BEGIN
    FOR of_table IN SELECT tables_with_own_ids() LOOP
        IF TG_OP = 'INSERT' THEN
            EXECUTE 'CREATE SEQUENCE ' || id_sequence(of_table, NEW.id);
        ELSE
            EXECUTE 'DROP SEQUENCE ' || id_sequence(of_table, OLD.id);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- A row of a network that is not there gets an id too: its foreign key refuses it.
CREATE FUNCTION draw_id() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.id := coalesce(NEW.id, nextval(to_regclass(id_sequence(TG_TABLE_NAME, NEW.network_id))), 0);
    RETURN NEW;
END
$$;

-- What is there keeps its ids; each network goes on behind its own newest.
DO $$
DECLARE
    of_table name;
    network_id bigint;
    next_id bigint;
BEGIN
    FOR of_table IN SELECT tables_with_own_ids() LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN id DROP IDENTITY', of_table);
        EXECUTE format(
            'CREATE TRIGGER draw_id BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION draw_id()', of_table
        );
        FOR network_id IN SELECT id FROM network LOOP
            EXECUTE format('SELECT coalesce(max(id), 0) + 1 FROM %I WHERE network_id = $1', of_table)
            INTO next_id USING network_id;
            EXECUTE format('CREATE SEQUENCE %s START %s', id_sequence(of_table, network_id), next_id);
        END LOOP;
    END LOOP;
END
$$;

CREATE TRIGGER follow_network AFTER INSERT OR DELETE ON network FOR EACH ROW EXECUTE FUNCTION follow_network();
