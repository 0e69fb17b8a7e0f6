-- Lists that people sort, and the list of what was deleted.

-- Bookings in the order of their price, whatever the currency. One of a guest's name or a room's is a walk along the names,
-- each with its bookings (bookings_by_guest, bookings_by_room), and needs no index of its own.
CREATE INDEX bookings_by_total_price ON bookings (total_price, id);

-- Deleted bookings, newest first. Few entries of the log are deletions, and the rest is passed over.
CREATE INDEX change_log_deleted_bookings ON change_log (revision, index)
    WHERE entity = 'bookings' AND action = 'DELETE';
