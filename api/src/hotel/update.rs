//! Setting what the house is run with: on the version that was on the screen, merged or refused where others were quicker.

use std::sync::Arc;

use entity::hotel_settings::{Entity, Model};
use entity::user::Role;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, SqlErr};
use uuid::Uuid;

use super::Hotel;
use super::conflict::{self, Conflict};
use super::fields::{judge, values};
use super::settings::{InForce, newest};
use crate::database::away::in_doubt;
use crate::database::sql::Sql;
use crate::edit::check::check;
use crate::edit::failure::ATTEMPTS;
use crate::edit::merge::{Merge, merge};
use crate::edit::mutation::{FirstUse, first_use};
use crate::edit::{Author, OnStale, Refusal, Values, Violation};

/// A patch of the settings, and the version that it was made on.
#[derive(Debug)]
pub(crate) struct Update {
    pub expected_version: i32,
    pub patch: Values,
    pub on_stale: OnStale,
    /// What is wrong with it already.
    pub problems: Vec<Violation>,
}

/// How it ended, where it ended as planned.
#[derive(Debug)]
pub(crate) enum Outcome {
    Saved { settings: Arc<InForce>, merged: Vec<String> },
    Conflict(Box<Conflict>),
    Invalid(Vec<Violation>),
    Forbidden,
}

/// Sets what the patch says, in this process and in all others.
///
/// # Errors
/// What nobody planned.
pub(crate) async fn update(hotel: &Hotel, author: &Author, update: Update) -> Result<Outcome, DbErr> {
    if author.role < Role::Manager {
        return Ok(Outcome::Forbidden);
    }
    let Update { expected_version, mut patch, on_stale, mut problems } = update;
    problems.extend(check(author, &patch));
    problems.extend(judge(hotel.settings.given(), &mut patch));
    if !problems.is_empty() {
        return Ok(Outcome::Invalid(problems));
    }
    let db = &hotel.db;
    for _ in 0..ATTEMPTS {
        match first_use(db, author).await? {
            Some(FirstUse::Same(first)) => return saved(hotel, first.merged).await,
            Some(FirstUse::Other) => {
                return Ok(match Refusal::mutation_reused() {
                    Refusal::Invalid(violations) => Outcome::Invalid(violations),
                    Refusal::InUse => Outcome::Forbidden,
                });
            }
            None => {}
        }
        let current = newest(db).await?;
        let version = current.as_ref().map_or(0, |row| row.version);
        let theirs = values(current.as_ref());
        let base = at(db, expected_version, current.as_ref()).await?;
        let (write, kept) = match base.as_ref().map(|base| merge(base, &patch, &theirs, &[])) {
            Some(Merge::Clean { write, kept })
                if version == expected_version || on_stale == OnStale::Merge =>
            {
                (write, kept)
            }
            _ => {
                hotel.settings.look(db).await?;
                let conflict = conflict::of(hotel, expected_version, base.as_ref(), &patch).await?;
                return Ok(Outcome::Conflict(Box::new(conflict)));
            }
        };
        if write.is_empty() {
            return saved(hotel, names(&kept)).await;
        }
        let mut next = theirs;
        next.extend(write);
        match insert(db, author, version + 1, &next, &kept).await.map_err(in_doubt) {
            Ok(()) => return saved(hotel, names(&kept)).await,
            // Somebody was quicker; or it was this very request, whose first use is found then.
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {}
            Err(error) => return Err(error),
        }
    }
    Err(DbErr::RecordNotInserted)
}

async fn saved(hotel: &Hotel, merged: Vec<String>) -> Result<Outcome, DbErr> {
    hotel.settings.look(&hotel.db).await.map_err(in_doubt)?;
    Ok(Outcome::Saved { settings: hotel.settings.now(), merged })
}

fn names(columns: &[&'static str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

/// The fields at a version: 0 is from before anybody set anything. None where there was no such version.
async fn at(db: &DatabaseConnection, version: i32, current: Option<&Model>) -> Result<Option<Values>, DbErr> {
    if version == 0 {
        return Ok(Some(values(None)));
    }
    if current.is_some_and(|row| row.version == version) {
        return Ok(Some(values(current)));
    }
    Ok(Entity::find_by_id(version).one(db).await?.map(|row| values(Some(&row))))
}

/// Writes a version, with the first use of the author's name for it.
async fn insert(
    db: &DatabaseConnection,
    author: &Author,
    version: i32,
    row: &Values,
    merged: &[&'static str],
) -> Result<(), DbErr> {
    let mut sql = Sql::default();
    if let (Some(key), Some(actor)) = (&author.mutation, author.actor.id) {
        sql.push(
            "WITH used AS (INSERT INTO mutations (actor_id, id, digest, merged, row_id, version, at) VALUES (",
        );
        let values: [sea_orm::Value; 6] = [
            actor.into(),
            key.id.clone().into(),
            key.digest.clone().into(),
            names(merged).into(),
            // There is one hotel.
            Uuid::nil().into(),
            version.into(),
        ];
        for value in values {
            sql.value(value);
            sql.push(", ");
        }
        sql.push("clock_timestamp())) ");
    }
    sql.push("INSERT INTO hotel_settings (version, updated_by");
    for column in row.keys() {
        sql.push(", ");
        sql.push(column);
    }
    sql.push(") VALUES (");
    sql.value(version);
    sql.push(", ");
    sql.value(serde_json::to_value(&author.actor).map_err(|error| DbErr::Json(error.to_string()))?);
    for value in row.values() {
        sql.push(", ");
        sql.value(value.clone());
    }
    sql.push(")");
    db.execute_raw(sql.build()).await.map(drop)
}
