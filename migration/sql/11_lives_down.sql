ALTER TABLE change_stream DROP COLUMN log_oid;
