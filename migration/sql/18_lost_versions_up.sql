-- A life of the database that was lost (a standby that had not heard of everything, an older backup) leaves people who
-- have seen its versions. Until now the next life counted on from what it had, so that version 5 of a booking could be
-- given twice, with other values; a write made on the lost version 5 then replaced what its author had never seen.
--
-- Now the first change of a row in a new life goes past all versions that a life before it can have given: to the time,
-- in steps of two seconds since 2026. That needs no memory of what is lost, also where an old backup comes back after
-- several lives, and leaves room in an integer for more than a century. It holds while no row changes more often than once
-- in two seconds for as long as a life lasts, and clocks are not set back to before the last life began.
--
-- A server from before this migration goes on: it begins a new epoch by the same UPDATE, and the trigger does the rest.
ALTER TABLE change_stream
    -- Below this no row gets a version. 0 for the first life, in which versions are 1, 2, 3.
    ADD COLUMN version_base integer NOT NULL DEFAULT 0,
    -- The data folder that the epoch was given for; null where the owner may not know.
    ADD COLUMN folder text;

CREATE FUNCTION frontdesk_next_version_base() RETURNS integer
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
RETURN greatest(0, extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01 00:00:00+00') / 2)::integer;

-- When this data folder was made, as its file system knows. That can't be copied: a copy of the folder has a time of its
-- own (pg_stat_file: "change", which nobody can set). A snapshot of the whole volume has the same. A standby's folder does
-- not matter until it takes over. Roles that are no superusers need EXECUTE on pg_stat_file(text).
CREATE FUNCTION frontdesk_folder() RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_is_in_recovery() OR NOT has_function_privilege('pg_stat_file(text)', 'EXECUTE') THEN
        RETURN NULL;
    END IF;
    RETURN extract(epoch FROM (pg_stat_file('PG_VERSION')).change)::text;
END
$$;
-- The epoch that there is was given here, as far as anybody can know.
UPDATE change_stream SET folder = frontdesk_folder();

-- Whoever begins a new epoch. The first server of a new database begins no new life.
CREATE FUNCTION frontdesk_begin_life() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.epoch <> OLD.epoch AND OLD.system_identifier <> 0 THEN
        NEW.version_base := greatest(OLD.version_base + 1, frontdesk_next_version_base());
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER change_stream_begin_life BEFORE UPDATE OF epoch ON change_stream
    FOR EACH ROW EXECUTE FUNCTION frontdesk_begin_life();

-- Below this no row gets a version now. Nobody need have begun the new epoch yet: who writes with psql to a standby that
-- has just taken over may be the first. The marks are those of changes/epoch.rs; they are compared once a transaction,
-- which is in one life.
CREATE FUNCTION frontdesk_version_base() RETURNS integer
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
