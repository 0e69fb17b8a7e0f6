DROP TRIGGER presence_announce_change ON presence;
DROP TRIGGER presence_announce_coming_and_going ON presence;
DROP FUNCTION frontdesk_announce_presence();
ALTER TABLE presence RESET (fillfactor);
CREATE INDEX presence_by_process ON presence (process_id, seen_at);
