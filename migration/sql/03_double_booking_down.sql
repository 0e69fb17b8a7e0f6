DROP TRIGGER bookings_20_lock_room_update ON bookings;
DROP TRIGGER bookings_20_lock_room_insert ON bookings;
DROP FUNCTION frontdesk_lock_room();
ALTER TABLE bookings DROP CONSTRAINT bookings_no_double_booking;
