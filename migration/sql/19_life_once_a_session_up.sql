-- Whether a life of the database is new was asked once a transaction (18_lost_versions), by nine calls that cost an update
-- a third more. A session needs to ask once for each epoch: the server's process that it runs in can take over from no
-- standby, nor move to another folder or database, and what a session did while it was a standby's wrote nothing.
-- Only a dump that is restored in place changes something under a session that goes on, and that is asked each time.
CREATE OR REPLACE FUNCTION frontdesk_version_base() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    base   integer;
    known  boolean;
    stream uuid;
BEGIN
    -- The marks are those of changes/epoch.rs.
    SELECT s.version_base, s.epoch, s.system_identifier = 0 OR
        (s.system_identifier, s.timeline, s.database_oid, s.log_oid, s.folder) IS NOT DISTINCT FROM (
            (SELECT system_identifier FROM pg_control_system()),
            ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer,
            (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),
            to_regclass('change_log')::oid::bigint,
            coalesce(frontdesk_folder(), s.folder))
    INTO base, stream, known FROM change_stream s;
    IF NOT known THEN
        RETURN greatest(base + 1, frontdesk_next_version_base());
    END IF;
    -- The note says no more than this, so that whoever forges it gains no version of their choice.
    PERFORM set_config('frontdesk.known_epoch', stream::text, false);
    RETURN base;
END
$$;

CREATE OR REPLACE FUNCTION frontdesk_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    base integer;
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
        SELECT version_base INTO base FROM change_stream
        WHERE epoch::text = current_setting('frontdesk.known_epoch', true)
            AND log_oid = to_regclass('change_log')::oid::bigint;
        NEW.version := greatest(OLD.version + 1, coalesce(base, frontdesk_version_base()));
        -- A clock that was set back must not make a row look older than it was.
        NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at);
        NEW.updated_by := frontdesk_actor();
    END IF;
    RETURN NEW;
END
$$;
