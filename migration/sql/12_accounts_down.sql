DROP TRIGGER sessions_announce_end ON sessions;
DROP TRIGGER users_announce_end ON users;
DROP TRIGGER users_announce_change ON users;
DROP FUNCTION frontdesk_announce_account();
