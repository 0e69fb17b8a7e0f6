-- A row that was made in a life of the database that was lost may be made again under its id, by an import that is run
-- again or by a front desk that had kept it. Until now it was at version 1 again, with other values maybe; a write made on
-- the lost version 1 then replaced what its author had never seen. It now begins where the changes of this life do
-- (18_lost_versions): past every version that a life before it can have given. In the first life that is 1, as before.
CREATE OR REPLACE FUNCTION frontdesk_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    base integer;
BEGIN
    IF TG_OP = 'UPDATE' THEN
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
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;

    SELECT version_base INTO base FROM change_stream
    WHERE epoch::text = current_setting('frontdesk.known_epoch', true)
        AND log_oid = to_regclass('change_log')::oid::bigint;
    base := coalesce(base, frontdesk_version_base());
    NEW.updated_at := clock_timestamp();
    NEW.updated_by := frontdesk_actor();
    IF TG_OP = 'INSERT' THEN
        NEW.version := greatest(1, base);
        NEW.created_at := NEW.updated_at;
    ELSE
        NEW.version := greatest(OLD.version + 1, base);
        -- A clock that was set back must not make a row look older than it was.
        NEW.updated_at := greatest(NEW.updated_at, OLD.updated_at);
    END IF;
    RETURN NEW;
END
$$;
