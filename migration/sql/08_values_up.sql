-- Amounts that are amounts in their currency, references that are free, and all broken rules at once.

-- 1. Amounts. Some currencies have three decimals, and numeric(12, 2) rounds the third away in silence. To a plain
-- numeric the column changes without a rewrite of the table; what it may hold is said by the checks below, which refuse
-- instead of rounding.
ALTER TABLE rooms ALTER COLUMN nightly_rate TYPE numeric;
ALTER TABLE bookings ALTER COLUMN total_price TYPE numeric;

-- An amount is always stored with two decimals, or with the three that it needs, as numeric(12, 2) did: otherwise the
-- log would take 100 for a change of 100.00.
CREATE FUNCTION frontdesk_amount(amount numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN scale(trim_scale(amount)) <= 2 THEN round(amount, 2) ELSE trim_scale(amount) END
$$;

CREATE FUNCTION frontdesk_write_total_price() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.total_price := frontdesk_amount(NEW.total_price);
    RETURN NEW;
END
$$;
CREATE FUNCTION frontdesk_write_nightly_rate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    NEW.nightly_rate := frontdesk_amount(NEW.nightly_rate);
    RETURN NEW;
END
$$;
CREATE TRIGGER bookings_30_total_price BEFORE INSERT OR UPDATE OF total_price ON bookings
    FOR EACH ROW EXECUTE FUNCTION frontdesk_write_total_price();
CREATE TRIGGER rooms_30_nightly_rate BEFORE INSERT OR UPDATE OF nightly_rate ON rooms
    FOR EACH ROW EXECUTE FUNCTION frontdesk_write_nightly_rate();

-- 2. References. The sequence knows nothing of references that came with an import: where the next number is taken,
-- another is drawn. Bounded, so that nothing can keep it drawing for ever; the sequence has moved on by then, and the
-- next creation goes on from there. An import that commits its reference at the same moment is seen by the unique
-- constraint, and the API tries again.
CREATE FUNCTION frontdesk_free_reference() RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    drawn text;
BEGIN
    FOR attempt IN 1..100000 LOOP
        drawn := 'B-' || nextval('booking_reference');
        EXIT WHEN NOT EXISTS (SELECT FROM bookings WHERE reference = drawn);
    END LOOP;
    RETURN drawn;
END
$$;
CREATE OR REPLACE FUNCTION frontdesk_booking_reference() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.reference := coalesce(NEW.reference, frontdesk_free_reference());
    ELSE
        NEW.reference := OLD.reference;
    END IF;
    RETURN NEW;
END
$$;

-- 3. Rows that the rules below would refuse, if somebody wrote such by hand. They are mended here: a row that breaks a
-- check can't be changed in any field any more, and one whose price is no number closed every page that showed it. NaN
-- becomes 0; a reference that is empty or longer than 100 characters becomes a number of the sequence. Each is a change
-- in the log like any other, by the role that migrates, so that the history tells what was there.
-- A reference is given once, so its trigger would take the change back.
ALTER TABLE bookings DISABLE TRIGGER bookings_10_reference;
UPDATE rooms SET nightly_rate = 0 WHERE nightly_rate = 'NaN';
UPDATE bookings SET total_price = 0 WHERE total_price = 'NaN';
DO $$
DECLARE
    broken uuid;
BEGIN
    FOR broken IN SELECT id FROM bookings WHERE length(reference) NOT BETWEEN 1 AND 100 ORDER BY id LOOP
        UPDATE bookings SET reference = frontdesk_free_reference() WHERE id = broken;
    END LOOP;
END
$$;
-- The log's deferred trigger runs now: a table with pending events can't be altered.
SET CONSTRAINTS bookings_log, rooms_log IMMEDIATE;
SET CONSTRAINTS bookings_log, rooms_log DEFERRED;
ALTER TABLE bookings ENABLE TRIGGER bookings_10_reference;

-- 4. The rules. NaN is the largest number there is to PostgreSQL, so the upper limit refuses it and infinity alike.
-- Which currencies have three decimals is also known to the API (api/src/codes.rs), which judges all of ISO 4217; a test
-- compares the two.
ALTER TABLE rooms
    ADD CONSTRAINT rooms_nightly_rate_limit CHECK (nightly_rate < 10000000000),
    ADD CONSTRAINT rooms_nightly_rate_decimals CHECK (
        scale(trim_scale(nightly_rate))
            <= CASE WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 ELSE 2 END);
ALTER TABLE bookings
    ADD CONSTRAINT bookings_total_price_limit CHECK (total_price < 10000000000),
    ADD CONSTRAINT bookings_total_price_decimals CHECK (
        scale(trim_scale(total_price))
            <= CASE WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 ELSE 2 END),
    ADD CONSTRAINT bookings_reference_length CHECK (length(reference) BETWEEN 1 AND 100);

-- 5. All broken rules. PostgreSQL names the first rule that a row breaks. Whoever fills in a form wants to know all of
-- them: this asks each rule of the table itself, as the catalog has it, so that no rule is written down twice. `proposed`
-- has the columns that a write sets, `row_id` is the row that it changes, or null for a new one. Answers the names of
-- constraints, and of columns that must not be null.
CREATE FUNCTION frontdesk_broken_rules(target regclass, row_id uuid, proposed jsonb) RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    whole  jsonb;
    rule   record;
    broken boolean;
BEGIN
    EXECUTE format('SELECT coalesce((SELECT to_jsonb(present) FROM %s present WHERE id = $1), ''{}'') || $2', target)
        INTO whole USING row_id, proposed;

    RETURN QUERY SELECT attname::text FROM pg_attribute
        WHERE attrelid = target AND attnum > 0 AND attnotnull AND NOT attisdropped
          AND proposed -> attname = 'null';

    FOR rule IN SELECT conname, pg_get_expr(conbin, conrelid) AS condition FROM pg_constraint
        WHERE conrelid = target AND contype = 'c' ORDER BY conname
    LOOP
        EXECUTE format('SELECT (%s) IS FALSE FROM jsonb_populate_record(NULL::%s, $1)', rule.condition, target)
            INTO broken USING whole;
        IF broken THEN
            RETURN NEXT rule.conname;
        END IF;
    END LOOP;

    FOR rule IN SELECT conname, confrelid::regclass AS other, mine.attname AS mine, theirs.attname AS theirs
        FROM pg_constraint
        JOIN pg_attribute mine ON mine.attrelid = conrelid AND mine.attnum = conkey[1]
        JOIN pg_attribute theirs ON theirs.attrelid = confrelid AND theirs.attnum = confkey[1]
        WHERE conrelid = target AND contype = 'f' AND cardinality(conkey) = 1 AND proposed ? mine.attname
        ORDER BY conname
    LOOP
        EXECUTE format(
            'SELECT %1$I IS NOT NULL AND NOT EXISTS (SELECT FROM %2$s other WHERE other.%3$I = new.%1$I) '
            'FROM jsonb_populate_record(NULL::%4$s, $1) new', rule.mine, rule.other, rule.theirs, target)
            INTO broken USING whole;
        IF broken THEN
            RETURN NEXT rule.conname;
        END IF;
    END LOOP;

    -- A unique index may be on expressions; of the index, only those that a column of the write has a part in are asked.
    FOR rule IN SELECT index.relname, pg_get_expr(indpred, indrelid) AS condition,
            (SELECT string_agg(pg_get_indexdef(indexrelid, place, true), ', ')
                FROM generate_series(1, indnkeyatts) AS place) AS keys
        FROM pg_index JOIN pg_class index ON index.oid = indexrelid
        WHERE indrelid = target AND indisunique AND EXISTS (
            SELECT FROM pg_depend JOIN pg_attribute ON attrelid = target AND attnum = refobjsubid
            WHERE objid IN (indexrelid, (SELECT oid FROM pg_constraint WHERE conindid = indexrelid AND conrelid = target))
              AND refobjid = target AND proposed ? attname)
        ORDER BY index.relname
    LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM %1$s WHERE (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1) '
            'WHERE %3$s) AND (%3$s) AND ($2 IS NULL OR id <> $2))',
            target, rule.keys, coalesce(rule.condition, 'true'))
            INTO broken USING whole, row_id;
        IF broken THEN
            RETURN NEXT rule.relname;
        END IF;
    END LOOP;
END
$$;
