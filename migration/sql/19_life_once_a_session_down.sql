CREATE OR REPLACE FUNCTION frontdesk_version_base() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    this_xact text := pg_current_xact_id()::text;
    noted     text[] := string_to_array(current_setting('frontdesk.life', true), ':');
    is_new    boolean := noted[2] = 'new';
BEGIN
    -- The note says no more than this, so that whoever forges it gains no version of their choice.
    IF noted[1] IS DISTINCT FROM this_xact THEN
        SELECT s.system_identifier <> 0 AND
            (s.system_identifier, s.timeline, s.database_oid, s.log_oid, s.folder) IS DISTINCT FROM (
                (SELECT system_identifier FROM pg_control_system()),
                ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer,
                (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
                to_regclass('change_log')::oid::bigint,
                coalesce(frontdesk_folder(), s.folder))
        INTO is_new FROM change_stream s;
        PERFORM set_config('frontdesk.life', this_xact || ':' || CASE WHEN is_new THEN 'new' ELSE 'known' END, true);
    END IF;
    RETURN (
        SELECT CASE WHEN is_new THEN greatest(version_base + 1, frontdesk_next_version_base()) ELSE version_base END
        FROM change_stream);
END
$$;

CREATE OR REPLACE FUNCTION frontdesk_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
        NEW.created_at := clock_timestamp();
        NEW.updated_at := NEW.created_at;
        NEW.updated_by := frontdesk_actor();
        RETURN NEW;
    END IF;

    IF NEW.id IS DISTINCT FROM OLD.id THEN
        RAISE EXCEPTION 'the id of a row of % never changes', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- First undo whatever the statement did to the stamps: only then can the rows be compared as a whole,
    -- also by their future columns. An UPDATE that changes nothing is no new version.
    NEW.version := OLD.version;
    NEW.created_at := OLD.created_at;
    NEW.updated_at := OLD.updated_at;
    NEW.updated_by := OLD.updated_by;
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.version := greatest(OLD.version + 1, frontdesk_version_base());
        -- A clock that was set back must not make a row look older than it was.
        NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at);
        NEW.updated_by := frontdesk_actor();
    END IF;
    RETURN NEW;
END
$$;
