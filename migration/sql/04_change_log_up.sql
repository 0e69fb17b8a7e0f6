-- The change log: every committed change of a room, guest or booking, once, in commit order.
--
-- It is what watchers, history, merges and safe retries all read. Rows are written by triggers alone.

CREATE SEQUENCE change_revision;

CREATE TABLE change_log (
    -- The transaction's place among all that committed: rising in commit order, with gaps.
    revision bigint NOT NULL,
    -- The row's place within its transaction.
    index    integer NOT NULL,
    entity   text NOT NULL,
    row_id   uuid NOT NULL,
    -- The row's version after the change. A deletion is a version too: one more than the last.
    version  integer NOT NULL,
    action   text NOT NULL,
    -- The columns whose values changed, without the stamps that change every time.
    fields   text[] NOT NULL,
    before   jsonb,
    after    jsonb,
    actor    jsonb NOT NULL,
    mutation jsonb,
    at       timestamptz NOT NULL,
    PRIMARY KEY (revision, index),
    -- A row's history, newest first, and the base of a merge. Unique also says: no version is logged twice,
    -- and an id that was deleted is not used again while its history is kept.
    CONSTRAINT change_log_row_version UNIQUE (row_id, version)
);

-- One use of a mutation id by one user: two retries that race cannot both commit.
CREATE UNIQUE INDEX change_log_mutation ON change_log ((actor ->> 'id'), (mutation ->> 'id'))
    WHERE mutation IS NOT NULL;
-- Where the replay horizon or the history ends is looked up by time.
CREATE INDEX change_log_at ON change_log (at);

-- Which life of the database this log belongs to, and from where it is complete.
CREATE TABLE change_stream (
    singleton         boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    -- Renewed when the database turns out to be another one than before (a dump restored elsewhere, a
    -- recovery to a point in time): cursors of the former life get a gap, never silence.
    epoch             uuid NOT NULL DEFAULT gen_random_uuid(),
    -- A cursor below the floor can no longer be served. Moved before anything below it is deleted.
    floor             bigint NOT NULL DEFAULT 0,
    -- What the epoch was given for: pg_control_system, pg_control_checkpoint, pg_database.oid.
    system_identifier bigint NOT NULL DEFAULT 0,
    timeline          integer NOT NULL DEFAULT 0,
    database_oid      bigint NOT NULL DEFAULT 0
);
INSERT INTO change_stream DEFAULT VALUES;

-- Runs at commit (deferred), once for each changed row. The transaction's first row takes the commit lock and
-- only then draws the revision; the lock is held until the commit is visible. So revisions rise in commit
-- order, and a reader that asks for what lies behind revision r can never skip a transaction that began
-- earlier and commits later. Taken here rather than while the transaction still works, the lock is held for
-- the length of a commit, and it cannot deadlock with row locks: every row lock is held already.
CREATE FUNCTION frontdesk_log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    this_transaction text := pg_current_xact_id()::text;
    place            text[] := string_to_array(current_setting('frontdesk.place', true), ':');
    this_revision    bigint;
    this_index       integer;
    row_before       jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    row_after        jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    this_row         jsonb := coalesce(row_after, row_before);
    this_version     integer := CASE WHEN TG_OP = 'DELETE' THEN OLD.version + 1 ELSE NEW.version END;
    this_mutation    jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
        RETURN NULL;  -- nothing changed
    END IF;

    -- `frontdesk.place` carries revision and index from one row to the next. It names its transaction, so
    -- that a value from anywhere else is not believed; and a savepoint that is rolled back takes it back
    -- together with the lock.
    IF place[1] = this_transaction THEN
        this_revision := place[2]::bigint;
        this_index := place[3]::integer + 1;
    ELSE
        PERFORM pg_advisory_xact_lock(7306085017);
        this_revision := nextval('change_revision');
        this_index := 0;
    END IF;
    PERFORM set_config('frontdesk.place',
        this_transaction || ':' || this_revision || ':' || this_index, true);

    -- `frontdesk.mutations` maps row ids to mutations: one transaction may carry out several.
    this_mutation := nullif(current_setting('frontdesk.mutations', true), '')::jsonb -> (this_row ->> 'id');

    INSERT INTO change_log
        (revision, index, entity, row_id, version, action, fields, before, after, actor, mutation, at)
    VALUES (
        this_revision, this_index, TG_TABLE_NAME, (this_row ->> 'id')::uuid, this_version, TG_OP,
        ARRAY(
            SELECT key FROM jsonb_object_keys(this_row) AS key
            WHERE key <> ALL ('{id,version,created_at,updated_at,updated_by}')
              AND row_before ->> key IS DISTINCT FROM row_after ->> key
            ORDER BY key),
        row_before, row_after,
        -- The stamp named the writer when the row was written; a deletion has no stamp.
        CASE WHEN TG_OP = 'DELETE' THEN frontdesk_actor() ELSE NEW.updated_by END,
        this_mutation, clock_timestamp());

    -- A wake-up, never the message: watchers read the log. So nothing is lost where it is left out: in a
    -- transaction of very many rows, and while the queue of notifications fills because some session of this
    -- cluster listens and does not read (at 100 % every commit that notifies would fail). A slow poll runs
    -- anyway.
    IF this_index < 1000 AND pg_notification_queue_usage() < 0.5 THEN
        PERFORM pg_notify('booking_changes', jsonb_build_object(
            'table', TG_TABLE_NAME, 'action', TG_OP, 'id', this_row -> 'id',
            'version', this_version, 'revision', this_revision)::text);
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER bookings_log AFTER INSERT OR UPDATE OR DELETE ON bookings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION frontdesk_log_change();
CREATE CONSTRAINT TRIGGER guests_log AFTER INSERT OR UPDATE OR DELETE ON guests
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION frontdesk_log_change();
CREATE CONSTRAINT TRIGGER rooms_log AFTER INSERT OR UPDATE OR DELETE ON rooms
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION frontdesk_log_change();

-- TRUNCATE fires no row triggers: it would change the tables behind everybody's back.
CREATE FUNCTION frontdesk_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % is refused: it would not be logged. Use DELETE.', TG_TABLE_NAME
        USING ERRCODE = 'feature_not_supported';
END
$$;

CREATE TRIGGER bookings_refuse_truncate BEFORE TRUNCATE ON bookings
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
CREATE TRIGGER guests_refuse_truncate BEFORE TRUNCATE ON guests
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
CREATE TRIGGER rooms_refuse_truncate BEFORE TRUNCATE ON rooms
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
CREATE TRIGGER change_log_refuse_truncate BEFORE TRUNCATE ON change_log
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
