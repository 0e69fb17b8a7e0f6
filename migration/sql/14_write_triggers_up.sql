-- What each update of a booking pays, without a change in what it does.

-- A function in SQL that pins its search path is not inlined: PostgreSQL parsed and planned it anew for each statement,
-- which was a twentieth of an update.
CREATE OR REPLACE FUNCTION frontdesk_write_total_price() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- As frontdesk_amount.
    NEW.total_price := CASE WHEN scale(trim_scale(NEW.total_price)) <= 2
        THEN round(NEW.total_price, 2) ELSE trim_scale(NEW.total_price) END;
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION frontdesk_write_nightly_rate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.nightly_rate := CASE WHEN scale(trim_scale(NEW.nightly_rate)) <= 2
        THEN round(NEW.nightly_rate, 2) ELSE trim_scale(NEW.nightly_rate) END;
    RETURN NEW;
END
$$;

-- A statement that sets none of these columns does not read the condition, which is parsed for each statement. No
-- trigger sets them either.
DROP TRIGGER bookings_20_lock_room_update ON bookings;
CREATE TRIGGER bookings_20_lock_room_update BEFORE UPDATE OF room_id, check_in, check_out, status ON bookings
    FOR EACH ROW WHEN (
        NEW.status IN ('CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT')
        AND (NEW.room_id, NEW.check_in, NEW.check_out, NEW.status)
            IS DISTINCT FROM (OLD.room_id, OLD.check_in, OLD.check_out, OLD.status))
    EXECUTE FUNCTION frontdesk_lock_room();
