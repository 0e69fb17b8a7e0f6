//! Whether this program and the database's schema fit together: each may be the older one.
//!
//! A migration lets a server of the version before it run on, so what a newer program has migrated is no reason not to
//! start, either. Where older programs can't go on, the migration says so: its last statement is
//! `COMMENT ON TABLE seaql_migrations IS 'needs NAME'`, with the name of the first migration that a program has to know.

use backon::Retryable;
use migration::{Migrator, MigratorTrait};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, QuerySelect, RuntimeErr};
use sqlx::postgres::PgConnection;

use super::DatabaseError;
use super::away::{Outage, is_deadlock, sent};
use crate::backoff::WAITED_FOR;

/// How such a comment begins.
const NEEDS: &str = "needs ";

/// Why this program can't work with the schema.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error(
        "this program is older than the database's schema: only programs that know {needs} can work with that, and this one \
         ends with {own}. Start a newer one"
    )]
    Outgrown { needs: String, own: String },
    #[error(
        "the database's schema has {name}, which this program does not know and which is no later one (it ends with \
         {own}): it was made by another branch of Frontdesk"
    )]
    Foreign { name: String, own: String },
    #[error(
        "this program is older than the database's schema, and what it needs is no longer there: that has {newer}, and this \
         program ends with {own}. Start a newer one. ({cause})"
    )]
    Missing { newer: String, own: String, cause: DbErr },
}

/// The applied migrations beside those that this program knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// The last one that this program knows.
    pub own: String,
    pub applied: usize,
    pub pending: Vec<String>,
    /// Applied, unknown, and later than all that this program knows.
    pub newer: Vec<String>,
    /// Applied, unknown, and no later ones.
    pub foreign: Vec<String>,
    /// What a program has to know, and this one doesn't.
    pub needs: Option<String>,
}

impl Fit {
    /// Asks the database, and changes nothing in it.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(session: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let known: Vec<_> =
            Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        let exists: bool = sqlx::query_scalar("SELECT to_regclass('seaql_migrations') IS NOT NULL")
            .fetch_one(&mut *session)
            .await?;
        if !exists {
            return Ok(Self::compared(&known, &[], None));
        }
        let (applied, comment): (Vec<String>, Option<String>) = sqlx::query_as(
            "SELECT ARRAY(SELECT version::text FROM seaql_migrations ORDER BY 1), \
                    obj_description('seaql_migrations'::regclass, 'pg_class')",
        )
        .fetch_one(session)
        .await?;
        Ok(Self::compared(&known, &applied, comment.as_deref()))
    }

    fn compared(known: &[String], applied: &[String], comment: Option<&str>) -> Self {
        let own = known.iter().max().cloned().unwrap_or_default();
        let unknown = applied.iter().filter(|name| !known.contains(name)).cloned();
        let (newer, foreign) = unknown.partition(|name| *name > own);
        let needs =
            comment.and_then(|comment| comment.strip_prefix(NEEDS)).map(|name| name.trim().to_owned());
        Self {
            applied: applied.len(),
            pending: known.iter().filter(|name| !applied.contains(name)).cloned().collect(),
            newer,
            foreign,
            needs: needs.filter(|name| !known.contains(name)),
            own,
        }
    }

    /// Why this program can't work with it, if so.
    pub fn obstacle(&self) -> Option<Unfit> {
        let own = self.own.clone();
        if let Some(needs) = &self.needs {
            return Some(Unfit::Outgrown { needs: needs.clone(), own });
        }
        let foreign = self.foreign.first()?;
        Some(Unfit::Foreign { name: foreign.clone(), own })
    }
}

/// How the schema of this pool's database and this program fit together.
pub(super) async fn of(db: &DatabaseConnection) -> Result<Fit, DatabaseError> {
    let failed =
        |error: sqlx::Error| DatabaseError::Migration(DbErr::Query(RuntimeErr::SqlxError(error.into())));
    let mut session = db.get_postgres_connection_pool().acquire().await.map_err(failed)?;
    Fit::of(&mut session).await.map_err(failed)
}

/// Applies what is pending, and answers whether anything was. A newer schema is left as it is.
pub(super) async fn bring_up(db: &DatabaseConnection) -> Result<bool, DatabaseError> {
    let fit = of(db).await?;
    if let Some(unfit) = fit.obstacle() {
        return Err(unfit.into());
    }
    up(db).await.map_err(DatabaseError::Migration)?;
    let pending = !fit.pending.is_empty();
    let Some(newer) = fit.newer.last().cloned() else { return Ok(pending) };
    match everything_is_there(db).await {
        Ok(()) => {}
        Err(error) if Outage::of(&error).is_some() => return Err(DatabaseError::Migration(error)),
        Err(cause) => return Err(Unfit::Missing { newer, own: fit.own, cause }.into()),
    }
    tracing::warn!(
        %newer, own = %fit.own,
        "this program is older than the database's schema, and works with what it knows of it"
    );
    Ok(pending)
}

/// Applies each pending migration in a transaction of its own. A server that runs on takes its locks in an order that no
/// later migration knows; where the two wait for each other, and PostgreSQL ends the migration, it has done nothing.
async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    (|| Migrator::up(db, None))
        .retry(WAITED_FOR.with_max_times(20))
        .when(gave_way)
        .notify(|_, pause| {
            tracing::warn!(?pause, "a migration gave way to a server that writes, and is tried again")
        })
        .await
}

fn gave_way(error: &DbErr) -> bool {
    sent(error).is_some_and(is_deadlock)
}

/// Reverts all migrations, where this program knows all of them.
pub(super) async fn take_down(db: &DatabaseConnection) -> Result<(), DatabaseError> {
    let fit = of(db).await?;
    let newer = fit.newer.first().map(|newer| Unfit::Outgrown { needs: newer.clone(), own: fit.own.clone() });
    match fit.obstacle().or(newer) {
        Some(unfit) => Err(unfit.into()),
        None => Migrator::down(db, None).await.map_err(DatabaseError::Migration),
    }
}

/// Whether everything that this program reads is there. Of a schema that is newer than it, nothing else tells.
async fn everything_is_there(db: &DatabaseConnection) -> Result<(), DbErr> {
    macro_rules! try_each {
        ($($table:ident),*) => {
            $(entity::$table::Entity::find().limit(0).all(db).await?;)*
        };
    }
    try_each!(room, guest, booking, change_log, change_stream, user, session, presence);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(applied: &[&str], comment: Option<&str>) -> Fit {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        Fit::compared(&names(&["01_a", "02_b", "04_d"]), &names(applied), comment)
    }

    #[test]
    fn what_is_missing_here_is_pending_and_what_is_unknown_is_newer_or_foreign() {
        assert_eq!(fit(&[], None).pending, ["01_a", "02_b", "04_d"]);
        let fit = fit(&["01_a", "03_c", "04_d", "05_e"], Some("somebody's note"));
        assert_eq!((&fit.pending[..], &fit.newer[..]), (&["02_b".to_owned()][..], &["05_e".to_owned()][..]));
        assert_eq!((&fit.foreign[..], &fit.needs), (&["03_c".to_owned()][..], &None));
        assert!(matches!(fit.obstacle(), Some(Unfit::Foreign { .. })));
    }

    #[test]
    fn a_newer_schema_is_no_obstacle_unless_it_says_so() {
        let applied = ["01_a", "02_b", "04_d", "05_e", "06_f"];
        assert!(fit(&applied, None).obstacle().is_none());
        assert!(fit(&applied, Some("needs 04_d")).obstacle().is_none(), "this program knows that one");
        assert!(matches!(fit(&applied, Some("needs 05_e")).obstacle(),
            Some(Unfit::Outgrown { needs, own }) if needs == "05_e" && own == "04_d"));
    }
}
