DROP INDEX change_log_deleted_bookings;
DROP INDEX bookings_by_total_price;
