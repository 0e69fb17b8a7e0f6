//! The one statement of a write.
//!
//! Compare, set, and say who does it, in one round trip: a `WITH` names the actor and the mutations for the
//! statement's own transaction (`set_config(…, true)`), where the triggers read them. The comma in
//! `FROM me` / `USING me` makes the row of `me` a part of the plan, so it is computed before any row is written.
//!
//! The answer is read with `query_one`, which waits for the end of the implicit transaction: the row itself
//! arrives before the commit's outcome, and the log's trigger runs only then.

use entity::change_log::Mutation;
use sea_orm::{ConnectionTrait, DbErr, Value};
use uuid::Uuid;

use super::values::{Editable, Values};
use super::{Author, Store};
use crate::database::sql::Sql;
use crate::traces::Part;

/// What the triggers are told about a transaction.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    actor: String,
    mutations: String,
}

impl Attribution {
    /// `mutations` are those of the rows that the transaction will change.
    pub(crate) fn new(
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
    pub(crate) fn single(author: &Author, row: Uuid, merged: &[&'static str]) -> Result<Self, DbErr> {
        Self::new(author, author.mutation.iter().map(|key| (row, key.stored(merged))))
    }
}

/// The last setting says that nobody has to be notified: see [`Sequencer::wake`](crate::sequencer::Sequencer::wake).
const ME: &str = "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.actor', $1, true), \
                  set_config('frontdesk.mutations', $2, true), set_config('frontdesk.sequencer', 'woken', true))";

/// A row as a statement left it, with what was wanted beside it.
pub(crate) type Written<R> = (R, <R as Editable>::Neighbours);

/// A condition beside the version: the column must hold one of these values, or none of them.
#[derive(Clone, Debug)]
pub(crate) struct OnlyIf {
    column: &'static str,
    values: Vec<Value>,
    among: bool,
}

impl OnlyIf {
    pub(crate) fn any_of(column: &'static str, values: Vec<Value>) -> Self {
        Self { column, values, among: true }
    }

    pub(crate) fn none_of(column: &'static str, values: Vec<Value>) -> Self {
        Self { column, values, among: false }
    }

    /// Whether a row with this text in the column is passed over.
    #[cfg(test)]
    pub(crate) fn excludes(&self, text: &str) -> bool {
        self.values.contains(&text.into()) != self.among
    }

    fn write(&self, sql: &mut Sql) {
        let relation = if self.among { "IN" } else { "NOT IN" };
        sql.push(&format!(" AND {} {relation} (", self.column));
        let mut separator = "";
        for value in &self.values {
            sql.push(std::mem::replace(&mut separator, ", "));
            sql.value(value.clone());
        }
        sql.push(")");
    }
}

fn begin(attribution: &Attribution) -> Sql {
    let mut sql = Sql::default();
    // Their places are written in `ME`.
    for setting in [&attribution.actor, &attribution.mutations] {
        sql.bind(setting.clone());
    }
    sql.push(ME);
    sql
}

/// Runs what `write` writes, with its answer. Within a longer transaction, the sequencer is to be woken once more when
/// that is committed.
async fn run<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    selection: R::Selection,
    deletes: bool,
    write: impl FnOnce(&mut Sql),
) -> Result<Option<Written<R>>, DbErr> {
    let (table, mut sql) = (R::TABLE, begin(attribution));
    let columns = R::list(table);
    match R::select_neighbours(selection) {
        None => {
            sql.push(" ");
            write(&mut sql);
            sql.push(&format!(" RETURNING {columns}"));
        }
        Some((more, joins)) => {
            sql.push(", written AS (");
            write(&mut sql);
            sql.push(&format!(
                " RETURNING {table}.*) SELECT {columns}, {more} FROM written AS {table}{joins}"
            ));
        }
    }
    let Some(row) = store.db.query_one_raw(sql.build()).await? else { return Ok(None) };
    let written = R::at(&row, 0);
    if let Ok(row) = &written {
        // A deletion counts as a version, too.
        Part::current().written(row.id(), row.version() + i32::from(deletes));
    }
    store.sequencer.wake();
    Ok(Some((written?, R::neighbours_at(selection, &row, R::COLUMNS.len())?)))
}

/// Inserts a row. Columns that are not in `values` take their defaults.
///
/// # Errors
/// What PostgreSQL refuses, to be read by [`super::failure::Failure::of`].
pub(crate) async fn insert<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    id: Uuid,
    values: &Values,
    selection: R::Selection,
) -> Result<Option<Written<R>>, DbErr> {
    run::<R>(store, attribution, selection, false, |sql| {
        sql.push(&format!("INSERT INTO {} (id", R::TABLE));
        for column in values.keys() {
            sql.push(", ");
            sql.push(column);
        }
        sql.push(") SELECT ");
        sql.value(id);
        for value in values.values() {
            sql.push(", ");
            sql.value(value.clone());
        }
        sql.push(" FROM me");
    })
    .await
}

/// Sets `values` where the row still has this version (and all of `only_if` hold); none where it does not.
///
/// # Errors
/// As [`insert`].
pub(crate) async fn update<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    (id, version): (Uuid, i32),
    values: &Values,
    only_if: &[OnlyIf],
    selection: R::Selection,
) -> Result<Option<Written<R>>, DbErr> {
    run::<R>(store, attribution, selection, false, |sql| {
        sql.push(&format!("UPDATE {} SET ", R::TABLE));
        if values.is_empty() {
            // Nothing to set still compares: the answer says whether the version is the current one.
            sql.push("version = version");
        }
        let mut separator = "";
        for (column, value) in values {
            sql.push(std::mem::replace(&mut separator, ", "));
            sql.push(column);
            sql.push(" = ");
            sql.value(value.clone());
        }
        sql.push(" FROM me WHERE id = ");
        sql.value(id);
        sql.push(" AND version = ");
        sql.value(version);
        only_if.iter().for_each(|only_if| only_if.write(sql));
    })
    .await
}

/// Deletes the row where it still has this version; none where it does not.
///
/// # Errors
/// As [`insert`].
pub(crate) async fn delete<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    attribution: &Attribution,
    (id, version): (Uuid, i32),
) -> Result<Option<R>, DbErr> {
    let deleted = run::<R>(store, attribution, R::Selection::default(), true, |sql| {
        sql.push(&format!("DELETE FROM {} USING me WHERE id = ", R::TABLE));
        sql.value(id);
        sql.push(" AND version = ");
        sql.value(version);
    });
    Ok(deleted.await?.map(|(row, _)| row))
}
