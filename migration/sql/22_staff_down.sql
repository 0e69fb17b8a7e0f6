DROP TRIGGER users_end_invitation ON users;
DROP FUNCTION frontdesk_end_invitation();
DROP TABLE invitations;
DROP TRIGGER users_stamp ON users;
DROP FUNCTION frontdesk_stamp_account();
ALTER TABLE users DROP COLUMN version;
