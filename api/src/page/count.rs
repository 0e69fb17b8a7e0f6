//! How many rows there are, as far as it is worth counting.

use sea_orm::{ConnectionTrait, DbErr};

use crate::database::sql::{Condition, Sql};
use crate::edit::Editable;

/// Up to so many rows are counted. Nobody reads on from a greater number, and counting everything costs as much as it is.
pub(crate) const COUNTED: u64 = 1000;

/// How many rows meet all of these; none where they are more than [`COUNTED`].
///
/// # Errors
/// The database's.
pub(crate) async fn count<R: Editable>(
    db: &impl ConnectionTrait,
    conditions: &[Condition],
) -> Result<Option<i32>, DbErr> {
    let mut sql = Sql::default();
    sql.push(&format!("SELECT count(*)::integer AS rows FROM (SELECT FROM {}", R::TABLE));
    let mut word = " WHERE ";
    for condition in conditions {
        sql.push(std::mem::replace(&mut word, " AND "));
        sql.condition(condition);
    }
    sql.push(&format!(" LIMIT {}) AS counted", COUNTED + 1));
    let row = db.query_one_raw(sql.build()).await?;
    let rows: Option<i32> = row.map(|row| row.try_get("", "rows")).transpose()?;
    Ok(rows.filter(|rows| u64::try_from(*rows).is_ok_and(|rows| rows <= COUNTED)))
}
