DROP INDEX bookings_by_created_at_and_stay;
DROP INDEX bookings_by_status_created_at;
DROP INDEX bookings_by_status_check_out;

CREATE OR REPLACE FUNCTION frontdesk_search_patterns(word text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    folded      text := '%' || regexp_replace(public.frontdesk_fold(word), '([\\%_])', '\\\1', 'g') || '%';
    spelled_out text := '%' || regexp_replace(public.frontdesk_fold_spelled_out(word), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    RETURN CASE WHEN spelled_out = folded THEN ARRAY[folded] ELSE ARRAY[folded, spelled_out] END;
END
$$;
