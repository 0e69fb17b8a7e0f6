-- Names, e-mail addresses and telephone numbers: one normal form whoever writes them, an order that people
-- expect, and a search that finds a name however it is typed.

-- First of all, and in the order in which a writer takes them: what writes meanwhile waits here rather than in the
-- middle, where it could hold a row and wait for the log.
LOCK TABLE bookings, guests, rooms, users IN ACCESS EXCLUSIVE MODE;

DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the encoding of the database is %, and names need UTF8', current_setting('server_encoding');
    END IF;
END
$$;

-- The order of the Unicode Collation Algorithm, which is that of English, German and most languages in Latin
-- script: Ärger beside Arger, de Vries beside Dean. `kn`: room 2 comes before room 10.
CREATE COLLATION frontdesk_language (provider = icu, locale = 'und-u-kn-true');

-- The functions below find what they name wherever they run, so that a restored dump can build the indexes on them.
-- They are in PL/pgSQL, which plans them once for a session (in SQL, each call that another function makes is planned
-- anew), and pin no search_path, which would cost more than their work: the triggers that call them do.

-- A text of one line in its normal form: NFC; without the marks that copying from other programs brings along
-- and that have no letter (soft hyphen, zero-width space and no-break space, marks of direction); one space for
-- any run of spaces, tabs, line breaks and no-break spaces, and none at the ends. What the API makes of a text
-- (api/src/text.rs) is never changed by this.
CREATE FUNCTION frontdesk_one_line(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    RETURN btrim(regexp_replace(
        normalize(regexp_replace(
            value COLLATE "C", '[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202C\u2060\u2066-\u2069\uFEFF]', '', 'g'), NFC),
        '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g'), ' ');
END
$$;

-- Equal for texts that differ in capitals alone, or in what nobody sees.
CREATE FUNCTION frontdesk_caseless(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    -- By way of upper case, which makes SS of ß.
    RETURN normalize(lower(upper(lower(regexp_replace(
        normalize(value, NFC) COLLATE "C", '[\u034F\u200C\u200D\uFE00-\uFE0F\U000E0100-\U000E01EF]', '', 'g')
        COLLATE "und-x-icu") COLLATE "und-x-icu") COLLATE "und-x-icu"), NFC);
END
$$;

-- Texts as they are searched: without case, accents, the difference between ß and ss, ø and o, ’ and ', ２ and 2.
-- Kept apart: marks that make another letter in their script (the voiced kana) stay.
CREATE FUNCTION frontdesk_fold(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    folded text;
BEGIN
    -- The same, sooner.
    IF octet_length(value) = length(value) THEN
        RETURN lower(value COLLATE "C");
    END IF;
    folded := regexp_replace(
        lower(normalize(translate(value, '’‘‛ʼʹ′´‐‑‒–—―−', '''''''''''''''-------'), NFKD) COLLATE "und-x-icu")
            COLLATE "C",
        -- Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic, and what nobody sees.
        '[\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670'
        '\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F'
        '\u00AD\u034F\u061C\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\U000E0000-\U000E01EF]',
        '', 'g');
    IF octet_length(folded) = length(folded) THEN
        RETURN folded;
    END IF;
    RETURN normalize(
        translate(replace(replace(replace(replace(folded, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øđðħıłŧŋςكي٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', 'oddhiltnσکی01234567890123456789'),
        NFKC);
END
$$;

-- The same with the umlauts spelled out, as people write them who have no key for them: Mueller, Soerensen.
CREATE FUNCTION frontdesk_fold_spelled_out(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    RETURN public.frontdesk_fold(replace(replace(replace(replace(replace(
        lower(normalize(value, NFC) COLLATE "und-x-icu"), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa'), 'ø', 'oe'));
END
$$;

-- What a text is found by: both spellings where they differ.
CREATE FUNCTION frontdesk_search_words(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    folded      text := public.frontdesk_fold(value);
    spelled_out text;
BEGIN
    IF octet_length(value) = length(value) THEN
        RETURN folded;
    END IF;
    spelled_out := public.frontdesk_fold_spelled_out(value);
    RETURN CASE WHEN spelled_out = folded THEN folded ELSE folded || ' ' || spelled_out END;
END
$$;

-- The LIKE patterns of texts that contain this word, in either spelling; its own wildcards mean themselves.
CREATE FUNCTION frontdesk_search_patterns(word text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    folded      text := '%' || regexp_replace(public.frontdesk_fold(word), '([\\%_])', '\\\1', 'g') || '%';
    spelled_out text := '%' || regexp_replace(public.frontdesk_fold_spelled_out(word), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    RETURN CASE WHEN spelled_out = folded THEN ARRAY[folded] ELSE ARRAY[folded, spelled_out] END;
END
$$;

-- A telephone number as it is searched: its digits, without the 00 or + of an international one, nor the (0) that
-- people put behind the country's code.
CREATE FUNCTION frontdesk_phone_digits(phone text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    RETURN regexp_replace(
        regexp_replace(replace(public.frontdesk_fold(phone), '(0)', ''), '^[^0-9+]*(00|\+)', ''), '[^0-9]', '', 'g');
END
$$;

-- Whoever writes, and however the text was typed.
CREATE FUNCTION frontdesk_normal_guest() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.name := frontdesk_one_line(NEW.name);
    NEW.email := frontdesk_one_line(NEW.email);
    -- Telephones copy a number together with an override of the direction, which says nothing about digits.
    NEW.phone := frontdesk_one_line(translate(NEW.phone, U&'\202D\202E', ''));
    RETURN NEW;
END
$$;

CREATE FUNCTION frontdesk_normal_room() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.name := frontdesk_one_line(NEW.name);
    NEW.room_type := frontdesk_one_line(NEW.room_type);
    RETURN NEW;
END
$$;

CREATE FUNCTION frontdesk_normal_user() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.name := frontdesk_one_line(NEW.name);
    NEW.email := frontdesk_one_line(NEW.email);
    RETURN NEW;
END
$$;

-- Before the stamp, which compares the row as it will be stored.
CREATE TRIGGER guests_10_normal BEFORE INSERT OR UPDATE OF name, email, phone ON guests
    FOR EACH ROW EXECUTE FUNCTION frontdesk_normal_guest();
CREATE TRIGGER rooms_10_normal BEFORE INSERT OR UPDATE OF name, room_type ON rooms
    FOR EACH ROW EXECUTE FUNCTION frontdesk_normal_room();
CREATE TRIGGER users_10_normal BEFORE INSERT OR UPDATE OF name, email ON users
    FOR EACH ROW EXECUTE FUNCTION frontdesk_normal_user();

-- What is there already takes the normal form too, as changes like any other. A row whose normal form breaks a rule
-- (another room or account has it already) is left as it is.
DO $$
DECLARE
    this_id uuid;
BEGIN
    FOR this_id IN
        SELECT id FROM guests
        WHERE (name, email, phone) IS DISTINCT FROM
              (frontdesk_one_line(name), frontdesk_one_line(email), frontdesk_one_line(phone))
    LOOP
        BEGIN
            UPDATE guests SET name = name WHERE id = this_id;
        EXCEPTION WHEN integrity_constraint_violation THEN
            RAISE WARNING 'guest % keeps a name, e-mail address or phone that is not in its normal form', this_id;
        END;
    END LOOP;
    FOR this_id IN
        SELECT id FROM rooms
        WHERE (name, room_type) IS DISTINCT FROM (frontdesk_one_line(name), frontdesk_one_line(room_type))
    LOOP
        BEGIN
            UPDATE rooms SET name = name WHERE id = this_id;
        EXCEPTION WHEN integrity_constraint_violation THEN
            RAISE WARNING 'room % keeps a name that is not in its normal form', this_id;
        END;
    END LOOP;
    FOR this_id IN
        SELECT id FROM users
        WHERE (name, email) IS DISTINCT FROM (frontdesk_one_line(name), frontdesk_one_line(email))
    LOOP
        BEGIN
            UPDATE users SET name = name WHERE id = this_id;
        EXCEPTION WHEN integrity_constraint_violation THEN
            RAISE WARNING 'user % keeps an e-mail address that is not in its normal form', this_id;
        END;
    END LOOP;
END
$$;
-- The changes are logged now: what follows needs tables that wait for nothing.
SET CONSTRAINTS ALL IMMEDIATE;

-- What has no place in a text of one line and cannot be taken out without changing it: control characters, what
-- turns the direction of letters around, letters that nobody sees. NOT VALID: a row from before may hold some, and
-- the next edit of that row says so.
ALTER TABLE guests
    ADD CONSTRAINT guests_name_text CHECK (name IS NFC NORMALIZED AND name COLLATE "C" !~
        '[\u0001-\u001F\u007F-\u009F\u115F\u1160\u200B\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E007F]')
        NOT VALID,
    ADD CONSTRAINT guests_email_text CHECK (email IS NFC NORMALIZED AND email COLLATE "C" !~
        '[\u0001-\u001F\u007F-\u009F\u115F\u1160\u200B\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E007F]')
        NOT VALID,
    ADD CONSTRAINT guests_phone_text CHECK (phone IS NFC NORMALIZED AND phone COLLATE "C" !~
        '[\u0001-\u001F\u007F-\u009F\u115F\u1160\u200B\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E007F]')
        NOT VALID;
ALTER TABLE rooms
    ADD CONSTRAINT rooms_name_text CHECK (name IS NFC NORMALIZED AND name COLLATE "C" !~
        '[\u0001-\u001F\u007F-\u009F\u115F\u1160\u200B\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E007F]')
        NOT VALID,
    ADD CONSTRAINT rooms_room_type_text CHECK (room_type IS NFC NORMALIZED AND room_type COLLATE "C" !~
        '[\u0001-\u001F\u007F-\u009F\u115F\u1160\u200B\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E007F]')
        NOT VALID;

-- "Suite" and "suite" are one name. A hotel that has both already keeps both, and no third one is made: the younger
-- rooms of such a pair are left out of the index.
DO $$
DECLARE
    twins text;
BEGIN
    SELECT string_agg(quote_literal(id), ', ') INTO twins
    FROM (SELECT id, row_number() OVER (PARTITION BY frontdesk_caseless(name) ORDER BY created_at, id) AS place FROM rooms)
        AS room
    WHERE place > 1;
    EXECUTE 'CREATE UNIQUE INDEX rooms_name_caseless ON rooms (frontdesk_caseless(name))'
        || coalesce(' WHERE id NOT IN (' || twins || ')', '');
END
$$;

-- Pages by name are a walk along these. The older ones stay for a server of the version before.
CREATE INDEX guests_by_language ON guests (name COLLATE frontdesk_language, id);
CREATE INDEX rooms_by_language ON rooms (name COLLATE frontdesk_language, id);

-- What rows are found by, folded once when they are written. Beside the tables rather than in them: a column would be
-- in every image of the log and count as a change of the row.
CREATE TABLE guest_search (
    guest_id uuid PRIMARY KEY,
    words    text COLLATE "C" NOT NULL
);
CREATE TABLE booking_search (
    booking_id uuid PRIMARY KEY,
    words      text COLLATE "C" NOT NULL
);

-- The telephone number's digits are a word of their own: " 0301234567" is one that begins so.
CREATE FUNCTION frontdesk_guest_words(name text, email text, phone text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN concat_ws(' ', public.frontdesk_search_words(name), public.frontdesk_search_words(email),
        public.frontdesk_search_words(phone), public.frontdesk_phone_digits(phone));
END
$$;

CREATE FUNCTION frontdesk_index_guest() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM guest_search WHERE guest_id = OLD.id;
    ELSE
        INSERT INTO guest_search VALUES (NEW.id, frontdesk_guest_words(NEW.name, NEW.email, NEW.phone))
        ON CONFLICT (guest_id) DO UPDATE SET words = EXCLUDED.words;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION frontdesk_index_booking() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM booking_search WHERE booking_id = OLD.id;
    ELSE
        INSERT INTO booking_search VALUES (NEW.id, concat_ws(' ', frontdesk_search_words(NEW.reference), frontdesk_search_words(NEW.notes)))
        ON CONFLICT (booking_id) DO UPDATE SET words = EXCLUDED.words;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER guests_search AFTER INSERT OR DELETE ON guests
    FOR EACH ROW EXECUTE FUNCTION frontdesk_index_guest();
CREATE TRIGGER guests_search_again AFTER UPDATE OF name, email, phone ON guests
    FOR EACH ROW WHEN ((OLD.name, OLD.email, OLD.phone) IS DISTINCT FROM (NEW.name, NEW.email, NEW.phone))
    EXECUTE FUNCTION frontdesk_index_guest();
CREATE TRIGGER bookings_search AFTER INSERT OR DELETE ON bookings
    FOR EACH ROW EXECUTE FUNCTION frontdesk_index_booking();
CREATE TRIGGER bookings_search_again AFTER UPDATE OF reference, notes ON bookings
    FOR EACH ROW WHEN ((OLD.reference, OLD.notes) IS DISTINCT FROM (NEW.reference, NEW.notes))
    EXECUTE FUNCTION frontdesk_index_booking();

INSERT INTO guest_search SELECT id, frontdesk_guest_words(name, email, phone) FROM guests;
INSERT INTO booking_search SELECT id, concat_ws(' ', frontdesk_search_words(reference), frontdesk_search_words(notes)) FROM bookings;
CREATE INDEX guest_search_words ON guest_search USING gin (words gin_trgm_ops);
CREATE INDEX booking_search_words ON booking_search USING gin (words gin_trgm_ops);
ANALYZE guest_search, booking_search;
