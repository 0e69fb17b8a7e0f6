-- Accounts of programs beside those of people: a gateway, a channel manager. One has no password that anybody knows, signs
-- in by the token of its one session, and has limits of its own, because a whole house may stand behind it.
--
-- A server from before this migration takes it for a person: it lets the token in, without those limits.
ALTER TABLE users
    ADD COLUMN kind text NOT NULL DEFAULT 'PERSON'
        CONSTRAINT users_kind_known CHECK (kind IN ('PERSON', 'SERVICE')),
    -- Open at a time, and begun in a second, in each server process.
    ADD COLUMN most_sockets integer,
    ADD COLUMN most_requests integer,
    ADD CONSTRAINT users_limits_of_services CHECK (CASE kind
        WHEN 'SERVICE' THEN most_sockets >= 1 AND most_requests >= 1
            AND most_sockets IS NOT NULL AND most_requests IS NOT NULL
        ELSE most_sockets IS NULL AND most_requests IS NULL END);
-- The operator names it by this. People may have the same name.
CREATE UNIQUE INDEX users_service_name ON users (name) WHERE kind = 'SERVICE';

-- Other limits are told as another role is.
DROP TRIGGER users_announce_change ON users;
CREATE TRIGGER users_announce_change AFTER UPDATE ON users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.name, OLD.role, OLD.password_hash, OLD.demo, OLD.disabled_at,
           OLD.kind, OLD.most_sockets, OLD.most_requests)
          IS DISTINCT FROM (NEW.email, NEW.name, NEW.role, NEW.password_hash, NEW.demo, NEW.disabled_at,
                            NEW.kind, NEW.most_sockets, NEW.most_requests))
    EXECUTE FUNCTION frontdesk_announce_account();

-- History tells a program from a person. Its kind stays `user`, which is all that older servers know.
CREATE OR REPLACE FUNCTION frontdesk_actor() RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    named jsonb := nullif(current_setting('frontdesk.actor', true), '')::jsonb;
    actor jsonb;
BEGIN
    IF named IS NULL THEN
        RETURN jsonb_build_object('kind', 'database_role', 'name', session_user::text);
    END IF;
    actor := jsonb_build_object(
        'kind', 'user', 'id', (named ->> 'id')::uuid, 'name', coalesce(named ->> 'name', ''));
    IF named -> 'service' = 'true' THEN
        actor := actor || '{"service": true}';
    END IF;
    RETURN actor;
END
$$;
