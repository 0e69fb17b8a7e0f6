DROP FUNCTION frontdesk_broken_rules(regclass, uuid, jsonb);
ALTER TABLE bookings
    DROP CONSTRAINT bookings_reference_length,
    DROP CONSTRAINT bookings_total_price_decimals,
    DROP CONSTRAINT bookings_total_price_limit;
ALTER TABLE rooms
    DROP CONSTRAINT rooms_nightly_rate_decimals,
    DROP CONSTRAINT rooms_nightly_rate_limit;
DROP TRIGGER rooms_30_nightly_rate ON rooms;
DROP TRIGGER bookings_30_total_price ON bookings;
DROP FUNCTION frontdesk_write_nightly_rate();
DROP FUNCTION frontdesk_write_total_price();
DROP FUNCTION frontdesk_amount(numeric);
-- What has a third decimal is rounded again.
ALTER TABLE bookings ALTER COLUMN total_price TYPE numeric(12, 2);
ALTER TABLE rooms ALTER COLUMN nightly_rate TYPE numeric(12, 2);

CREATE OR REPLACE FUNCTION frontdesk_booking_reference() RETURNS trigger
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
DROP FUNCTION frontdesk_free_reference();
