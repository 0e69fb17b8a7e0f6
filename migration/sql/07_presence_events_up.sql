-- Presence is announced as it changes, and costs little while it does not.

-- Every server process confirms its people every few seconds. Without an index on `seen_at` that is an update in
-- place (HOT), which leaves nothing behind for VACUUM; the table holds as many rows as people have bookings open,
-- so looking through all of it is no work.
DROP INDEX presence_by_process;
ALTER TABLE presence SET (fillfactor = 50);

-- A wake-up, never the message: it names the booking where something changed, and who hears it reads that
-- booking's people. Left out while the queue of notifications fills, as for changes: a slow poll runs anyway.
-- PostgreSQL sends equal notifications of one transaction once.
CREATE FUNCTION frontdesk_announce_presence() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    place uuid;
BEGIN
    IF pg_notification_queue_usage() < 0.5 THEN
        FOR place IN
            SELECT DISTINCT booking FROM unnest(ARRAY[
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.booking_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.booking_id END]) AS booking
            WHERE booking IS NOT NULL
        LOOP
            PERFORM pg_notify('presence_changes', jsonb_build_object('booking', place)::text);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER presence_announce_coming_and_going AFTER INSERT OR DELETE ON presence
    FOR EACH ROW EXECUTE FUNCTION frontdesk_announce_presence();
-- Being seen again is nothing to tell.
CREATE TRIGGER presence_announce_change AFTER UPDATE ON presence
    FOR EACH ROW
    WHEN ((OLD.booking_id, OLD.user_id, OLD.name, OLD.mode, OLD.field, OLD.since)
          IS DISTINCT FROM (NEW.booking_id, NEW.user_id, NEW.name, NEW.mode, NEW.field, NEW.since))
    EXECUTE FUNCTION frontdesk_announce_presence();
