DROP TABLE bookings;
DROP SEQUENCE booking_reference;
DROP TABLE guests;
DROP TABLE rooms;
DROP FUNCTION frontdesk_uuid_v7();
-- The extensions stay: something else in this database may have come to use them.
