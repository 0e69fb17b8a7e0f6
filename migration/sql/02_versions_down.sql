DROP TRIGGER rooms_90_stamp ON rooms;
DROP TRIGGER guests_90_stamp ON guests;
DROP TRIGGER bookings_90_stamp ON bookings;
DROP TRIGGER bookings_10_reference ON bookings;
DROP FUNCTION frontdesk_booking_reference();
DROP FUNCTION frontdesk_stamp();
DROP FUNCTION frontdesk_actor();
