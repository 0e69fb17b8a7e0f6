//! Who did what to whose account (migration/sql/23_account_log_up.sql).

use entity::Actor;
use entity::account_log::Act;
use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

/// Says who acts until the end of the transaction. Where nobody says it, it is the database's role.
pub(in crate::auth) async fn sign(transaction: &impl ConnectionTrait, actor: &Actor) -> Result<(), DbErr> {
    let actor = serde_json::to_string(actor).map_err(|error| DbErr::Json(error.to_string()))?;
    run(transaction, "SELECT set_config('frontdesk.actor', $1, true)", [actor.into()]).await
}

/// Logs an act that can't be seen in the account itself, in the name of whoever signed the transaction. All others the
/// triggers log.
pub(in crate::auth) async fn note(
    transaction: &impl ConnectionTrait,
    user_id: Uuid,
    act: Act,
) -> Result<(), DbErr> {
    let values = [user_id.into(), act.to_value().into()];
    run(transaction, "INSERT INTO account_log (user_id, act) VALUES ($1, $2)", values).await
}

async fn run(
    db: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<(), DbErr> {
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await.map(drop)
}
