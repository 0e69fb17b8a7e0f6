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
    NEW.version := OLD.version;
    NEW.created_at := OLD.created_at;
    NEW.updated_at := OLD.updated_at;
    NEW.updated_by := OLD.updated_by;
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.version := OLD.version + 1;
        NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at);
        NEW.updated_by := frontdesk_actor();
    END IF;
    RETURN NEW;
END
$$;
DROP FUNCTION frontdesk_version_base();
DROP TRIGGER change_stream_begin_life ON change_stream;
DROP FUNCTION frontdesk_begin_life();
DROP FUNCTION frontdesk_folder();
DROP FUNCTION frontdesk_next_version_base();
ALTER TABLE change_stream DROP COLUMN folder, DROP COLUMN version_base;
