DROP TABLE guest_search, booking_search;
DROP TRIGGER guests_search ON guests;
DROP TRIGGER guests_search_again ON guests;
DROP TRIGGER bookings_search ON bookings;
DROP TRIGGER bookings_search_again ON bookings;
DROP FUNCTION frontdesk_index_guest(), frontdesk_index_booking();
DROP INDEX guests_by_language, rooms_by_language, rooms_name_caseless;
ALTER TABLE guests
    DROP CONSTRAINT guests_name_text, DROP CONSTRAINT guests_email_text, DROP CONSTRAINT guests_phone_text;
ALTER TABLE rooms DROP CONSTRAINT rooms_name_text, DROP CONSTRAINT rooms_room_type_text;
DROP TRIGGER guests_10_normal ON guests;
DROP TRIGGER rooms_10_normal ON rooms;
DROP TRIGGER users_10_normal ON users;
DROP FUNCTION frontdesk_normal_guest(), frontdesk_normal_room(), frontdesk_normal_user();
DROP FUNCTION frontdesk_guest_words(text, text, text), frontdesk_phone_digits(text),
    frontdesk_search_patterns(text), frontdesk_search_words(text), frontdesk_fold_spelled_out(text),
    frontdesk_fold(text), frontdesk_caseless(text), frontdesk_one_line(text);
DROP COLLATION frontdesk_language;
