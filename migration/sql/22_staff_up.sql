-- Managers edit accounts at the same time, as the desk does bookings: each change that others see of one raises its
-- version, whoever writes it, also the operator's command and a server from before this migration. A password is nobody
-- else's business and raises nothing.
ALTER TABLE users ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE FUNCTION frontdesk_stamp_account() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.version := OLD.version + CASE
        WHEN (OLD.email, OLD.name, OLD.role, OLD.disabled_at) IS DISTINCT FROM
             (NEW.email, NEW.name, NEW.role, NEW.disabled_at) THEN 1
        ELSE 0 END;
    RETURN NEW;
END
$$;
CREATE TRIGGER users_stamp BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION frontdesk_stamp_account();

-- The link by which somebody chooses their password: the first one (JOIN), or another where they forgot it (PASSWORD).
-- One for each account: a new one takes the place of the old. Only a digest of its token is here, so who reads the
-- database, or a dump of it, can use none.
--
-- Where there is one to JOIN, nobody knows a password of the account yet, also after the link's time is over.
CREATE TABLE invitations (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    purpose    text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT invitations_purpose_known CHECK (purpose IN ('JOIN', 'PASSWORD')),
    CONSTRAINT invitations_token_unique UNIQUE (token_hash),
    -- SHA-256. The tokens are random, so nothing slower is needed against guessing.
    CONSTRAINT invitations_token_digest CHECK (octet_length(token_hash) = 32)
);

-- However a password was set, a link that is still about is worth nothing from then on. That of a closed account is over;
-- it stays, because it tells that nobody has a password.
CREATE FUNCTION frontdesk_end_invitation() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF OLD.password_hash IS DISTINCT FROM NEW.password_hash THEN
        DELETE FROM invitations WHERE user_id = NEW.id;
    ELSE
        UPDATE invitations SET expires_at = least(expires_at, NEW.disabled_at) WHERE user_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER users_end_invitation AFTER UPDATE ON users
    FOR EACH ROW
    WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash
          OR (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL))
    EXECUTE FUNCTION frontdesk_end_invitation();
