CREATE OR REPLACE FUNCTION frontdesk_actor() RETURNS jsonb
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

DROP TRIGGER users_announce_change ON users;
CREATE TRIGGER users_announce_change AFTER UPDATE ON users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.name, OLD.role, OLD.password_hash, OLD.demo, OLD.disabled_at)
          IS DISTINCT FROM (NEW.email, NEW.name, NEW.role, NEW.password_hash, NEW.demo, NEW.disabled_at))
    EXECUTE FUNCTION frontdesk_announce_account();

DROP INDEX users_service_name;
ALTER TABLE users DROP COLUMN most_requests, DROP COLUMN most_sockets, DROP COLUMN kind;
