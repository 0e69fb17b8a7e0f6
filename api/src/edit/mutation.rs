//! What makes a retry safe: a client names its write, and the name is stored with what it made.

use entity::change_log::Mutation;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::values::to_json;
use super::{Author, Values};
use crate::money;

/// The name that a client gave to its write, and a digest of what it asked for: the same name with other
/// content is a mistake of the client, not a retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MutationKey {
    pub id: String,
    pub digest: String,
}

impl MutationKey {
    /// The longest id that is taken, in bytes.
    pub(crate) const MAX_LENGTH: usize = 200;

    /// `request` is everything that the write was asked to do.
    pub(crate) fn new(id: String, request: &impl Serialize) -> Self {
        // Serialising plain data into memory does not fail; if it ever did, an empty digest still refuses to
        // match any other.
        let request = serde_json::to_vec(request).unwrap_or_default();
        let digest = Sha256::digest(&request).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { id, digest }
    }

    /// In the form that the log keeps, with the fields that were merged.
    pub(crate) fn stored(&self, merged: &[&'static str]) -> Mutation {
        Mutation {
            id: self.id.clone(),
            digest: self.digest.clone(),
            merged: merged.iter().map(|field| (*field).to_owned()).collect(),
        }
    }
}

/// The values of a patch in a form that can be digested: the same for a retry whatever version of the server gets it,
/// and however an amount is written.
pub(crate) fn digestible(values: &Values) -> serde_json::Map<String, serde_json::Value> {
    let digestible = |value: &sea_orm::Value| match value {
        sea_orm::Value::Decimal(Some(amount)) => money::with_scale(*amount, 2).to_string().into(),
        value => to_json(value),
    };
    values.iter().map(|(field, value)| ((*field).to_owned(), digestible(value))).collect()
}

/// The first use of a mutation id.
#[derive(Debug)]
pub(crate) enum FirstUse {
    /// For the same request.
    Same(Use),
    /// For another one.
    Other,
}

/// What a mutation made.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Use {
    digest: String,
    pub row_id: Uuid,
    pub version: i32,
    /// The fields of others that it kept.
    pub merged: Vec<String>,
}

/// Looks up whether this author has used this mutation id before.
pub(crate) async fn first_use(db: &impl ConnectionTrait, author: &Author) -> Result<Option<FirstUse>, DbErr> {
    let (Some(key), Some(actor_id)) = (&author.mutation, author.actor.id) else { return Ok(None) };
    let sql = "SELECT digest, row_id, version, merged FROM mutations WHERE actor_id = $1 AND id = $2";
    let values = [actor_id.into(), key.id.clone().into()];
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    let Some(row) = row else { return Ok(None) };
    let first = Use::from_query_result(&row, "")?;
    Ok(Some(if first.digest == key.digest { FirstUse::Same(first) } else { FirstUse::Other }))
}
