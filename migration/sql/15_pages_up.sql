-- Pages of bookings that cost the same wherever they are and whatever they leave out.

-- Some statuses in the order of the departures or of the creation: a walk for each, which ends when the page is full.
CREATE INDEX bookings_by_status_check_out ON bookings (status, check_out, id);
CREATE INDEX bookings_by_status_created_at ON bookings (status, created_at, id);

-- Stays between two days in the order of the creation. Along a b-tree of the creation, the stays of two years ago come
-- after all that was booked since. Here they are read by their distance from a time before all others (or after): pages
-- of the index, and whole branches of it, that have no such stay are passed over. What is compared is exact, because
-- created_at is a reading of the clock, which the distance in seconds tells to the microsecond for times from 1990 to 2100.
CREATE INDEX bookings_by_created_at_and_stay ON bookings
    USING gist (created_at, daterange(check_in, check_out, '[)'), status);

-- One or two letters or digits are those that a word begins with: the index of three letters takes a word's beginning
-- for one of them, and has nothing for two in the middle.
CREATE OR REPLACE FUNCTION frontdesk_search_patterns(word text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    spelling text;
    pattern  text;
    patterns text[] := '{}';
BEGIN
    FOREACH spelling IN ARRAY ARRAY[public.frontdesk_fold(word), public.frontdesk_fold_spelled_out(word)] LOOP
        pattern := regexp_replace(spelling, '([\\%_])', '\\\1', 'g') || '%';
        IF pattern = ANY (patterns) OR '%' || pattern = ANY (patterns) THEN
            CONTINUE;
        END IF;
        IF spelling ~ '^[a-z0-9]{1,2}$' THEN
            patterns := patterns || pattern || ('% ' || pattern);
        ELSE
            patterns := patterns || ('%' || pattern);
        END IF;
    END LOOP;
    RETURN patterns;
END
$$;
