//! What is read when a write found another version than it named: the row as it is, as it was, and what
//! happened between.

use entity::change_log::{self, Action};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect};
use serde_json::Value as Json;

use super::merge::{Merge, collide_without_base, merge};
use super::values::{Editable, Values, in_its_currency};
use super::{Conflict, Deletion, FieldConflict, Store};

/// A conflict shows at most this many changes.
pub(crate) const CHANGES_LIMIT: u64 = 100;

/// A row against a version that somebody has in hand.
#[derive(Debug)]
pub(crate) struct State<R> {
    pub current: R,
    /// The fields in that version, without those that were erased; none where the history does not reach back to it, or
    /// can't be read there.
    pub base: Option<Values>,
    /// What happened since, oldest first.
    pub changes: Vec<change_log::Model>,
}

/// A row that is not there.
#[derive(Debug)]
pub(crate) enum Absent {
    Deleted(Box<Deletion>),
    NeverSeen,
}

/// Decodes a row from an image in the log. Images may be older than a column: see the entity's defaults.
pub(crate) fn decode<R: Editable>(image: &Json) -> Result<R, DbErr> {
    serde_json::from_value(image.clone()).map_err(|error| DbErr::Json(error.to_string()))
}

/// The fields of an image whose values were erased with a guest's data; what stands there was never theirs.
pub(crate) fn erased_in(image: &Json) -> impl Iterator<Item = &str> {
    image.get("erased").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

/// Reads a row, and the versions after `expected` where it has moved on.
pub(crate) async fn read<R: Editable>(
    store: Store<'_, impl ConnectionTrait>,
    id: Uuid,
    expected: i32,
) -> Result<Result<State<R>, Absent>, DbErr> {
    let Some(current) = R::find(id).one(store.db).await? else {
        return Ok(Err(absent(store, id).await?));
    };
    if current.version() == expected {
        return Ok(Ok(State { base: Some(current.values()), current, changes: vec![] }));
    }
    // The log is read after the row: it may know more versions than the row just read, which are left out.
    store.sequencer.complete_log().await?;
    let mut changes = change_log::Entity::find()
        .filter(change_log::Column::RowId.eq(id))
        .filter(change_log::Column::Version.gt(expected))
        .filter(change_log::Column::Version.lte(current.version()))
        .order_by_desc(change_log::Column::Version)
        .limit(CHANGES_LIMIT)
        .all(store.db)
        .await?;
    changes.reverse();
    // What can't be read is as good as not kept: then everything collides that the patch would change.
    let base = image_of(store.db, id, expected).await?.and_then(|image| match decode::<R>(&image) {
        Ok(row) => {
            let mut values = row.values();
            values.retain(|field, _| !erased_in(&image).any(|erased| erased == *field));
            Some(values)
        }
        Err(error) => {
            tracing::warn!(row = %id, version = expected, %error, "an image in the change log can't be read");
            None
        }
    });
    Ok(Ok(State { current, base, changes }))
}

/// Why there is no such row.
pub(crate) async fn absent(store: Store<'_, impl ConnectionTrait>, id: Uuid) -> Result<Absent, DbErr> {
    store.sequencer.complete_log().await?;
    let last = change_log::Entity::find()
        .filter(change_log::Column::RowId.eq(id))
        .filter(change_log::Column::Action.eq(Action::Delete))
        .order_by_desc(change_log::Column::Version)
        .one(store.db)
        .await?;
    Ok(last.map_or(Absent::NeverSeen, |entry| Absent::Deleted(Box::new(Deletion { entry }))))
}

/// A row's image at a version: after the change that made it, or before the one that followed.
async fn image_of(db: &impl ConnectionTrait, id: Uuid, version: i32) -> Result<Option<Json>, DbErr> {
    let entries = change_log::Entity::find()
        .filter(change_log::Column::RowId.eq(id))
        .filter(change_log::Column::Version.is_in([version, version.saturating_add(1)]))
        .all(db)
        .await?;
    Ok(entries
        .into_iter()
        .find_map(|entry| if entry.version == version { entry.after } else { entry.before }))
}

impl<R: Editable> State<R> {
    /// What a patch that was made on the expected version comes to on the current one.
    pub(crate) fn merge(&self, patch: &Values) -> Merge {
        let theirs = self.current.values();
        match &self.base {
            Some(base) => merge(base, patch, &theirs, R::COUPLED),
            None => match collide_without_base(patch, &theirs) {
                fields if fields.is_empty() => Merge::Clean { write: Values::new(), kept: vec![] },
                fields => Merge::Collision(fields),
            },
        }
    }

    pub(crate) fn conflict(self, expected_version: i32, patch: &Values) -> Conflict<R> {
        let colliding = match self.merge(patch) {
            Merge::Collision(fields) => fields,
            Merge::Clean { .. } => vec![],
        };
        let mut theirs = self.current.values();
        let mut yours = self.base.clone().unwrap_or_else(|| theirs.clone());
        yours.extend(patch.clone());
        let mut yours = in_its_currency(yours);
        let fields = colliding
            .into_iter()
            .filter_map(|field| {
                let theirs = theirs.remove(field)?;
                let base = self.base.as_ref().and_then(|base| base.get(field).cloned());
                let yours = yours.remove(field)?;
                let changed = self
                    .changes
                    .iter()
                    .rev()
                    .find(|change| change.fields.iter().any(|changed| changed == field))
                    .map(|change| (change.actor.clone(), change.at));
                Some(FieldConflict { field, base, yours, theirs, changed })
            })
            .collect();
        Conflict { expected_version, current: self.current, fields, changes: self.changes }
    }
}
