CREATE OR REPLACE FUNCTION frontdesk_write_total_price() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.total_price := frontdesk_amount(NEW.total_price);
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION frontdesk_write_nightly_rate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.nightly_rate := frontdesk_amount(NEW.nightly_rate);
    RETURN NEW;
END
$$;
DROP TRIGGER bookings_20_lock_room_update ON bookings;
CREATE TRIGGER bookings_20_lock_room_update BEFORE UPDATE ON bookings
    FOR EACH ROW WHEN (
        NEW.status IN ('CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT')
        AND (NEW.room_id, NEW.check_in, NEW.check_out, NEW.status)
            IS DISTINCT FROM (OLD.room_id, OLD.check_in, OLD.check_out, OLD.status))
    EXECUTE FUNCTION frontdesk_lock_room();
