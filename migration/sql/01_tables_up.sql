-- What the staff edits: rooms, guests, bookings.
--
-- Every rule that one row can tell is a CHECK here, so that it holds whoever writes: the API, psql, an import.
-- The names of the constraints are read by the API, which answers with the field and the rule in words
-- (api/src/edit/constraint.rs); a new constraint belongs there too.

-- `room_id WITH =` beside a range in one GiST index, and substring search that an index can serve.
-- Both are trusted extensions: the owner of the database may create them.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Ids are UUIDv7 (RFC 9562): made anywhere without asking, and in the order of their making, so that an index
-- on them grows at one end. PostgreSQL 18 has uuidv7(); this one serves 15 to 17 as well.
CREATE FUNCTION frontdesk_uuid_v7() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    -- 48 bits of milliseconds over a random UUID (version 4), whose version bits 0100 become 0111.
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                    FROM 1 FOR 6),
            52, 1), 53, 1),
        'hex')::uuid
$$;

CREATE TABLE rooms (
    id           uuid PRIMARY KEY DEFAULT frontdesk_uuid_v7(),
    name         text NOT NULL,
    room_type    text NOT NULL DEFAULT '',
    capacity     integer NOT NULL DEFAULT 2,
    nightly_rate numeric(12, 2) NOT NULL DEFAULT 0,
    currency     text NOT NULL DEFAULT 'EUR',
    notes        text NOT NULL DEFAULT '',
    version      integer NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    updated_by   jsonb NOT NULL,
    CONSTRAINT rooms_name_length CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 100),
    CONSTRAINT rooms_name_unique UNIQUE (name),
    CONSTRAINT rooms_room_type_length CHECK (length(room_type) <= 100),
    CONSTRAINT rooms_capacity_range CHECK (capacity BETWEEN 1 AND 100),
    CONSTRAINT rooms_nightly_rate_not_negative CHECK (nightly_rate >= 0),
    CONSTRAINT rooms_currency_code CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT rooms_notes_length CHECK (length(notes) <= 10000)
);

CREATE TABLE guests (
    id         uuid PRIMARY KEY DEFAULT frontdesk_uuid_v7(),
    name       text NOT NULL,
    email      text,
    phone      text,
    country    text,
    notes      text NOT NULL DEFAULT '',
    version    integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by jsonb NOT NULL,
    CONSTRAINT guests_name_length CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 200),
    CONSTRAINT guests_email_form CHECK (length(email) <= 254 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT guests_phone_length CHECK (length(phone) BETWEEN 1 AND 50),
    CONSTRAINT guests_country_code CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT guests_notes_length CHECK (length(notes) <= 10000)
);

-- Pages of guests are read by name; the id makes the order total, so that a keyset page never skips or
-- repeats two people of one name.
CREATE INDEX guests_by_name ON guests (name, id);
CREATE INDEX guests_by_created_at ON guests (created_at, id);
-- Search by any part of the name or the e-mail address. The expression must be the one that the API's
-- filter uses (api/src/guest/read.rs).
CREATE INDEX guests_search ON guests USING gin (((name || ' ' || coalesce(email, ''))) gin_trgm_ops);

CREATE SEQUENCE booking_reference START 1001;

CREATE TABLE bookings (
    id          uuid PRIMARY KEY DEFAULT frontdesk_uuid_v7(),
    reference   text NOT NULL,
    room_id     uuid NOT NULL,
    guest_id    uuid NOT NULL,
    check_in    date NOT NULL,
    check_out   date NOT NULL,
    adults      integer NOT NULL DEFAULT 1,
    children    integer NOT NULL DEFAULT 0,
    status      text NOT NULL DEFAULT 'CONFIRMED',
    total_price numeric(12, 2) NOT NULL DEFAULT 0,
    currency    text NOT NULL DEFAULT 'EUR',
    notes       text NOT NULL DEFAULT '',
    version     integer NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    updated_by  jsonb NOT NULL,
    CONSTRAINT bookings_reference_unique UNIQUE (reference),
    -- Without ON DELETE: a room or a guest that a booking names stays (GuestInUse, RoomInUse).
    CONSTRAINT bookings_room_exists FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT bookings_guest_exists FOREIGN KEY (guest_id) REFERENCES guests (id),
    CONSTRAINT bookings_check_in_range CHECK (check_in BETWEEN '2000-01-01' AND '2199-12-31'),
    CONSTRAINT bookings_check_out_after_check_in CHECK (check_out > check_in),
    CONSTRAINT bookings_nights_limit CHECK (check_out - check_in <= 730),
    CONSTRAINT bookings_adults_range CHECK (adults BETWEEN 1 AND 100),
    CONSTRAINT bookings_children_range CHECK (children BETWEEN 0 AND 100),
    CONSTRAINT bookings_status_known
        CHECK (status IN ('INQUIRY', 'CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT', 'CANCELLED', 'NO_SHOW')),
    CONSTRAINT bookings_total_price_not_negative CHECK (total_price >= 0),
    CONSTRAINT bookings_currency_code CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT bookings_notes_length CHECK (length(notes) <= 10000)
);

-- Each order that the API offers is a keyset walk along one of these; a room's, a guest's or a status' page
-- starts at its place and reads only what it shows, however many bookings there are.
CREATE INDEX bookings_by_check_in ON bookings (check_in, id);
CREATE INDEX bookings_by_check_out ON bookings (check_out, id);
CREATE INDEX bookings_by_created_at ON bookings (created_at, id);
CREATE INDEX bookings_by_room ON bookings (room_id, check_in, id);
CREATE INDEX bookings_by_guest ON bookings (guest_id, check_in, id);
CREATE INDEX bookings_by_status ON bookings (status, check_in, id);
-- "Who is here between these days": a range overlap, which no b-tree answers.
CREATE INDEX bookings_by_stay ON bookings USING gist (daterange(check_in, check_out, '[)'));
-- Search by any part of the reference or the notes; guests have their own (api/src/booking/read.rs).
CREATE INDEX bookings_search ON bookings USING gin (((reference || ' ' || notes)) gin_trgm_ops);
