-- A dump restored into the database that it was taken from is an older life of it, and nothing else tells: cluster,
-- timeline and database are the same. But a table that was dropped and made again has another oid, and the dump
-- carries this row with the oid of the table that it was given for. (VACUUM FULL and CLUSTER keep a table's oid, and so
-- does pg_upgrade.)
--
-- It begins unknown: whether a dump was restored before this migration can't be told, so the next server begins one
-- more epoch. A server from before this migration takes no notice of the column.
ALTER TABLE change_stream ADD COLUMN log_oid bigint NOT NULL DEFAULT 0;
