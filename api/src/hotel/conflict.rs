//! What is told where others set something since the version that was on the screen.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::Actor;
use entity::hotel_settings::{Column, Entity, Model};
use sea_orm::entity::prelude::*;
use sea_orm::{DbErr, QueryOrder, QuerySelect};

use super::Hotel;
use super::fields::values;
use super::settings::InForce;
use crate::edit::merge::{Merge, collide_without_base, merge};
use crate::edit::{FieldConflict, Values};

/// The most versions that are looked through for who changed what.
const LOOKED_THROUGH: u64 = 100;

/// The settings have moved on, and the two edits touch (or were not to be merged).
#[derive(Debug)]
pub(crate) struct Conflict {
    pub expected_version: i32,
    pub current: Arc<InForce>,
    /// Only what collides.
    pub fields: Vec<FieldConflict>,
}

/// The conflict of a patch with the settings that are in force.
pub(super) async fn of(
    hotel: &Hotel,
    expected_version: i32,
    base: Option<&Values>,
    patch: &Values,
) -> Result<Conflict, DbErr> {
    let since = Entity::find().filter(Column::Version.gte(expected_version));
    let newest_first = since.order_by_desc(Column::Version).limit(LOOKED_THROUGH).all(&hotel.db).await?;
    let current = hotel.settings.now();
    let theirs = values(current.stored.as_ref());
    let colliding = match base {
        None => collide_without_base(patch, &theirs),
        Some(base) => match merge(base, patch, &theirs, &[]) {
            Merge::Collision(fields) => fields,
            Merge::Clean { .. } => vec![],
        },
    };
    let null = sea_orm::Value::String(None);
    let value = |of: &Values, field: &str| of.get(field).cloned().unwrap_or_else(|| null.clone());
    let fields = colliding.into_iter().map(|field| FieldConflict {
        field,
        base: base.map(|base| value(base, field)),
        yours: value(patch, field),
        theirs: value(&theirs, field),
        changed: last_change(&newest_first, field),
    });
    let fields = fields.collect();
    Ok(Conflict { expected_version, current, fields })
}

/// Who made the newest version in which the field is another than in the one before.
fn last_change(newest_first: &[Model], field: &str) -> Option<(Actor, DateTime<Utc>)> {
    let value = |row: Option<&Model>| values(row).remove(field);
    let place = (0..newest_first.len())
        .find(|place| value(newest_first.get(*place)) != value(newest_first.get(place + 1)))?;
    newest_first.get(place).map(|row| (row.updated_by.clone(), row.updated_at))
}
