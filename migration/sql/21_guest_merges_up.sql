-- Two guests who are one and the same: who was merged into whom, and what tells that two may be one.

-- The merge itself is an ordinary transaction of the API's: bookings that name another guest, a guest that is changed, one
-- that is deleted, each in the log. This note says that they belong together: so whoever has the one open is led to the
-- other, and erasing the other reaches what is known under the name of the one. It holds nothing of the person.
CREATE TABLE guest_merges (
    -- Who is no more,
    guest_id uuid NOT NULL,
    -- and who they turned out to be. Without a reference: that guest may be deleted or merged in turn.
    kept_id  uuid NOT NULL,
    at       timestamptz NOT NULL,
    actor    jsonb NOT NULL,
    CONSTRAINT guest_merges_pkey PRIMARY KEY (guest_id)
);
CREATE INDEX guest_merges_by_kept ON guest_merges (kept_id);
CREATE TRIGGER guest_merges_refuse_truncate BEFORE TRUNCATE ON guest_merges
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();

-- All who were merged into a guest, also by way of others. An id is free again when nothing of its row is kept; who has it
-- then is somebody else.
CREATE FUNCTION frontdesk_merged_into(guest uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH RECURSIVE former (id) AS (
        SELECT guest_id FROM guest_merges WHERE kept_id = guest
        UNION
        SELECT guest_id FROM guest_merges JOIN former ON kept_id = former.id
    )
    SELECT id FROM former WHERE id <> guest AND NOT EXISTS (SELECT FROM guests WHERE guests.id = former.id)
$$;

-- An erasure reaches all that is known of the person: also what the history says of those who were merged into the guest.
-- They are noted down as erased, too, so that a list that is applied to a dump from before the merge reaches them there. A
-- server from before this migration calls the same name.
ALTER FUNCTION frontdesk_erase_guest(uuid, text, timestamptz, jsonb) RENAME TO frontdesk_erase_one_guest;
CREATE FUNCTION frontdesk_erase_guest(guest uuid, why text, since timestamptz DEFAULT NULL, who jsonb DEFAULT NULL)
RETURNS SETOF erasures
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    done    erasures;
    formers uuid[];
BEGIN
    -- Its locks are those that a merge takes: one that is under way has committed by then, or finds the guest erased.
    SELECT * INTO done FROM frontdesk_erase_one_guest(guest, why, since, who);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    formers := ARRAY(SELECT frontdesk_merged_into(guest) ORDER BY 1);
    PERFORM (SELECT count(*) FROM frontdesk_erase_one_guest(former, done.reason, done.at, done.actor))
    FROM unnest(formers) AS former;
    RETURN QUERY SELECT guest_id, at, actor, reason, bookings,
        changes + (SELECT coalesce(sum(e.changes), 0) FROM erasures e WHERE e.guest_id = ANY (formers))::integer
    FROM erasures WHERE guest_id = guest;
END
$$;

-- What tells that two may be one: the same e-mail address but for capitals, the same telephone number by its digits, the
-- same name but for capitals and accents. Each is looked up, and none is guessed. Who was erased has nothing of it.
CREATE INDEX guests_by_same_email ON guests (frontdesk_caseless(email)) WHERE erased_at IS NULL;
CREATE INDEX guests_by_same_phone ON guests (frontdesk_phone_digits(phone)) WHERE erased_at IS NULL;
CREATE INDEX guests_by_same_name ON guests (frontdesk_fold(name)) WHERE erased_at IS NULL;
-- What ANALYZE samples is a copy, which an erasure would have to reach.
ALTER INDEX guests_by_same_email ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX guests_by_same_phone ALTER COLUMN 1 SET STATISTICS 0;
ALTER INDEX guests_by_same_name ALTER COLUMN 1 SET STATISTICS 0;
