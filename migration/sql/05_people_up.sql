-- Who may sign in, and where they have.

CREATE TABLE users (
    id            uuid PRIMARY KEY DEFAULT frontdesk_uuid_v7(),
    -- Lower case: an address is one account however it is typed.
    email         text NOT NULL,
    name          text NOT NULL,
    role          text NOT NULL,
    password_hash text NOT NULL,
    -- A demo account signs in only while the server runs with --demo.
    demo          boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- Accounts are closed, never deleted: history names them.
    disabled_at   timestamptz,
    CONSTRAINT users_email_unique UNIQUE (email),
    CONSTRAINT users_email_form
        CHECK (email = lower(email) AND length(email) <= 254 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT users_name_length CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 200),
    CONSTRAINT users_role_known CHECK (role IN ('VIEWER', 'DESK', 'MANAGER'))
);

CREATE TABLE sessions (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    user_agent text,
    CONSTRAINT sessions_user_agent_length CHECK (length(user_agent) <= 200)
);
CREATE INDEX sessions_by_user ON sessions (user_id, created_at);
-- Ended sessions are swept by their end.
CREATE INDEX sessions_by_expires_at ON sessions (expires_at);
