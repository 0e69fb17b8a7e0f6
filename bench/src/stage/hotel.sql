-- The same hotel each time: 50 rooms, 500 guests, 5000 bookings from 2026 on. A room's stays are five days apart
-- and one to four nights long, so that none is in another's way.
INSERT INTO rooms (id, name, room_type, capacity, nightly_rate)
SELECT md5('room ' || n)::uuid, 'Room ' || n, 'Double', 2, 80 + n
FROM generate_series(0, 49) n;

INSERT INTO guests (id, name, email, country)
SELECT md5('guest ' || n)::uuid, 'Guest ' || n, 'guest' || n || '@example.org', 'DE'
FROM generate_series(0, 499) n;

INSERT INTO bookings (id, room_id, guest_id, check_in, check_out, adults, status, total_price, notes)
SELECT md5('booking ' || n)::uuid, md5('room ' || n % 50)::uuid, md5('guest ' || n * 37 % 500)::uuid,
       first_night, first_night + 1 + n * 7 % 4, 1 + n % 2, 'CONFIRMED', 100 + n % 400, 'Arrives by train'
FROM generate_series(0, 4999) n, LATERAL (SELECT date '2026-01-01' + n / 50 * 5 + n % 2 AS first_night) stay;

-- One password for all: who signs in is not what is measured.
INSERT INTO users (email, name, role, password_hash)
SELECT 'desk' || n || '@bench.frontdesk', 'Desk ' || n, 'DESK', password_hash
FROM users, generate_series(1, 199) n
WHERE email = 'desk0@bench.frontdesk';
