//! Erasing a guest (Art. 17 GDPR), and the list of those who were erased. What goes and how is in the schema
//! (migration/sql/16_erasure_up.sql), because it has to be one transaction that nobody can write past.

use entity::erasure::{self, Reason};
use entity::{Actor, guest};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryOrder, Statement,
    TransactionTrait, Value,
};

use crate::changes::Erased;
use crate::database::away::in_doubt;
use crate::edit::Editable;
use crate::edit::failure::{ATTEMPTS, Failure};
use crate::traces;

/// What is kept, and why: for whoever has to answer the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Stays,
    Changes,
    Erasure,
    OtherTexts,
    Storage,
}

impl Kept {
    pub const ALL: [Self; 5] = [Self::Stays, Self::Changes, Self::Erasure, Self::OtherTexts, Self::Storage];

    pub fn why(self) -> &'static str {
        match self {
            Self::Stays => {
                "The bookings stay, without their notes: reference, room, days, number of people, status and price are the \
                 hotel's accounts, which it has to keep by law."
            }
            Self::Changes => {
                "The history stays, without the values: who changed which field when, under which name of the client's \
                 for its write. By it an edit knows whether it is made on the newest version."
            }
            Self::Erasure => {
                "The guest's id stays, with when, by whom and on what ground the data was erased: so it can be erased \
                 again after a backup was restored."
            }
            Self::OtherTexts => {
                "Notes of rooms, of other guests and of bookings that never named this guest are not looked into."
            }
            Self::Storage => {
                "Space that PostgreSQL has freed, its write-ahead log, its own log and backups hold old bytes until \
                 they are overwritten, rotated or deleted."
            }
        }
    }
}

/// An erasure, and what it left.
#[derive(Debug)]
pub struct Done {
    pub erasure: erasure::Model,
    /// None where the guest had been deleted before.
    pub guest: Option<guest::Model>,
    /// From here on, nothing that was kept in memory before is told.
    pub erased: Erased,
}

/// Erases a guest, in the name of whoever is signed in or of the database's role. Once more changes nothing and answers
/// the same; none where no such guest was ever here, as far as the history goes back.
///
/// # Errors
/// What nobody planned.
pub async fn erase(
    db: &DatabaseConnection,
    author: Option<&Actor>,
    id: Uuid,
    reason: Reason,
) -> Result<Option<Done>, DbErr> {
    let mut failed = DbErr::RecordNotUpdated;
    for _ in 0..ATTEMPTS {
        match attempt(db, author, id, reason).await {
            Ok(done) => return Ok(done),
            Err(error) => match Failure::of::<guest::Model>(error) {
                Failure::Transient(error) => failed = error,
                Failure::Excluded(error) | Failure::Unplanned(error) => return Err(error),
                Failure::Refused(refusal) => {
                    return Err(DbErr::Custom(format!("guest {id} can't be erased: {refusal:?}")));
                }
                Failure::MutationKnown => {}
            },
        }
    }
    Err(failed)
}

async fn attempt(
    db: &DatabaseConnection,
    author: Option<&Actor>,
    id: Uuid,
    reason: Reason,
) -> Result<Option<Done>, DbErr> {
    let transaction = db.begin().await?;
    if let Some(author) = author {
        let author = serde_json::to_string(author).map_err(|error| DbErr::Json(error.to_string()))?;
        let say = "SELECT set_config('frontdesk.actor', $1, true), set_config('frontdesk.sequencer', 'woken', true)";
        transaction.query_one_raw(statement(say, [author.into()])).await?;
    }
    let erase =
        statement("SELECT * FROM frontdesk_erase_guest($1, $2)", [id.into(), reason.to_value().into()]);
    let Some(erasure) = erasure::Entity::find().from_raw_sql(erase).one(&transaction).await? else {
        transaction.rollback().await?;
        return Ok(None);
    };
    // What is needed for the answer: once this is committed, nothing may fail any more.
    let guest = guest::Model::find(id).one(&transaction).await?;
    let erased = count(&transaction).await?;
    traces::commit(transaction.commit()).await.map_err(in_doubt)?;
    Ok(Some(Done { erasure, guest, erased }))
}

async fn count(transaction: &DatabaseTransaction) -> Result<Erased, DbErr> {
    let sql = "SELECT epoch, erasures FROM change_stream";
    let row = transaction.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("change_stream has no row".to_owned()))?;
    Ok(Erased { epoch: row.try_get("", "epoch")?, count: row.try_get("", "erasures")? })
}

/// All who were erased, in the order of time.
///
/// # Errors
/// The database's.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<erasure::Model>, DbErr> {
    erasure::Entity::find()
        .order_by_asc(erasure::Column::At)
        .order_by_asc(erasure::Column::GuestId)
        .all(db)
        .await
}

/// Erases all of a list, as after a restored dump. Whom this database does not know is noted down all the same.
///
/// # Errors
/// The database's; those before are erased then.
pub async fn apply(db: &impl ConnectionTrait, list: &[erasure::Model]) -> Result<(), DbErr> {
    for erasure::Model { guest_id, at, actor, reason, .. } in list {
        let actor = serde_json::to_value(actor).map_err(|error| DbErr::Json(error.to_string()))?;
        let values: [Value; 4] = [(*guest_id).into(), reason.to_value().into(), (*at).into(), actor.into()];
        db.query_one_raw(statement("SELECT FROM frontdesk_erase_guest($1, $2, $3, $4)", values)).await?;
    }
    Ok(())
}

/// Draws the planner's samples anew: until then they hold values that are no longer in the tables.
///
/// # Errors
/// The database's.
pub async fn refresh_samples(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    db.execute_unprepared("ANALYZE guests, guest_search, bookings, booking_search").await.map(drop)
}

fn statement(sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
