-- What changes about an account takes effect at once in every server process: it hears which account it was, and asks
-- again who they are. A wake-up, never the message, and left out while the queue of notifications fills, as for changes:
-- open sockets are asked after from time to time anyway. A server from before this migration listens to another channel
-- and takes no notice.
CREATE FUNCTION frontdesk_announce_account() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF pg_notification_queue_usage() < 0.5 THEN
        PERFORM pg_notify('account_changes', jsonb_build_object('user',
            CASE TG_TABLE_NAME WHEN 'users' THEN to_jsonb(OLD) -> 'id' ELSE to_jsonb(OLD) -> 'user_id' END)::text);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER users_announce_change AFTER UPDATE ON users
    FOR EACH ROW
    WHEN ((OLD.email, OLD.name, OLD.role, OLD.password_hash, OLD.demo, OLD.disabled_at)
          IS DISTINCT FROM (NEW.email, NEW.name, NEW.role, NEW.password_hash, NEW.demo, NEW.disabled_at))
    EXECUTE FUNCTION frontdesk_announce_account();
-- Also a deletion by hand.
CREATE TRIGGER users_announce_end AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION frontdesk_announce_account();
-- A renewed session is nothing to tell, and swept ones have ended before.
CREATE TRIGGER sessions_announce_end AFTER UPDATE OF revoked_at ON sessions
    FOR EACH ROW
    WHEN (OLD.revoked_at IS DISTINCT FROM NEW.revoked_at)
    EXECUTE FUNCTION frontdesk_announce_account();
