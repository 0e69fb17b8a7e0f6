//! A committed change: an entry of the log, in history, in conflicts and in catching up over plain HTTP.

use std::collections::BTreeSet;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, Json, Result, SimpleObject, Union};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::change_log::{self, Action};
use entity::{booking, guest, room};
use sea_orm::DbErr;
use serde_json::Value;
use uuid::Uuid;

use super::actor::Actor;
use super::booking::BookingSnapshot;
use super::connection::range;
use super::guest::GuestSnapshot;
use super::internal::{bad_request, internal};
use super::reads::read;
use super::room::RoomSnapshot;
use super::scalar::Revision;
use crate::changes::entry::report_unreadable;
use crate::changes::{Cursor, Position, log};
use crate::edit::Noun;
use crate::edit::noun::by_noun;
use crate::edit::state::{decode, erased_in};
use crate::edit::values::{Editable, api_name, to_json};
use crate::hotel::Hotel;

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangeAction {
    Created,
    Updated,
    Deleted,
}

impl From<Action> for ChangeAction {
    fn from(action: Action) -> Self {
        match action {
            Action::Insert => Self::Created,
            Action::Update => Self::Updated,
            Action::Delete => Self::Deleted,
        }
    }
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ChangedEntity {
    Booking,
    Guest,
    Room,
    /// What this server does not know yet: a newer one beside it does. Of its values nothing is told.
    Other,
}

impl From<Option<Noun>> for ChangedEntity {
    fn from(noun: Option<Noun>) -> Self {
        match noun {
            Some(Noun::Booking) => Self::Booking,
            Some(Noun::Guest) => Self::Guest,
            Some(Noun::Room) => Self::Room,
            None => Self::Other,
        }
    }
}

/// A row as it was.
#[derive(Clone, Debug, Union)]
pub(crate) enum Snapshot {
    Booking(BookingSnapshot),
    Guest(GuestSnapshot),
    Room(RoomSnapshot),
}

macro_rules! rows {
    ($($noun:ident: $name:ident),+) => {$(
        impl From<$name::Model> for Snapshot {
            fn from(row: $name::Model) -> Self {
                Self::$noun(row.into())
            }
        }
    )+};
}
rows!(Booking: booking, Guest: guest, Room: room);

impl Snapshot {
    /// None also where the image can't be read, which the operator is told.
    pub(crate) fn read(entry: &change_log::Model, image: Option<&Value>) -> Option<Self> {
        let (noun, image) = (Noun::of_table(&entry.entity)?, image?);
        Self::decode(noun, image).inspect_err(|error| report_unreadable(entry, error)).ok()
    }

    fn decode(noun: Noun, image: &Value) -> Result<Self, DbErr> {
        by_noun!(noun, Row => decode::<Row>(image).map(Self::from))
    }
}

/// A committed change of one row.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Change {
    /// Of the row, not of this entry.
    row_id: ID,
    entity: ChangedEntity,
    /// The row's version after the change; a deletion counts as one.
    version: i32,
    action: ChangeAction,
    /// The fields whose values changed.
    fields: Vec<String>,
    actor: Actor,
    at: DateTime<Utc>,
    /// The client's own name for its write, where it gave one.
    mutation_id: Option<String>,
    #[graphql(skip)]
    entry: change_log::Model,
}

/// A field's value before and after a change.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FieldChange {
    field: String,
    before: Option<Json<Value>>,
    after: Option<Json<Value>>,
}

#[async_graphql::ComplexObject]
impl Change {
    /// The changed fields with their values before and after; as they stand in the log, where it can't be read. None of
    /// an `entity` that is OTHER, and no values of what was erased.
    async fn diff(&self) -> Vec<FieldChange> {
        // Who may see what is not known here is not known here either.
        let Some(noun) = Noun::of_table(&self.entry.entity) else { return vec![] };
        let mut before = values(noun, self.entry.before.as_ref());
        let mut after = values(noun, self.entry.after.as_ref());
        self.entry
            .fields
            .iter()
            .map(|field| FieldChange {
                field: api_name(field),
                before: before.remove(field).map(Json),
                after: after.remove(field).map(Json),
            })
            .collect()
    }

    /// Fields of the row whose values were erased with a guest's data, before the change or after it: they read as if they
    /// had been empty.
    async fn erased_fields(&self) -> Vec<String> {
        let images = [&self.entry.before, &self.entry.after].into_iter().flatten();
        let erased: BTreeSet<_> = images.flat_map(erased_in).collect();
        erased.into_iter().map(api_name).collect()
    }

    /// The row before the change; null where it was created, or can't be read.
    async fn before(&self) -> Option<Snapshot> {
        Snapshot::read(&self.entry, self.entry.before.as_ref())
    }

    /// The row after the change; null where it was deleted, or can't be read.
    async fn after(&self) -> Option<Snapshot> {
        Snapshot::read(&self.entry, self.entry.after.as_ref())
    }

    /// The log holds a state of this row that can't be read (a price that was no number, written by hand; an `entity`
    /// that is OTHER): there is no `before`, or no `after`.
    async fn unreadable(&self) -> bool {
        let Some(noun) = Noun::of_table(&self.entry.entity) else { return true };
        let images = [&self.entry.before, &self.entry.after];
        images.into_iter().flatten().any(|image| Snapshot::decode(noun, image).is_err())
    }

    /// The position right after this change in the stream of changes.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        let epoch = super::stream::epoch(ctx);
        Ok(Revision(Cursor { epoch, position: Position::of(&self.entry) }))
    }
}

/// An image's fields as the API shows them, without those that are null.
fn values(noun: Noun, image: Option<&Value>) -> std::collections::HashMap<String, Value> {
    let Some(image) = image else { return Default::default() };
    let known = by_noun!(noun, Row => decode::<Row>(image).map(|row| row.values()));
    let raw = image.as_object().into_iter().flatten().map(|(field, value)| (field.clone(), value.clone()));
    let mut values: std::collections::HashMap<_, _> = raw.collect();
    values.extend(known.into_iter().flatten().map(|(field, value)| (field.to_owned(), to_json(&value))));
    values.retain(|field, value| !value.is_null() && !erased_in(image).any(|erased| erased == field));
    values
}

impl From<change_log::Model> for Change {
    fn from(entry: change_log::Model) -> Self {
        Self {
            row_id: entry.row_id.into(),
            entity: Noun::of_table(&entry.entity).into(),
            version: entry.version,
            action: entry.action.into(),
            fields: entry.fields.iter().map(|field| api_name(field)).collect(),
            actor: entry.actor.clone().into(),
            at: entry.at,
            mutation_id: entry.mutation.as_ref().map(|mutation| mutation.id.clone()),
            entry,
        }
    }
}

/// What a connection of changes says beside its pages.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ChangeConnectionFields {
    /// Go on from here: after the last change of this page, or after everything when there is no next.
    pub(super) revision: Revision,
    /// Set when what comes after `after` can't be told any more; then there are no changes. Read the lists
    /// anew, and go on from their `revision`.
    pub(super) gap: Option<super::stream::StreamGap>,
}

impl ChangeConnectionFields {
    /// Of what was read newest first when the log had come so far.
    pub(super) fn reached(reached: Cursor) -> Self {
        Self { revision: reached.into(), gap: None }
    }
}

pub(crate) type ChangeConnection = Connection<String, Change, ChangeConnectionFields, EmptyFields>;

/// The history of one row, newest first.
pub(crate) async fn history(
    ctx: &Context<'_>,
    row: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ChangeConnection> {
    let size = range(first, None, None, None)?.size;
    let below = match after {
        None => None,
        Some(cursor) => {
            let version = history_place(row, &cursor);
            Some(
                version
                    .ok_or_else(|| bad_request("after must be a cursor that this history has given out"))?,
            )
        }
    };
    let hotel = ctx.data_unchecked::<Hotel>();
    hotel.sequencer.complete_log().await.map_err(internal)?;
    // Before the entries: what is logged in between is told once more, not missed.
    let reached = log::latest(&hotel.db).await.map_err(internal)?;
    let entries = read(ctx, |db| async move { log::history(&db, row, below, size + 1).await }).await;
    let mut entries = entries.map_err(internal)?;
    let more = entries.len() as u64 > size;
    entries.truncate(usize::try_from(size)?);
    let fields = ChangeConnectionFields::reached(reached);
    let mut connection = ChangeConnection::with_additional_fields(below.is_some(), more, fields);
    connection
        .edges
        .extend(entries.into_iter().map(|entry| Edge::new(history_cursor(&entry), Change::from(entry))));
    Ok(connection)
}

/// A place in the history of one row, which it names: in another's, it would stand for other changes.
fn history_cursor(entry: &change_log::Model) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {}", entry.row_id, entry.version))
}

/// The version that a cursor of this row's history stands for.
fn history_place(row: Uuid, cursor: &str) -> Option<i32> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix(&format!("{row} "))?.parse().ok()
}

/// What came into the log after a revision.
pub(crate) async fn changes(
    ctx: &Context<'_>,
    after: Option<Revision>,
    first: Option<i32>,
) -> Result<ChangeConnection> {
    let size = range(first, None, None, None)?.size;
    let hotel = ctx.data_unchecked::<Hotel>();
    let position = after.map_or(Position { revision: 0, index: -1 }, |after| after.0.position);
    hotel.sequencer.complete_log().await.map_err(internal)?;
    let mut reading = log::after(&hotel.db, position, size + 1).await.map_err(internal)?;
    let cursor = |position| Cursor { epoch: reading.epoch, position };
    if let Some(Revision(after)) = after
        && !(reading.epoch == after.epoch && reading.reaches(after.position))
    {
        let latest = cursor(Position::after(reading.latest)).into();
        let gap = super::stream::StreamGap { oldest: cursor(Position::after(reading.floor)).into(), latest };
        let fields = ChangeConnectionFields { revision: latest, gap: Some(gap) };
        return Ok(ChangeConnection::with_additional_fields(false, false, fields));
    }
    let more = reading.entries.len() as u64 > size;
    reading.entries.truncate(usize::try_from(size)?);
    let revision = match reading.entries.last() {
        Some(last) if more => cursor(Position::of(last)),
        _ => cursor(Position::after(reading.latest)),
    };
    let fields = ChangeConnectionFields { revision: revision.into(), gap: None };
    let mut connection = ChangeConnection::with_additional_fields(after.is_some(), more, fields);
    connection.edges.extend(reading.entries.into_iter().map(|entry| {
        let cursor = Cursor { epoch: reading.epoch, position: Position::of(&entry) };
        Edge::new(cursor.encode(), Change::from(entry))
    }));
    Ok(connection)
}
