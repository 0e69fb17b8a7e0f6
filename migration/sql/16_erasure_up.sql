-- Erasing a guest (Art. 17 GDPR): what is personal goes from the row, from the whole history and from what is still in
-- the inbox; who did what and when, and the stays with their money, stay.

-- Which guests, when, by whom and on what ground. A dump that is restored brings back what was erased since it was taken,
-- so this list is kept elsewhere, too, and applied again (`frontdesk guest erasures`, `frontdesk guest erase --list`). It
-- holds nothing of the person but an id that then leads nowhere; the ground is one of a few words, because whatever may be
-- written freely would sooner or later hold the name.
CREATE TABLE erasures (
    guest_id uuid NOT NULL,
    at       timestamptz NOT NULL,
    actor    jsonb NOT NULL,
    reason   text NOT NULL,
    -- How many bookings named the guest then: they are kept.
    bookings integer NOT NULL,
    -- How many entries of the log lost values.
    changes  integer NOT NULL,
    CONSTRAINT erasures_pkey PRIMARY KEY (guest_id),
    CONSTRAINT erasures_reason_known CHECK (reason IN ('REQUESTED', 'NO_LONGER_NEEDED', 'UNLAWFUL', 'LEGAL_DUTY'))
);
CREATE TRIGGER erasures_refuse_truncate BEFORE TRUNCATE ON erasures
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();

-- The row stays, because bookings name it, and can hold nothing any more, whoever writes. A server from before this
-- migration takes no notice of the column, and fails where it writes to such a row.
ALTER TABLE guests
    ADD COLUMN erased_at timestamptz,
    ADD CONSTRAINT guests_erased_is_empty CHECK (erased_at IS NULL
        OR (name = 'Erased guest' AND email IS NULL AND phone IS NULL AND country IS NULL AND notes = ''));

-- Read together with the log: whoever keeps something of it in memory sees that it was told before an erasure.
ALTER TABLE change_stream ADD COLUMN erasures bigint NOT NULL DEFAULT 0;

-- What ANALYZE samples of a table is a copy, too. Nobody plans by these, so none are taken, and the change of type to what
-- it is drops those that were (it rewrites nothing).
ALTER TABLE change_log ALTER COLUMN before SET STATISTICS 0, ALTER COLUMN after SET STATISTICS 0;
ALTER TABLE change_log ALTER COLUMN before TYPE jsonb, ALTER COLUMN after TYPE jsonb;
ALTER TABLE change_inbox ALTER COLUMN before SET STATISTICS 0, ALTER COLUMN after SET STATISTICS 0;
ALTER TABLE change_inbox ALTER COLUMN before TYPE jsonb, ALTER COLUMN after TYPE jsonb;

-- Which bookings ever named a guest. Creations, deletions and moves to another guest are all that name the column.
CREATE INDEX change_log_guest_before ON change_log ((before ->> 'guest_id'))
    WHERE entity = 'bookings' AND 'guest_id' = ANY (fields);
CREATE INDEX change_log_guest_after ON change_log ((after ->> 'guest_id'))
    WHERE entity = 'bookings' AND 'guest_id' = ANY (fields);

-- No new booking for an erased guest, and no notes in those there are: neither by an edit that was begun before, nor by a
-- merge with it. Everything else about such a stay can still change.
CREATE FUNCTION frontdesk_refuse_erased_guest() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    erased timestamptz;
BEGIN
    IF TG_OP = 'INSERT' OR NEW.guest_id IS DISTINCT FROM OLD.guest_id THEN
        -- The lock is that of the foreign key, only sooner: it waits for an erasure that is under way, and shows it.
        SELECT erased_at INTO erased FROM guests WHERE id = NEW.guest_id FOR KEY SHARE;
        IF erased IS NOT NULL THEN
            RAISE EXCEPTION 'the data of guest % was erased', NEW.guest_id
                USING ERRCODE = 'check_violation', TABLE = 'bookings', CONSTRAINT = 'bookings_guest_erased';
        END IF;
    ELSIF NEW.notes <> '' AND NEW.notes IS DISTINCT FROM OLD.notes THEN
        -- An erasure holds this booking's lock, too.
        SELECT erased_at INTO erased FROM guests WHERE id = NEW.guest_id;
        IF erased IS NOT NULL THEN
            RAISE EXCEPTION 'the data of guest % was erased', NEW.guest_id
                USING ERRCODE = 'check_violation', TABLE = 'bookings', CONSTRAINT = 'bookings_notes_erased';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER bookings_40_erased_guest BEFORE INSERT OR UPDATE OF guest_id, notes ON bookings
    FOR EACH ROW EXECUTE FUNCTION frontdesk_refuse_erased_guest();

-- What the log keeps of a guest: the stamps, and values that every reader of a guest can read. `erased` names the fields
-- whose values are gone, so that nobody takes these for what once was there. All else goes, also what only a later version
-- knows.
CREATE FUNCTION frontdesk_erased_guest(image jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(jsonb_object_agg(key, value)
            FILTER (WHERE key IN ('id', 'version', 'created_at', 'updated_at', 'updated_by', 'erased_at')), '{}')
        || '{"name": "Erased guest", "email": null, "phone": null, "country": null, "notes": "",
             "erased": ["name", "email", "phone", "country", "notes"]}'
    FROM jsonb_each(CASE jsonb_typeof(image) WHEN 'object' THEN image ELSE '{}' END)
$$;

-- What the log keeps of a booking: all but its notes, where they were written while it named the guest. `texts` are those
-- that were, each behind the id of its booking: a booking that was moved to somebody else has taken its notes along.
CREATE FUNCTION frontdesk_erased_booking(image jsonb, guest uuid, texts text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN image ->> 'notes' <> ''
            AND (image ->> 'guest_id' = guest::text OR (image ->> 'id') || ' ' || (image ->> 'notes') = ANY (texts))
        THEN image || '{"notes": "", "erased": ["notes"]}' ELSE image END
$$;

-- Erases a guest, once or again, in this transaction; answers the erasure, and nothing where nobody knows such a guest.
-- With `since` and `who` it comes from the list, and is noted down also where this database has never known the guest.
CREATE FUNCTION frontdesk_erase_guest(guest uuid, why text, since timestamptz DEFAULT NULL, who jsonb DEFAULT NULL)
RETURNS SETOF erasures
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    is_first boolean;
    stays    uuid[];
    texts    text[];
    place    text;
    lost     integer;
    lost_all integer := 0;
BEGIN
    -- In the order in which a booking's writer takes them. Who writes to one of these has committed, and is in the inbox
    -- or the log, or waits until this has. So has who is about to let a booking name the guest.
    PERFORM FROM bookings WHERE guest_id = guest ORDER BY id FOR UPDATE;
    PERFORM FROM guests WHERE id = guest FOR UPDATE;
    -- All that is committed is in the log, and nothing is moved there until this is committed.
    PERFORM frontdesk_sequence();
    IF since IS NULL AND NOT EXISTS (SELECT FROM guests WHERE id = guest)
        AND NOT EXISTS (SELECT FROM change_log WHERE row_id = guest AND entity = 'guests')
        AND NOT EXISTS (SELECT FROM erasures WHERE guest_id = guest)
    THEN
        RETURN;
    END IF;
    INSERT INTO erasures (guest_id, at, actor, reason, bookings, changes)
    SELECT guest, coalesce(since, clock_timestamp()), coalesce(who, frontdesk_actor()), why, count(*), 0
    FROM bookings WHERE guest_id = guest
    ON CONFLICT (guest_id) DO NOTHING;
    is_first := FOUND;

    stays := ARRAY(
        SELECT id FROM bookings WHERE guest_id = guest
        UNION
        SELECT row_id FROM change_log
        WHERE entity = 'bookings' AND 'guest_id' = ANY (fields) AND before ->> 'guest_id' = guest::text
        UNION
        SELECT row_id FROM change_log
        WHERE entity = 'bookings' AND 'guest_id' = ANY (fields) AND after ->> 'guest_id' = guest::text);
    PERFORM FROM bookings WHERE id = ANY (stays) ORDER BY id FOR UPDATE;
    texts := ARRAY(
        SELECT DISTINCT row_id || ' ' || (image ->> 'notes') FROM (
            SELECT row_id::text, before AS image FROM change_log WHERE row_id = ANY (stays)
            UNION ALL SELECT row_id::text, after FROM change_log WHERE row_id = ANY (stays)
            UNION ALL SELECT row_id::text, before FROM change_inbox WHERE row_id = ANY (stays)
            UNION ALL SELECT row_id::text, after FROM change_inbox WHERE row_id = ANY (stays)
            UNION ALL SELECT id::text, to_jsonb(booking) FROM bookings booking WHERE id = ANY (stays)) AS images
        WHERE image ->> 'guest_id' = guest::text AND image ->> 'notes' <> '');

    -- The rows, as any other write: with a new version, in the log, told to whoever watches.
    UPDATE bookings SET notes = ''
    WHERE id = ANY (stays) AND notes <> '' AND (guest_id = guest OR id || ' ' || notes = ANY (texts));
    UPDATE guests
    SET name = 'Erased guest', email = NULL, phone = NULL, country = NULL, notes = '',
        erased_at = (SELECT at FROM erasures WHERE guest_id = guest)
    WHERE id = guest AND erased_at IS NULL;
    -- Their entries are written now, so that what they say of before is erased, too.
    SET CONSTRAINTS bookings_log, guests_log IMMEDIATE;
    SET CONSTRAINTS bookings_log, guests_log DEFERRED;

    -- The digest of a request tells whoever guesses its content right. Without one, a retry is refused: it would bring
    -- back what was erased.
    FOREACH place IN ARRAY ARRAY['change_log', 'change_inbox'] LOOP
        EXECUTE format(
            'WITH erased AS ('
            '    UPDATE %I SET before = frontdesk_erased_guest(before), after = frontdesk_erased_guest(after), '
            '        mutation = mutation || ''{"digest": ""}'' '
            '    WHERE row_id = $1 AND entity = ''guests'' AND NOT (coalesce(before, after) ? ''erased'') '
            '    RETURNING actor, mutation'
            '), unnamed AS ('
            '    UPDATE mutations SET digest = '''' FROM erased '
            '    WHERE actor_id = (erased.actor ->> ''id'')::uuid AND id = erased.mutation ->> ''id'''
            ') SELECT count(*) FROM erased', place) INTO lost USING guest;
        lost_all := lost_all + lost;
        EXECUTE format(
            'WITH erased AS ('
            '    UPDATE %I SET before = frontdesk_erased_booking(before, $1, $3), '
            '        after = frontdesk_erased_booking(after, $1, $3), mutation = mutation || ''{"digest": ""}'' '
            '    WHERE row_id = ANY ($2) AND entity = ''bookings'' AND (before, after) IS DISTINCT FROM '
            '        (frontdesk_erased_booking(before, $1, $3), frontdesk_erased_booking(after, $1, $3)) '
            '    RETURNING actor, mutation'
            '), unnamed AS ('
            '    UPDATE mutations SET digest = '''' FROM erased '
            '    WHERE actor_id = (erased.actor ->> ''id'')::uuid AND id = erased.mutation ->> ''id'''
            ') SELECT count(*) FROM erased', place) INTO lost USING guest, stays, texts;
        lost_all := lost_all + lost;
    END LOOP;

    IF is_first THEN
        UPDATE erasures SET changes = lost_all WHERE guest_id = guest;
    END IF;
    IF is_first OR lost_all > 0 THEN
        UPDATE change_stream SET erasures = erasures + 1;
        -- Whoever reads the log looks into it again, and sees the number.
        IF pg_notification_queue_usage() < 0.5 THEN
            PERFORM pg_notify('booking_changes', '{}');
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM erasures WHERE guest_id = guest;
END
$$;
