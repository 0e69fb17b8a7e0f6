//! What a standby shows before the primary does.
//!
//! A commit is sent to the standby before those at the primary see it: mostly for microseconds, with synchronous
//! replication for as long as another standby takes to confirm it. Who was shown it here and asked there next would go back
//! in time, and their write on it would be a conflict. So an answer that may have it waits until the primary shows it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Floor;

/// Asked after a reading, so that it knows at least what that has seen. A snapshot at a standby does not list what is
/// running; what became of one transaction can be asked.
const ENDED: &str = "SELECT pg_snapshot_xmax(seen)::text::bigint AS next, \
    ARRAY(SELECT number FROM unnest($1::bigint[]) AS number WHERE CASE \
      WHEN number < pg_snapshot_xmax(seen)::text::bigint THEN pg_xact_status(number::text::xid8) = 'committed' \
      ELSE false END) AS ended \
    FROM pg_current_snapshot() AS seen";

/// Transactions that a reading at the standby may have seen, and the primary did not show before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Early {
    /// Which were running then.
    ended: Vec<i64>,
    /// And all that are numbered from here
    from: i64,
    /// to before here.
    to: i64,
}

impl Early {
    /// What may have been seen in a session at the standby, by its statements until now.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn of(standby: &impl ConnectionTrait, floor: &Floor) -> Result<Self, DbErr> {
        let values = [floor.running.clone().into()];
        let asked = Statement::from_sql_and_values(DbBackend::Postgres, ENDED, values);
        let row = standby.query_one_raw(asked).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("there is no snapshot".to_owned()))?;
        Ok(Self { ended: row.try_get("", "ended")?, from: floor.next, to: row.try_get("", "next")? })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.to <= self.from
    }

    /// Whether the primary shows all of it.
    pub(super) fn is_shown_by(&self, now: &Floor) -> bool {
        self.to <= now.next
            && !now
                .running
                .iter()
                .any(|number| self.ended.contains(number) || (self.from..self.to).contains(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_primary_does_not_show_yet_is_early() {
        let early = |ended: &[i64], from, to| Early { ended: ended.to_vec(), from, to };
        let now = |next, running: &[i64]| {
            let mut now = Floor::example();
            (now.next, now.running) = (next, running.to_vec());
            now
        };
        assert!(early(&[], 100, 100).is_empty());
        assert!(!early(&[90], 100, 100).is_empty() && !early(&[], 100, 101).is_empty());

        // One that ran for long goes on, and nobody has seen it.
        assert!(early(&[], 100, 103).is_shown_by(&now(103, &[90])));
        assert!(!early(&[90], 100, 100).is_shown_by(&now(103, &[90])));
        assert!(early(&[90], 100, 100).is_shown_by(&now(103, &[95, 102])));
        assert!(!early(&[], 100, 103).is_shown_by(&now(103, &[101])));
        assert!(!early(&[], 100, 103).is_shown_by(&now(102, &[])));
        // It began after the reading.
        assert!(early(&[], 100, 103).is_shown_by(&now(106, &[103, 104])));
    }
}
