DROP TRIGGER users_log_change ON users;
DROP TRIGGER users_log_new ON users;
DROP FUNCTION frontdesk_log_account();
DROP TABLE account_log;
