-- The public directory of teams.
-- depends: 0003_local_ids

-- A text as searches compare it, without case: lower() in the collation that knows the letters of all scripts. The
-- database's own may know those of ASCII alone. PostgreSQL has such a collation built in from 17 on; before, it comes
-- with ICU; a server without either is left with the database's own.
DO $$
DECLARE
    known text;
BEGIN
    SELECT format(' COLLATE pg_catalog.%I', c.collname) INTO known
    FROM pg_catalog.pg_collation AS c
    WHERE
        c.collname IN ('pg_c_utf8', 'und-x-icu')
        AND c.collencoding IN (-1, (
            SELECT d.encoding FROM pg_catalog.pg_database AS d WHERE d.datname = current_database()
        ))
    ORDER BY c.collname = 'pg_c_utf8' DESC
    LIMIT 1;
    EXECUTE format(
        'CREATE FUNCTION without_case(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE '
        'RETURN lower(value%s)',
        coalesce(known, '')
    );
END
$$;
