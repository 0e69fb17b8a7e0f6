-- Who is looking at or editing which booking right now, shared by all server processes. Unlogged: it costs no
-- WAL, is not replicated, and a crash of PostgreSQL empties it, which is just what a crash does to presence.
CREATE UNLOGGED TABLE presence (
    -- One for each place where somebody has a booking open.
    id         uuid PRIMARY KEY,
    -- The server process that holds the socket; its people go when it is no longer seen.
    process_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    user_id    uuid NOT NULL,
    name       text NOT NULL,
    mode       text NOT NULL CONSTRAINT presence_mode_known CHECK (mode IN ('VIEWING', 'EDITING')),
    field      text,
    since      timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL
);
CREATE INDEX presence_by_booking ON presence (booking_id);
CREATE INDEX presence_by_process ON presence (process_id, seen_at);
