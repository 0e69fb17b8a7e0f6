//! All rules that a write breaks, where it breaks any: who fills in a form wants to know them together.
//!
//! PostgreSQL names the first rule that a row breaks, and what is judged before it is asked stops it from being asked at
//! all. So a write that is refused asks once more, by `frontdesk_broken_rules` (migration/sql/08_values_up.sql), which
//! judges each rule of the table as the catalog has it: no rule is written down twice.

use chrono::Datelike;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

use super::failure::{Refusal, Violation};
use super::rule::Rule::Required;
use super::values::{Editable, Values, to_json};

/// What is known of a write's broken rules, and those that the table adds. `row` is the row that it changes.
///
/// # Errors
/// The database's.
pub(crate) async fn all<R: Editable>(
    db: &impl ConnectionTrait,
    row: Option<Uuid>,
    values: &Values,
    mut violations: Vec<Violation>,
) -> Result<Vec<Violation>, DbErr> {
    // PostgreSQL can't even read a text with this character, nor a year 0; both have been refused before.
    let sendable = |value: &Value| match value {
        Value::String(Some(text)) => !text.contains('\0'),
        Value::ChronoDate(Some(date)) => date.year() > 0,
        _ => true,
    };
    let proposed: serde_json::Map<_, _> = values
        .iter()
        .filter(|(_, value)| sendable(value))
        .map(|(column, value)| ((*column).to_owned(), to_json(value)))
        .collect();
    let sql = "SELECT frontdesk_broken_rules($1::regclass, $2, $3) AS name";
    let parameters = [R::TABLE.into(), row.into(), serde_json::Value::Object(proposed).into()];
    let rows = db.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, parameters)).await?;
    for row in rows {
        let name: String = row.try_get("", "name")?;
        let violation = Refusal::of_rule::<R>(&name)
            .unwrap_or_else(|| Violation::new(name, Required, "must not be null"));
        let known = |other: &Violation| other.field == violation.field && other.rule == violation.rule;
        if !violations.iter().any(known) {
            violations.push(violation);
        }
    }
    Ok(violations)
}
