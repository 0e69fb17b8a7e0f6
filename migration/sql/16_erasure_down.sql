DROP FUNCTION frontdesk_erase_guest(uuid, text, timestamptz, jsonb);
DROP FUNCTION frontdesk_erased_booking(jsonb, uuid, text[]);
DROP FUNCTION frontdesk_erased_guest(jsonb);
DROP TRIGGER bookings_40_erased_guest ON bookings;
DROP FUNCTION frontdesk_refuse_erased_guest();
DROP INDEX change_log_guest_after;
DROP INDEX change_log_guest_before;
ALTER TABLE change_stream DROP COLUMN erasures;
ALTER TABLE change_inbox ALTER COLUMN before SET STATISTICS -1, ALTER COLUMN after SET STATISTICS -1;
ALTER TABLE change_log ALTER COLUMN before SET STATISTICS -1, ALTER COLUMN after SET STATISTICS -1;
-- With it, the rule that names it.
ALTER TABLE guests DROP COLUMN erased_at;
DROP TABLE erasures;
