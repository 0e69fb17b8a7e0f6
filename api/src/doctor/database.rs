//! What a session can tell of its database: each question is one statement, or two.

use sqlx::Error;
use sqlx::postgres::PgConnection;

use super::Finding;
use crate::clock::Clock;
use crate::database::Fit;

/// PostgreSQL 15, as it numbers itself.
const OLDEST: i32 = 150_000;
/// What servers read and write.
const TABLES: [&str; 14] = [
    "account_log",
    "bookings",
    "change_inbox",
    "change_log",
    "change_stream",
    "deleted_rows",
    "guests",
    "invitations",
    "mutations",
    "presence",
    "rooms",
    "seaql_migrations",
    "sessions",
    "users",
];
const EXTENSIONS: [&str; 2] = ["btree_gist", "pg_trgm"];
/// Beyond that, whoever reads a log beside the database's times is led astray.
const NOTICEABLE: f64 = 5.0;
/// Beyond that, one server takes another's fresh tokens for forgeries (`auth/token.rs`).
const HARMFUL: f64 = 300.0;
/// A server's connections besides its pool: the one that listens and the one that puts changes in order.
const BESIDES: i64 = 2;

/// Whether it is one that servers work on.
pub(super) async fn answers(session: &mut PgConnection) -> Result<Finding, Error> {
    let (version, number, encoding, standby, read_only): (String, i32, String, bool, String) = sqlx::query_as(
        "SELECT current_setting('server_version'), current_setting('server_version_num')::int, \
                current_setting('server_encoding'), pg_is_in_recovery(), current_setting('transaction_read_only')",
    )
    .fetch_one(session)
    .await?;
    let wrong = |words: String| Ok(Finding::wrong("database", words));
    if number < OLDEST {
        return wrong(format!("PostgreSQL {version} is too old: upgrade it to 15 or newer."));
    }
    if encoding != "UTF8" {
        return wrong(format!("Its encoding is {encoding}: create one in UTF8 and carry the data over."));
    }
    if standby {
        return wrong("It is a standby, which takes no writes: name the primary in the address.".to_owned());
    }
    if read_only != "off" {
        return wrong("It takes no writes: set default_transaction_read_only to off.".to_owned());
    }
    Ok(Finding::ok("database", format!("PostgreSQL {version} answers and takes writes.")))
}

/// Whether the role may do what migrations and servers do.
pub(super) async fn rights(session: &mut PgConnection) -> Result<Finding, Error> {
    type Rights = (String, String, Option<String>, bool, bool, Vec<String>, Vec<String>, Vec<String>);
    let (role, database, schema, creates, extends, extensions, closed, others): Rights = sqlx::query_as(
        "WITH present AS (SELECT c.oid, c.relname::text AS name, c.relowner AS owner \
             FROM unnest($1::text[]) AS t JOIN pg_class c ON c.oid = to_regclass(t)) \
         SELECT current_user::text, current_database()::text, current_schema()::text, \
                coalesce(has_schema_privilege(current_schema()::text, 'CREATE'), false), \
                has_database_privilege(current_database(), 'CREATE'), \
                ARRAY(SELECT e FROM unnest($2::text[]) AS e \
                      WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = e)), \
                ARRAY(SELECT name FROM present WHERE NOT (has_table_privilege(oid, 'SELECT') \
                      AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE') \
                      AND has_table_privilege(oid, 'DELETE')) ORDER BY 1), \
                ARRAY(SELECT name FROM present WHERE NOT pg_has_role(owner, 'USAGE') ORDER BY 1)",
    )
    .bind(&TABLES[..])
    .bind(&EXTENSIONS[..])
    .fetch_one(session)
    .await?;
    let remedy =
        format!("let the address name the role that owns the database {database}, or make {role} its owner");
    let wrong = |words: String| Ok(Finding::wrong("rights", format!("{words}: {remedy}.")));
    let Some(schema) = schema else {
        return wrong(format!("The role {role} may use no schema of the database"));
    };
    if !closed.is_empty() {
        return wrong(format!("The role {role} may not read and write {}", closed.join(", ")));
    }
    if !creates {
        return wrong(format!("The role {role} may create nothing in the schema {schema}, as migrations do"));
    }
    if !extensions.is_empty() && !extends {
        return wrong(format!("The role {role} may not create the extensions {}", extensions.join(", ")));
    }
    if !others.is_empty() {
        let words = format!(
            "The role {role} works, but a migration that changes {} will fail: only their owner may.",
            others.join(", ")
        );
        return Ok(Finding::warning("rights", words));
    }
    Ok(Finding::ok("rights", format!("The role {role} may do what migrations and servers do.")))
}

/// Whether the schema and this program fit together.
pub(super) async fn schema(session: &mut PgConnection) -> Result<Finding, Error> {
    let fit = Fit::of(session).await?;
    let (own, names) = (&fit.own, |names: &[String]| names.join(", "));
    if let Some(unfit) = fit.obstacle() {
        return Ok(Finding::wrong("schema", format!("The schema does not fit: {unfit}.")));
    }
    if fit.applied == 0 {
        let words = "There is none yet: `frontdesk migrate up` makes it, and so does the first start.";
        return Ok(Finding::warning("schema", words));
    }
    if !fit.pending.is_empty() {
        let pending = names(&fit.pending);
        let words = format!(
            "It is older than this program: `frontdesk migrate up`, or the next start, applies {pending}."
        );
        return Ok(Finding::warning("schema", words));
    }
    if !fit.newer.is_empty() {
        let newer = names(&fit.newer);
        let words = format!(
            "It is newer than this program, which ends with {own}, by {newer}: install a newer program."
        );
        return Ok(Finding::warning("schema", words));
    }
    Ok(Finding::ok("schema", format!("All {} migrations are applied.", fit.applied)))
}

/// How far its clock is from this machine's.
pub(super) async fn clock(session: &mut PgConnection, clock: &Clock) -> Result<Finding, Error> {
    let seconds = || clock.now().timestamp_micros() as f64 / 1e6;
    let asked = seconds();
    let its: f64 =
        sqlx::query_scalar("SELECT extract(epoch FROM clock_timestamp())::float8").fetch_one(session).await?;
    let answered = seconds();
    let (ahead, doubt) = (its - (asked + answered) / 2.0, (answered - asked) / 2.0);
    let apart = ahead.abs() - doubt;
    let place = if ahead > 0.0 { "ahead of" } else { "behind" };
    let words = format!("The database's clock is {apart:.1} s {place} this machine's: keep both by NTP.");
    Ok(if apart >= HARMFUL {
        Finding::wrong("clock", words)
    } else if apart >= NOTICEABLE {
        Finding::warning("clock", words)
    } else {
        Finding::ok(
            "clock",
            format!("The database's clock is within {:.1} s of this machine's.", ahead.abs() + doubt),
        )
    })
}

/// Whether a server finds as many places as it may take.
pub(super) async fn connections(session: &mut PgConnection, pool: u32) -> Result<Finding, Error> {
    let (all, taken, of_role, of_database): (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint \
                    - coalesce(current_setting('reserved_connections', true), '0')::bigint, \
                (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'), \
                (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user)::bigint, \
                (SELECT datconnlimit FROM pg_database WHERE datname = current_database())::bigint",
    )
    .fetch_one(session)
    .await?;
    let limits = [of_role, of_database].into_iter().filter(|limit| *limit >= 0);
    let places = limits.fold(all, i64::min);
    let needed = i64::from(pool) + BESIDES;
    let remedy = "raise max_connections (or the role's or the database's CONNECTION LIMIT), or lower --max-connections";
    Ok(if needed > places {
        let words = format!("A server takes up to {needed}, and PostgreSQL has {places}: {remedy}.");
        Finding::wrong("connections", words)
    } else if 2 * needed > places {
        let words = format!(
            "A server takes up to {needed}, and PostgreSQL has {places}, too few for a second server as while one replaces \
             the other: {remedy}."
        );
        Finding::warning("connections", words)
    } else {
        let words =
            format!("A server takes up to {needed}, PostgreSQL has {places}, and {taken} are in use.");
        Finding::ok("connections", words)
    })
}

/// Whether what was committed outlives a crash.
pub(super) async fn durability(session: &mut PgConnection) -> Result<Finding, Error> {
    let (fsync, full_pages, at_commit): (String, String, String) = sqlx::query_as(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')",
    )
    .fetch_one(session)
    .await?;
    Ok(if fsync == "off" {
        Finding::wrong(
            "durability",
            "fsync is off, so that a crash may destroy the whole database: set it to on.",
        )
    } else if full_pages == "off" {
        let words = "full_page_writes is off, so that a crash may destroy pages unless the disk writes them whole: set it \
                     to on.";
        Finding::warning("durability", words)
    } else if at_commit == "off" {
        let words = "synchronous_commit is off, so that a crash may take back what people were told was saved: set it to on.";
        Finding::warning("durability", words)
    } else {
        Finding::ok("durability", "What was committed outlives a crash.")
    })
}
