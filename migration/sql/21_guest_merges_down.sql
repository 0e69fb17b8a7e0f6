DROP INDEX guests_by_same_name;
DROP INDEX guests_by_same_phone;
DROP INDEX guests_by_same_email;
DROP FUNCTION frontdesk_erase_guest(uuid, text, timestamptz, jsonb);
ALTER FUNCTION frontdesk_erase_one_guest(uuid, text, timestamptz, jsonb) RENAME TO frontdesk_erase_guest;
DROP FUNCTION frontdesk_merged_into(uuid);
DROP TABLE guest_merges;
