-- What is still in the inbox goes into the log first. A mutation id that was used twice since then can't be there:
-- the log has the same uses as the table.
SELECT frontdesk_sequence();
CREATE OR REPLACE FUNCTION frontdesk_log_change() RETURNS trigger
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
DROP FUNCTION frontdesk_sequence();
DROP INDEX change_log_mutation_id;
DROP TABLE change_inbox, mutations, deleted_rows;
DROP SEQUENCE change_number;
CREATE UNIQUE INDEX change_log_mutation ON change_log ((actor ->> 'id'), (mutation ->> 'id'))
    WHERE mutation IS NOT NULL;
