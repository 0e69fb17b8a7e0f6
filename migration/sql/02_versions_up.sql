-- Every row carries a version, and who wrote it when. Triggers set them for everybody who writes, so that a
-- statement typed into psql counts like one of the API's, and nobody can forget or forge them.
--
-- The functions are SECURITY DEFINER: a role needs rights on the tables and on nothing else. Their search_path
-- is pinned, with pg_temp last, so that such a role cannot put a function or table of its own in the way
-- (PostgreSQL manual, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely").

-- Who is writing: the signed-in user that the API names for its transaction in `frontdesk.actor`, else the
-- role that opened the connection. Rebuilt field by field, so that whatever a session has set there, what is
-- stored can be read. This is attribution, not authentication.
CREATE FUNCTION frontdesk_actor() RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := nullif(current_setting('frontdesk.actor', true), '')::jsonb;
BEGIN
    IF named IS NULL THEN
        RETURN jsonb_build_object('kind', 'database_role', 'name', session_user::text);
    END IF;
    RETURN jsonb_build_object(
        'kind', 'user', 'id', (named ->> 'id')::uuid, 'name', coalesce(named ->> 'name', ''));
END
$$;

CREATE FUNCTION frontdesk_stamp() RETURNS trigger
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
        NEW.version := OLD.version + 1;
        -- A clock that was set back must not make a row look older than it was.
        NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at);
        NEW.updated_by := frontdesk_actor();
    END IF;
    RETURN NEW;
END
$$;

-- A booking's reference is given once, here rather than by a column default: a default would ask every
-- writing role for rights on the sequence.
CREATE FUNCTION frontdesk_booking_reference() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.reference := coalesce(NEW.reference, 'B-' || nextval('booking_reference'));
    ELSE
        NEW.reference := OLD.reference;
    END IF;
    RETURN NEW;
END
$$;

-- BEFORE triggers fire in the order of their names. The stamp comes last, so that it compares the row as it
-- will be stored.
CREATE TRIGGER bookings_10_reference BEFORE INSERT OR UPDATE OF reference ON bookings
    FOR EACH ROW EXECUTE FUNCTION frontdesk_booking_reference();

CREATE TRIGGER bookings_90_stamp BEFORE INSERT OR UPDATE ON bookings
    FOR EACH ROW EXECUTE FUNCTION frontdesk_stamp();
CREATE TRIGGER guests_90_stamp BEFORE INSERT OR UPDATE ON guests
    FOR EACH ROW EXECUTE FUNCTION frontdesk_stamp();
CREATE TRIGGER rooms_90_stamp BEFORE INSERT OR UPDATE ON rooms
    FOR EACH ROW EXECUTE FUNCTION frontdesk_stamp();
