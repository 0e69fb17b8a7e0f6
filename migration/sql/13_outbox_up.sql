-- No queue at the commit: a transaction leaves its changes in an inbox, and a sequencer moves them into the log.
--
-- Until now each commit took the commit lock and notified, which takes a lock of the whole cluster. Both were held
-- until the commit was flushed, so no two commits shared a flush: where a flush takes 4 ms, as on cloud disks, 215
-- commits a second were all that a database could do.
--
-- Now a transaction takes no lock of the whole database. The log's order is made afterwards, one batch at a time, by
-- whoever calls frontdesk_sequence(): the servers do, after each of their writes and every two seconds anyway.
-- Revisions rise in the order in which batches commit. Whatever one transaction could know of another keeps its order
-- (the numbers are drawn at the commit, so all of the earlier one's are smaller); what is not committed yet is not
-- seen, and moves later: nothing is skipped.
--
-- Servers from before this migration go on: their transactions are told by what they leave unsaid (see below) and
-- logged as they were. Kept for them, and to be taken away when none of them can run any more: that path, the index
-- change_log_mutation_id, and the name of the constraint on mutations.

-- Draws the numbers of changes in the order of their commits' beginnings.
CREATE SEQUENCE change_number;

-- What is committed and not in the log yet. Mostly empty.
CREATE TABLE change_inbox (
    -- The transaction. Read together with snapshots: see frontdesk_sequence.
    xact     xid8 NOT NULL,
    number   bigint NOT NULL,
    entity   text NOT NULL,
    row_id   uuid NOT NULL,
    version  integer NOT NULL,
    action   text NOT NULL,
    fields   text[] NOT NULL,
    before   jsonb,
    after    jsonb,
    actor    jsonb NOT NULL,
    mutation jsonb,
    at       timestamptz NOT NULL,
    CONSTRAINT change_inbox_pkey PRIMARY KEY (xact, number)
) WITH (
    -- All rows die young.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);

-- The uses of mutation ids. A table of their own, so that the second of two retries at the same time is refused where
-- it writes, and not where its change is put in order.
DROP INDEX change_log_mutation;
CREATE TABLE mutations (
    actor_id uuid NOT NULL,
    id       text NOT NULL,
    -- Of what the client asked for.
    digest   text NOT NULL,
    -- The fields of others that the write kept.
    merged   text[] NOT NULL,
    -- What it made.
    row_id   uuid NOT NULL,
    version  integer NOT NULL,
    at       timestamptz NOT NULL,
    -- The name by which older servers know it.
    CONSTRAINT change_log_mutation PRIMARY KEY (actor_id, id)
);
INSERT INTO mutations (actor_id, id, digest, merged, row_id, version, at)
SELECT (actor ->> 'id')::uuid, mutation ->> 'id', coalesce(mutation ->> 'digest', ''),
       ARRAY(SELECT jsonb_array_elements_text(coalesce(mutation -> 'merged', '[]'))), row_id, version, at
FROM change_log WHERE mutation ->> 'id' IS NOT NULL AND actor ->> 'id' IS NOT NULL;
CREATE INDEX mutations_at ON mutations USING brin (at);
-- Where older servers look for the first use.
CREATE INDEX change_log_mutation_id ON change_log ((actor ->> 'id'), (mutation ->> 'id')) WHERE mutation IS NOT NULL;

-- The ids of rows that are gone: while their history is kept, none is used again.
CREATE TABLE deleted_rows (
    row_id uuid NOT NULL,
    at     timestamptz NOT NULL,
    CONSTRAINT deleted_rows_pkey PRIMARY KEY (row_id)
);
INSERT INTO deleted_rows (row_id, at) SELECT row_id, max(at) FROM change_log WHERE action = 'DELETE' GROUP BY row_id;

-- Moves what is committed from the inbox into the log: one revision a transaction, its rows in their order, one
-- notification for all. One at a time, in whatever process; atomic, so that it may be broken off at any point. Gives
-- the newest revision that it made, and null where there was nothing to move.
--
-- The inbox is looked into by the transactions that are new to this session: those that the snapshot of its last run
-- did not show. So it does not matter how many dead rows there are that a long snapshot (a dump) keeps from being
-- removed. What another session moved meanwhile is passed over. The note is the session's, and of its last run that
-- committed: another life of the database has other sessions, and a session's first run looks at everything.
CREATE FUNCTION frontdesk_sequence() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    -- A restored dump brings a table of another oid, and with it rows of transactions from elsewhere.
    inbox     text := to_regclass('change_inbox')::oid::text;
    note      text[] := string_to_array(nullif(current_setting('frontdesk.sequenced', true), ''), ' ');
    known     pg_snapshot;
    from_xact xid8;
    still_open xid8[];
    seen      text;
    taken     bigint;
    logged    bigint;
    newest    bigint;
BEGIN
    -- The statement below takes its snapshot when this is granted. The key is the one that older servers' commits take.
    PERFORM pg_advisory_xact_lock(7306085017);
    IF note[1] = inbox THEN
        known := note[2]::pg_snapshot;
    END IF;
    from_xact := coalesce(pg_snapshot_xmax(known), '0'::xid8);
    still_open := ARRAY(SELECT pg_snapshot_xip(known));

    WITH present AS MATERIALIZED (
        SELECT pg_current_snapshot()::text AS snapshot
    ), taken_out AS (
        DELETE FROM change_inbox WHERE xact >= from_xact OR xact = ANY (still_open) RETURNING *
    ), placed AS (
        SELECT taken_out.*,
            max(number) OVER (PARTITION BY xact) AS place,
            row_number() OVER (PARTITION BY xact ORDER BY number) - 1 AS index
        FROM taken_out
    ), revised AS (
        SELECT xact, nextval('change_revision') AS revision
        FROM (SELECT DISTINCT xact, place FROM placed ORDER BY place) AS in_order
    ), put AS (
        INSERT INTO change_log
            (revision, index, entity, row_id, version, action, fields, before, after, actor, mutation, at)
        SELECT revision, index, entity, row_id, version, action, fields, before, after, actor, mutation, at
        FROM placed JOIN revised USING (xact)
        -- Nothing that stands in the log already may hold up all others.
        ON CONFLICT (row_id, version) DO NOTHING
        RETURNING revision
    )
    SELECT (SELECT snapshot FROM present), (SELECT count(*) FROM taken_out), count(*), max(revision)
    INTO seen, taken, logged, newest FROM put;

    -- Taken back with the transaction.
    PERFORM set_config('frontdesk.sequenced', inbox || ' ' || seen, false);
    IF taken <> logged THEN
        RAISE WARNING '% changes are of versions that the change log has already', taken - logged;
    END IF;
    -- A wake-up, never the message. Left out while the queue of notifications fills because some session of this
    -- cluster listens and does not read: at 100 % every commit that notifies would fail. A slow poll runs anyway.
    IF newest IS NOT NULL AND pg_notification_queue_usage() < 0.5 THEN
        PERFORM pg_notify('booking_changes', jsonb_build_object('revision', newest)::text);
    END IF;
    RETURN newest;
END
$$;

-- Runs at commit (deferred), once for each changed row.
CREATE OR REPLACE FUNCTION frontdesk_log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    row_before    jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    row_after     jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    this_row      jsonb := coalesce(row_after, row_before);
    this_id       uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END;
    this_version  integer := CASE WHEN TG_OP = 'DELETE' THEN OLD.version + 1 ELSE NEW.version END;
    -- The stamp named the writer when the row was written; a deletion has no stamp.
    this_actor    jsonb := CASE WHEN TG_OP = 'DELETE' THEN frontdesk_actor() ELSE NEW.updated_by END;
    -- `frontdesk.mutations` maps row ids to mutations: one transaction may carry out several.
    this_mutation jsonb := nullif(current_setting('frontdesk.mutations', true), '')::jsonb -> this_id::text;
    this_time     timestamptz := clock_timestamp();
    changed       text[];
    prepares      boolean;
    place         text[];
    this_xact     text;
    this_revision bigint;
    this_index    integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
        RETURN NULL;  -- nothing changed
    END IF;
    changed := ARRAY(
        SELECT key FROM jsonb_object_keys(this_row) AS key
        WHERE key <> ALL ('{id,version,created_at,updated_at,updated_by}')
          AND row_before ->> key IS DISTINCT FROM row_after ->> key
        ORDER BY key);

    IF TG_OP = 'DELETE' THEN
        INSERT INTO deleted_rows (row_id, at) VALUES (this_id, this_time) ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'INSERT' THEN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            -- An old snapshot may not show the deletion; the index knows of it, and refuses.
            INSERT INTO deleted_rows (row_id, at) VALUES (this_id, this_time);
            DELETE FROM deleted_rows WHERE row_id = this_id;
        ELSIF EXISTS (SELECT FROM deleted_rows WHERE row_id = this_id) THEN
            RAISE EXCEPTION 'the id % was that of a row that is deleted, and its history is kept', this_id
                USING ERRCODE = 'unique_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'change_log_row_version';
        END IF;
    END IF;
    IF this_mutation ->> 'id' IS NOT NULL AND this_actor ->> 'id' IS NOT NULL THEN
        INSERT INTO mutations (actor_id, id, digest, merged, row_id, version, at)
        VALUES (
            (this_actor ->> 'id')::uuid, this_mutation ->> 'id', coalesce(this_mutation ->> 'digest', ''),
            ARRAY(SELECT jsonb_array_elements_text(coalesce(this_mutation -> 'merged', '[]'))),
            this_id, this_version, this_time);
    END IF;

    -- A server says that it wakes the sequencer when the transaction is committed: nobody waits for a notification.
    IF current_setting('frontdesk.sequencer', true) IS DISTINCT FROM 'woken' THEN
        -- What is prepared must not have notified. It is found by the slow poll, as everything is. (There is no current
        -- query where a single statement commits that came by the extended protocol.)
        prepares := coalesce(current_query() ~* '\mprepare\s+transaction\M', false);
        IF nullif(current_setting('frontdesk.actor', true), '') IS NOT NULL AND NOT prepares
            AND current_setting('transaction_isolation') = 'read committed'
        THEN
            -- A server from before the inbox: it names its user and says no more. It reads its own change in the log
            -- right after the commit, so its commit takes the lock, as it always did, and puts in order what is
            -- committed before its own change. `frontdesk.place` carries revision and index from one row to the next.
            -- It names its transaction, so that a value from anywhere else is not believed.
            this_xact := pg_current_xact_id()::text;
            place := string_to_array(current_setting('frontdesk.place', true), ':');
            IF place[1] = this_xact THEN
                this_revision := place[2]::bigint;
                this_index := place[3]::integer + 1;
            ELSE
                PERFORM frontdesk_sequence();
                this_revision := nextval('change_revision');
            END IF;
            PERFORM set_config('frontdesk.place', this_xact || ':' || this_revision || ':' || this_index, true);
            INSERT INTO change_log
                (revision, index, entity, row_id, version, action, fields, before, after, actor, mutation, at)
            VALUES (
                this_revision, this_index, TG_TABLE_NAME, this_id, this_version, TG_OP, changed,
                row_before, row_after, this_actor, this_mutation, this_time);
            IF this_index = 0 AND pg_notification_queue_usage() < 0.5 THEN
                PERFORM pg_notify('booking_changes', jsonb_build_object('revision', this_revision)::text);
            END IF;
            RETURN NULL;
        END IF;
        -- The same text each time: PostgreSQL sends it once for a transaction.
        IF NOT prepares AND pg_notification_queue_usage() < 0.5 THEN
            PERFORM pg_notify('change_inbox', '');
        END IF;
    END IF;

    INSERT INTO change_inbox
        (xact, number, entity, row_id, version, action, fields, before, after, actor, mutation, at)
    VALUES (
        pg_current_xact_id(), nextval('change_number'), TG_TABLE_NAME, this_id, this_version, TG_OP, changed,
        row_before, row_after, this_actor, this_mutation, this_time);
    RETURN NULL;
END
$$;

CREATE TRIGGER change_inbox_refuse_truncate BEFORE TRUNCATE ON change_inbox
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
CREATE TRIGGER mutations_refuse_truncate BEFORE TRUNCATE ON mutations
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
CREATE TRIGGER deleted_rows_refuse_truncate BEFORE TRUNCATE ON deleted_rows
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();
