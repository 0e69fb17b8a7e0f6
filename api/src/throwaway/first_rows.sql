-- In every throwaway database, and in no other: the rows that it begins with, and the way back to them.
CREATE SCHEMA throwaway;

-- The tables that are brought back: all but the list of migrations, and presence, which is that of open sockets. In the
-- order in which a writer takes them, and the sequencer after the writers.
CREATE TABLE throwaway.tables AS
SELECT relname::text AS name,
    coalesce(array_position('{bookings,guests,rooms}', relname::text), 4) AS place,
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relpersistence = 'p'
    AND relname <> 'seaql_migrations';

CREATE TABLE throwaway.sequences (name text, last_value bigint, is_called boolean);

DO $$
DECLARE
    kept text;
BEGIN
    FOR kept IN SELECT name FROM throwaway.tables LOOP
        EXECUTE format('CREATE TABLE throwaway.%I AS TABLE public.%1$I', kept);
    END LOOP;
    FOR kept IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
        EXECUTE format('INSERT INTO throwaway.sequences SELECT %L, last_value, is_called FROM public.%1$I', kept);
    END LOOP;
END
$$;

-- Brings the first rows back, as one transaction, and answers the epoch that begins. Nobody logs it: whoever watches is
-- told a gap. Readers go on meanwhile. Who writes waits, and so does this for who writes: where both wait for each other,
-- this one gives way, soon, and is to be called again.
CREATE FUNCTION throwaway.reset() RETURNS uuid
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
SET session_replication_role = replica
SET deadlock_timeout = '20ms'
AS $$
DECLARE
    kept record;
    begun uuid;
BEGIN
    FOR kept IN SELECT * FROM throwaway.tables ORDER BY place, name LOOP
        IF kept.place = 4 THEN
            -- The sequencer's, which it takes before its tables.
            PERFORM pg_advisory_xact_lock(7306085017);
        END IF;
        EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', kept.name);
    END LOOP;
    FOR kept IN SELECT * FROM throwaway.tables LOOP
        EXECUTE format('DELETE FROM %I', kept.name);
        EXECUTE format('INSERT INTO %I (%s) SELECT %2$s FROM throwaway.%1$I', kept.name, kept.columns);
    END LOOP;
    UPDATE change_stream SET epoch = gen_random_uuid() RETURNING epoch INTO begun;
    PERFORM pg_notify('booking_changes', '{}');
    -- At last, because it is not taken back where the transaction fails.
    PERFORM setval(format('public.%I', name)::regclass, last_value, is_called) FROM throwaway.sequences;
    RETURN begun;
END
$$;
