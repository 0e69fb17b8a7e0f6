//! The one statement of a write.
//!
//! Compare, set, and say who does it, in one round trip: a `WITH` names the actor and the mutations for the
//! statement's own transaction (`set_config(…, true)`), where the triggers read them. The comma in
//! `FROM me` / `USING me` makes the row of `me` a part of the plan, so it is computed before any row is written.
//!
//! The answer is read with `query_one`, which waits for the end of the implicit transaction: the row itself
//! arrives before the commit's outcome, and the log's trigger runs only then.

use entity::change_log::Mutation;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};
use uuid::Uuid;

use super::values::{Editable, Values};
use super::{Author, Store};

/// What the triggers are told about a transaction.
#[derive(Clone, Debug)]
pub struct Attribution {
    actor: String,
    mutations: String,
}

impl Attribution {
    /// `mutations` are those of the rows that the transaction will change.
    pub fn new(
        author: &Author,
        mutations: impl IntoIterator<Item = (Uuid, Mutation)>,
    ) -> Result<Self, DbErr> {
        let mutations: serde_json::Map<_, _> = mutations
            .into_iter()
            .map(|(row, mutation)| Ok((row.to_string(), serde_json::to_value(mutation)?)))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|error| DbErr::Json(error.to_string()))?;
        Ok(Self {
            actor: serde_json::to_string(&author.actor).map_err(|error| DbErr::Json(error.to_string()))?,
            mutations: serde_json::Value::Object(mutations).to_string(),
        })
    }

    /// For a transaction that changes one row.
    pub fn single(author: &Author, row: Uuid, merged: &[&'static str]) -> Result<Self, DbErr> {
        Self::new(author, author.mutation.iter().map(|key| (row, key.stored(merged))))
    }
}

/// The last setting says that nobody has to be notified: see [`Sequencer::wake`](crate::sequencer::Sequencer::wake).
const ME: &str = "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.actor', $1, true), \
                  set_config('frontdesk.mutations', $2, true), set_config('frontdesk.sequencer', 'woken', true)) ";

/// A condition beside the version: the column must hold one of these values, or none of them.
#[derive(Clone, Debug)]
pub struct OnlyIf {
    column: &'static str,
    values: Vec<Value>,
    among: bool,
}

impl OnlyIf {
    pub fn any_of(column: &'static str, values: Vec<Value>) -> Self {
        Self { column, values, among: true }
    }

    pub fn none_of(column: &'static str, values: Vec<Value>) -> Self {
        Self { column, values, among: false }
    }

    /// Whether a row with this text in the column is passed over.
    #[cfg(test)]
    pub fn excludes(&self, text: &str) -> bool {
        self.values.contains(&text.into()) != self.among
    }

    fn sql(&self, parameters: &mut Parameters) -> String {
        let places: Vec<_> = self.values.iter().map(|value| parameters.place(value.clone())).collect();
        let relation = if self.among { "IN" } else { "NOT IN" };
        format!(" AND {} {relation} ({})", self.column, places.join(", "))
    }
}

/// Numbers the parameters while a statement is written down.
struct Parameters(Vec<Value>);

impl Parameters {
    fn new(attribution: &Attribution) -> Self {
        Self(vec![attribution.actor.clone().into(), attribution.mutations.clone().into()])
    }

    fn place(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("${}", self.0.len())
    }

    /// Within a longer transaction, the sequencer is to be woken once more when that is committed.
    async fn run<R: FromQueryResult>(
        self,
        store: Store<'_, impl ConnectionTrait>,
        sql: String,
    ) -> Result<Option<R>, DbErr> {
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, self.0);
        let Some(row) = store.db.query_one_raw(statement).await? else { return Ok(None) };
        store.sequencer.wake();
        R::from_query_result(&row, "").map(Some)
    }
}

/// Inserts a row. Columns that are not in `values` take their defaults.
///
/// # Errors
/// What PostgreSQL refuses, to be read by [`super::failure::Failure::of`].
pub async fn insert<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    id: Uuid,
    values: &Values,
) -> Result<Option<R>, DbErr> {
    let mut parameters = Parameters::new(attribution);
    let mut columns = vec!["id"];
    let mut places = vec![parameters.place(id.into())];
    for (column, value) in values {
        columns.push(column);
        places.push(parameters.place(value.clone()));
    }
    let (table, columns, places) = (R::TABLE, columns.join(", "), places.join(", "));
    let sql = format!("{ME}INSERT INTO {table} ({columns}) SELECT {places} FROM me RETURNING {table}.*");
    parameters.run(store, sql).await
}

/// Sets `values` where the row still has this version (and all of `only_if` hold); none where it does not.
///
/// # Errors
/// As [`insert`].
pub async fn update<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    (id, version): (Uuid, i32),
    values: &Values,
    only_if: &[OnlyIf],
) -> Result<Option<R>, DbErr> {
    let mut parameters = Parameters::new(attribution);
    let mut assignments: Vec<_> = values
        .iter()
        .map(|(column, value)| format!("{column} = {}", parameters.place(value.clone())))
        .collect();
    if assignments.is_empty() {
        // Nothing to set still compares: the answer says whether the version is the current one.
        assignments.push("version = version".to_owned());
    }
    let (table, assignments) = (R::TABLE, assignments.join(", "));
    let (id, version) = (parameters.place(id.into()), parameters.place(version.into()));
    let condition: String = only_if.iter().map(|only_if| only_if.sql(&mut parameters)).collect();
    let sql = format!(
        "{ME}UPDATE {table} SET {assignments} FROM me WHERE id = {id} AND version = {version}{condition} RETURNING {table}.*"
    );
    parameters.run(store, sql).await
}

/// Deletes the row where it still has this version; none where it does not.
///
/// # Errors
/// As [`insert`].
pub async fn delete<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    (id, version): (Uuid, i32),
) -> Result<Option<R>, DbErr> {
    let mut parameters = Parameters::new(attribution);
    let (id, version) = (parameters.place(id.into()), parameters.place(version.into()));
    let table = R::TABLE;
    let sql = format!(
        "{ME}DELETE FROM {table} USING me WHERE id = {id} AND version = {version} RETURNING {table}.*"
    );
    parameters.run(store, sql).await
}
