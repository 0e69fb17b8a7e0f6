-- What the house is run with, as its managers set it: each state a row of its own, so that the newest is what counts and
-- those before are its history. Empty until somebody sets something; null is what nobody has set, where the program's
-- own setting stands in. A server from before this migration goes by its flags alone.
CREATE TABLE hotel_settings (
    -- One more than the last. As a key it lets one of two who set at once through.
    version         integer NOT NULL,
    name            text,
    -- Of the IANA database; the program knows which names there are.
    time_zone       text,
    -- When the business day of the day before ends.
    day_ends        time,
    currency        text,
    -- BCP 47.
    locale          text,
    -- What guests are told; no rule of a stay goes by them.
    check_in_from   time,
    check_out_until time,
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_by      jsonb NOT NULL DEFAULT frontdesk_actor(),
    CONSTRAINT hotel_settings_pkey PRIMARY KEY (version),
    CONSTRAINT hotel_settings_version_positive CHECK (version >= 1),
    CONSTRAINT hotel_settings_name_length CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 200),
    CONSTRAINT hotel_settings_day_ends_range CHECK (day_ends <= '12:00'),
    CONSTRAINT hotel_settings_currency_code CHECK (currency ~ '^[A-Z]{3}$')
);

-- Wakes every server, which reads what is in force now. Left out while the queue of notifications fills, as for changes:
-- they look from time to time anyway.
CREATE FUNCTION frontdesk_announce_hotel() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF pg_notification_queue_usage() < 0.5 THEN
        PERFORM pg_notify('hotel_changes', '');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER hotel_settings_announce AFTER INSERT OR UPDATE OR DELETE ON hotel_settings
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_announce_hotel();
CREATE TRIGGER hotel_settings_refuse_truncate BEFORE TRUNCATE ON hotel_settings
    FOR EACH STATEMENT EXECUTE FUNCTION frontdesk_refuse_truncate();

-- The activity of the whole house, newest first, by noun and by person. Each page is read off the end of one of these for
-- each noun, and costs the same however long the log is.
CREATE INDEX change_log_by_entity ON change_log (entity, at, revision, index);
CREATE INDEX change_log_by_actor ON change_log ((actor ->> 'id'), entity, at, revision, index)
    WHERE actor ->> 'id' IS NOT NULL;
