//! How far a standby has to have come: to the place in the WAL where the primary is when a list is asked for.
//!
//! Whatever anybody has seen was committed before that place, also by another process or psql, and also where it is not in
//! the log yet. Places can be compared only in one life of one database, so its marks are compared, too.

use std::fmt;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use uuid::Uuid;

use crate::changes::epoch::{self, is_of_another_life, marks};

/// What is inserted into the WAL, not what is flushed: with `synchronous_commit = off` a commit is seen before it is
/// flushed.
const FLOOR: &str = concat!(
    "WITH ",
    marks!(),
    " SELECT s.epoch, ",
    is_of_another_life!(),
    " AS is_of_another_life, here.system_identifier, here.database_oid, here.timeline, \
       CASE WHEN NOT pg_is_in_recovery() THEN (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint END AS place, \
       current_setting('wal_block_size')::bigint AS wal_page, pg_snapshot_xmax(seen)::text::bigint AS next, \
       ARRAY(SELECT running::text::bigint FROM pg_snapshot_xip(seen) AS running) AS running \
     FROM change_stream s CROSS JOIN here CROSS JOIN pg_current_snapshot() AS seen"
);

/// The place is read after the statement's snapshot was taken, so it says nothing of what this statement sees: the
/// next one sees it. The timeline is what the control file and the receiver of WAL know of it, where the role may ask.
const STANDING: &str = concat!(
    "WITH ",
    marks!(),
    " SELECT s.epoch, ",
    is_of_another_life!(),
    " AS is_of_another_life, here.system_identifier, here.database_oid, pg_is_in_recovery() AS follows, \
       current_setting('transaction_isolation') AS isolation, \
       greatest((SELECT timeline_id FROM pg_control_checkpoint()), \
         (SELECT min_recovery_end_timeline FROM pg_control_recovery()), \
         (SELECT max(received_tli) FROM pg_stat_wal_receiver)) AS timeline, \
       coalesce((pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint, 0) AS place \
     FROM change_stream s CROSS JOIN here"
);

/// The header of a page of the WAL and that of a record have 24 bytes each: in fewer than these no record has begun and
/// ended.
const HEADERS: i64 = 48;

/// The primary, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Floor {
    cluster: i64,
    database: i64,
    timeline: i32,
    pub(super) epoch: Uuid,
    /// In bytes of WAL.
    place: i64,
    /// No transaction from this number on is seen.
    pub(super) next: i64,
    /// Nor are these before it.
    pub(super) running: Vec<i64>,
}

/// A standby, or whatever the address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    cluster: i64,
    database: i64,
    timeline: i32,
    epoch: Uuid,
    is_of_another_life: bool,
    follows: bool,
    isolation: String,
    place: i64,
}

/// Why a standby can't be read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// By so many bytes of WAL.
    Behind(i64),
    /// It is no standby, or none any more.
    Leads,
    /// It is one of another database.
    Elsewhere,
    /// It follows what the database was before, or has become elsewhere.
    OtherLife,
    /// Its transactions see only what they saw at first.
    Isolated,
}

impl Floor {
    /// The primary as it is, after its new epoch has begun where it is in a new life.
    ///
    /// # Errors
    /// The database's; that it takes no writes itself.
    pub(crate) async fn of(primary: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let (floor, is_of_another_life) = Self::look(primary).await?;
        if !is_of_another_life {
            return Ok(floor);
        }
        epoch::confirm(primary).await?;
        Ok(Self::look(primary).await?.0)
    }

    /// The primary as it is, and whether its epoch is of another life. Changes nothing.
    ///
    /// # Errors
    /// The database's; that it takes no writes itself.
    pub(crate) async fn look(primary: &impl ConnectionTrait) -> Result<(Self, bool), DbErr> {
        let row = primary.query_one_raw(Statement::from_string(DbBackend::Postgres, FLOOR)).await?;
        let row = row.ok_or_else(no_stream)?;
        let place = row.try_get::<Option<i64>>("", "place")?;
        let place = place.ok_or_else(|| DbErr::Custom("the primary is a standby itself".to_owned()))?;
        let floor = Self {
            cluster: row.try_get("", "system_identifier")?,
            database: row.try_get("", "database_oid")?,
            timeline: row.try_get("", "timeline")?,
            epoch: row.try_get("", "epoch")?,
            place: before_headers(place, row.try_get("", "wal_page")?),
            next: row.try_get("", "next")?,
            running: row.try_get("", "running")?,
        };
        Ok((floor, row.try_get("", "is_of_another_life")?))
    }
}

impl Standing {
    /// # Errors
    /// The database's.
    pub(crate) async fn of(standby: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let row = standby.query_one_raw(Statement::from_string(DbBackend::Postgres, STANDING)).await?;
        let row = row.ok_or_else(no_stream)?;
        Ok(Self {
            cluster: row.try_get("", "system_identifier")?,
            database: row.try_get("", "database_oid")?,
            timeline: row.try_get("", "timeline")?,
            epoch: row.try_get("", "epoch")?,
            is_of_another_life: row.try_get("", "is_of_another_life")?,
            follows: row.try_get("", "follows")?,
            isolation: row.try_get("", "isolation")?,
            place: row.try_get("", "place")?,
        })
    }

    /// Whether the next statement of the same session sees all that the primary's did.
    ///
    /// # Errors
    /// Why not, or why nobody can know.
    pub(crate) fn reaches(&self, floor: &Floor) -> Result<(), Obstacle> {
        if (self.cluster, self.database) != (floor.cluster, floor.database) {
            return Err(Obstacle::Elsewhere);
        }
        if !self.follows {
            return Err(Obstacle::Leads);
        }
        if self.isolation != "read committed" {
            return Err(Obstacle::Isolated);
        }
        if self.timeline > floor.timeline {
            return Err(Obstacle::OtherLife);
        }
        if self.place < floor.place {
            return Err(Obstacle::Behind(floor.place - self.place));
        }
        // Only who has replayed the WAL of a life has its epoch.
        if self.is_of_another_life || self.epoch != floor.epoch {
            return Err(Obstacle::OtherLife);
        }
        Ok(())
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Behind(bytes) => {
                write!(formatter, "it is {} KiB of WAL behind the primary", bytes / 1024 + 1)
            }
            Self::Leads => formatter.write_str("it is no standby, or was promoted"),
            Self::Elsewhere => formatter.write_str("it stands by for another database"),
            Self::OtherLife => formatter.write_str(
                "it follows another life of the database than the primary's (a failover, a restored backup)",
            ),
            Self::Isolated => formatter.write_str("its default_transaction_isolation is not read committed"),
        }
    }
}

/// Where the WAL is at the beginning of a page, the primary names the place after the headers and a standby the one
/// before them. It would wait there for the next record, however long that takes to be written.
fn before_headers(place: i64, page: i64) -> i64 {
    match place % page.max(1) {
        into if into < HEADERS => place - into,
        _ => place,
    }
}

fn no_stream() -> DbErr {
    DbErr::RecordNotFound("change_stream has no row".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Floor {
        pub(in crate::standby) fn example() -> Self {
            Self {
                cluster: 7,
                database: 5,
                timeline: 2,
                epoch: Uuid::from_u128(1),
                place: 9000,
                next: 100,
                running: vec![],
            }
        }
    }

    fn standing() -> Standing {
        Standing {
            cluster: 7,
            database: 5,
            timeline: 2,
            epoch: Uuid::from_u128(1),
            is_of_another_life: false,
            follows: true,
            isolation: "read committed".to_owned(),
            place: 9000,
        }
    }

    #[test]
    fn a_standby_is_read_from_where_it_has_come_as_far_in_the_same_life() {
        type Change = fn(&mut Standing);
        let cases: [(Change, Result<(), Obstacle>); 10] = [
            (|_| {}, Ok(())),
            (|standing| standing.place = 9001, Ok(())),
            // It has not begun the new timeline's first restart point.
            (|standing| standing.timeline = 1, Ok(())),
            (|standing| standing.place = 8999, Err(Obstacle::Behind(1))),
            (|standing| standing.cluster = 8, Err(Obstacle::Elsewhere)),
            (|standing| standing.database = 6, Err(Obstacle::Elsewhere)),
            (|standing| standing.follows = false, Err(Obstacle::Leads)),
            (|standing| standing.timeline = 3, Err(Obstacle::OtherLife)),
            (|standing| standing.epoch = Uuid::from_u128(2), Err(Obstacle::OtherLife)),
            (|standing| standing.isolation = "repeatable read".to_owned(), Err(Obstacle::Isolated)),
        ];
        for (number, (change, expected)) in cases.into_iter().enumerate() {
            let mut standing = standing();
            change(&mut standing);
            assert_eq!(standing.reaches(&Floor::example()), expected, "case {number}");
        }
    }

    #[test]
    fn an_empty_page_of_the_wal_is_nothing_to_wait_for() {
        let page = 8192;
        for (place, before) in [(0, 0), (8191, 8191), (8192, 8192), (8192 + 24, 8192), (8192 + 40, 8192)] {
            assert_eq!(before_headers(place, page), before);
        }
        assert_eq!(before_headers(8192 + 48, page), 8192 + 48, "a record may have ended there");
    }
}
