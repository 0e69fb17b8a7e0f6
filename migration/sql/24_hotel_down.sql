DROP INDEX change_log_by_actor;
DROP INDEX change_log_by_entity;
DROP TABLE hotel_settings;
DROP FUNCTION frontdesk_announce_hotel();
