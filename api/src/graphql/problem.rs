//! The outcomes of a write that are neither success nor anybody's bug: members of its result union, which all
//! have a message that can be shown as it is.

use async_graphql::{Enum, ID, Interface, Json, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::account::{InvalidCredentials, InvalidInvitation, SessionEnded, SessionNotFound, TooManyAttempts};
use super::actor::Actor;
use super::booking::Booking;
use super::change::{Change, Snapshot};
use super::guest::GuestSnapshot;
use super::hotel::conflict::HotelConflict;
use super::node::Versioned;
use super::room::{Room, RoomSnapshot};
use super::staff::outcome::{AccountClosed, LastManager, StaffConflict};
use crate::booking::Unavailable;
use crate::edit::values::{api_name, to_json};
use crate::edit::{self, Editable, Rule, Violation};

/// An outcome that is neither success nor anybody's bug. Ask for it beside the members of a result union that
/// you know by name, so that one added later does not go unseen.
#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "message", ty = "&String", desc = "In words that can be shown as they are."))]
pub(crate) enum Problem {
    Conflict(Conflict),
    HotelConflict(HotelConflict),
    NotFound(NotFound),
    AlreadyDeleted(AlreadyDeleted),
    RoomUnavailable(RoomUnavailable),
    GuestInUse(GuestInUse),
    RoomInUse(RoomInUse),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
    InvalidCredentials(InvalidCredentials),
    TooManyAttempts(TooManyAttempts),
    SessionEnded(SessionEnded),
    SessionNotFound(SessionNotFound),
    InvalidInvitation(InvalidInvitation),
    StaffConflict(StaffConflict),
    LastManager(LastManager),
    AccountClosed(AccountClosed),
}

/// The row has moved on since the version that you edited, and your edit was not saved: it touches what others
/// changed, or `onStale` was REJECT.
///
/// To use theirs, do nothing. To use yours, send the mutation again with `currentVersion` as
/// `expectedVersion`: if somebody was quicker again, there is a fresh conflict.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Conflict {
    message: String,
    /// The version that your edit was made on.
    expected_version: i32,
    /// The version of `current`.
    current_version: i32,
    /// The row as it is now.
    current: Box<Versioned>,
    /// Only the fields that collide. Where there are none, `onStale: MERGE` saves both edits.
    fields: Vec<FieldConflict>,
    /// What happened since your version, oldest first; of very many, the newest 100.
    changes: Vec<Change>,
    /// Which update of a group this is about; null where there was no group.
    update: Option<FailedUpdate>,
}

/// A field in which two edits would leave different values.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FieldConflict {
    /// The field's name in the patch: `checkOut`.
    field: String,
    /// The value in the version that you edited; null also where the history no longer reaches back to it, or can't be
    /// read there.
    base: Option<Json<serde_json::Value>>,
    /// The value that your edit leaves.
    yours: Option<Json<serde_json::Value>>,
    /// The value now.
    theirs: Option<Json<serde_json::Value>>,
    /// Who changed it last since your version; null when only a field that it is coupled with was changed.
    changed_by: Option<Actor>,
    changed_at: Option<DateTime<Utc>>,
}

/// There is no such row, and as far as the history goes back there never was.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct NotFound {
    message: String,
    /// The id that was asked for.
    row_id: ID,
    /// Which update of a group this is about; null where there was no group.
    update: Option<FailedUpdate>,
}

/// Somebody deleted the row.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct AlreadyDeleted {
    message: String,
    /// The id that was asked for.
    row_id: ID,
    deleted_by: Actor,
    deleted_at: DateTime<Utc>,
    /// The row as it last was; null where the log can't be read.
    before: Option<Box<Snapshot>>,
    /// The guest as they last were; null where the row was of another type.
    #[graphql(deprecation = "`before` is the row as it last was, whatever it was.")]
    guest_before: Option<Box<GuestSnapshot>>,
    /// The room as it last was; null where the row was of another type.
    #[graphql(deprecation = "`before` is the row as it last was, whatever it was.")]
    room_before: Option<Box<RoomSnapshot>>,
    /// Which update of a group this is about; null where there was no group.
    update: Option<FailedUpdate>,
}

/// The room is held by others on one of those nights. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct RoomUnavailable {
    message: String,
    /// Who holds it, in the order of arrival; at most 50.
    blocking: Vec<Booking>,
    /// Rooms that are free on those nights and sleep as many, by name.
    free_rooms: Vec<Room>,
    /// Which update of a group this is about; null where there was no group.
    update: Option<FailedUpdate>,
}

/// A booking names this guest. Nothing was deleted.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct GuestInUse {
    message: String,
}

/// A booking names this room. Nothing was deleted.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct RoomInUse {
    message: String,
}

/// A value breaks a rule. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct InvalidInput {
    /// All problems in one text, to be shown as it is.
    message: String,
    /// Each problem with the input field that it belongs to: all there are, of all updates of a group.
    problems: Vec<InvalidField>,
    /// The first update of a group that breaks a rule; null where there was no group.
    update: Option<FailedUpdate>,
}

/// One input field and the rule that its value breaks.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct InvalidField {
    /// The field's name in the input: `checkOut`, `email`.
    field: String,
    /// The rule by name: to put it into words of your own.
    rule: InvalidRule,
    /// The rule: "must be after checkIn".
    message: String,
    /// Which update of a group breaks it; null where there was no group.
    update: Option<FailedUpdate>,
}

/// An update of a group (`updateBookings`), or a new row of one (`createBookings`, `createRooms`), that could not be
/// saved, so that none was.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FailedUpdate {
    /// Its place in the input, from 0.
    index: i32,
    /// The id that it gave; empty where a new row gave none.
    id: ID,
}

impl FailedUpdate {
    /// The update at a place of the input, whose ids these are.
    pub(crate) fn new(place: usize, ids: &[ID]) -> Self {
        let id = ids.get(place).cloned().unwrap_or_else(|| ID(String::new()));
        Self { index: i32::try_from(place).unwrap_or(i32::MAX), id }
    }
}

/// A rule that a value can break. More may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Rule")]
pub enum InvalidRule {
    /// There must be a value.
    Required,
    /// Too short, too long, or a name with spaces around it.
    Length,
    /// A number or a day is too small or too large.
    Range,
    /// Not written as it must be: an e-mail address, a code, an id, an amount.
    Form,
    /// Another row has it, or had it.
    Taken,
    /// It refers to something that does not exist.
    Unknown,
    /// `checkOut` must be after `checkIn`.
    Order,
    /// A stay is too long.
    Nights,
    /// This `status` can't follow the one before.
    Move,
    /// This `status` is not possible on the hotel's business day.
    Today,
    /// It cannot change (so) while the guest is in house.
    InHouse,
    /// It cannot change once the stay is over.
    Over,
    /// It contradicts another update of the same group, or the other guest of a merge.
    Group,
    /// The guest's data was erased, and nothing is written in its place.
    Erased,
    /// The operator fixed it when the server was started.
    Fixed,
}

/// Your role does not allow this. Nothing was written.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Forbidden {
    message: String,
}

impl InvalidInput {
    pub(crate) fn of(violations: Vec<Violation>) -> Self {
        let problems: Vec<_> = violations.into_iter().map(InvalidField::from).collect();
        let message =
            problems.iter().map(|p| format!("{} {}.", p.field, p.message)).collect::<Vec<_>>().join(" ");
        Self { message, problems, update: None }
    }

    /// The problems of one update of a group.
    pub(crate) fn in_update(mut self, update: FailedUpdate) -> Self {
        for problem in &mut self.problems {
            problem.update = Some(update.clone());
        }
        self.update = Some(update);
        self
    }

    /// The problems of a group's updates, in the order of the updates.
    pub(crate) fn in_updates(violations: impl IntoIterator<Item = (FailedUpdate, Violation)>) -> Self {
        let (updates, violations): (Vec<_>, Vec<_>) = violations.into_iter().unzip();
        let mut invalid = Self::of(violations);
        for (problem, update) in invalid.problems.iter_mut().zip(&updates) {
            problem.update = Some(update.clone());
        }
        invalid.update = updates.into_iter().next();
        invalid
    }

    pub(crate) fn one(field: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self::of(vec![Violation::new(field, rule, words)])
    }
}

impl From<Violation> for InvalidField {
    fn from(violation: Violation) -> Self {
        Self {
            field: api_name(&violation.field),
            rule: violation.rule.into(),
            message: violation.words,
            update: None,
        }
    }
}

impl Forbidden {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl NotFound {
    pub(crate) fn new(id: Uuid) -> Self {
        Self { message: format!("There is no row {id}."), row_id: id.into(), update: None }
    }
}

/// Says of a problem which update of a group it is about.
macro_rules! in_update {
    ($($problem:ident),+) => {$(
        impl $problem {
            pub(crate) fn in_update(mut self, update: FailedUpdate) -> Self {
                self.update = Some(update);
                self
            }
        }
    )+};
}
in_update!(Conflict, NotFound, AlreadyDeleted, RoomUnavailable);

impl GuestInUse {
    pub(crate) fn new() -> Self {
        Self { message: "A booking names this guest.".to_owned() }
    }
}

impl RoomInUse {
    pub(crate) fn new() -> Self {
        Self { message: "A booking names this room.".to_owned() }
    }
}

impl Default for GuestInUse {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for RoomInUse {
    fn default() -> Self {
        Self::new()
    }
}

impl Conflict {
    pub(crate) fn of<R: Editable + Into<Versioned>>(conflict: edit::Conflict<R>) -> Self {
        let current_version = conflict.current.version();
        let expected = conflict.expected_version;
        let since =
            |who: &str| format!("{who} since version {expected}: it is now at version {current_version}.");
        let message = match conflict.changes.last() {
            _ if expected > current_version => {
                format!("There is no version {expected} yet: this is at version {current_version}.")
            }
            Some(change) => since(&format!("{} changed this", change.actor.name)),
            None => since("This was changed"),
        };
        Self {
            message,
            expected_version: conflict.expected_version,
            current_version,
            current: Box::new(conflict.current.into()),
            fields: conflict.fields.into_iter().map(FieldConflict::from).collect(),
            changes: conflict.changes.into_iter().map(Change::from).collect(),
            update: None,
        }
    }
}

impl From<edit::FieldConflict> for FieldConflict {
    fn from(conflict: edit::FieldConflict) -> Self {
        let json = |value: &sea_orm::Value| Some(Json(to_json(value))).filter(|json| !json.0.is_null());
        let (changed_by, changed_at) = conflict.changed.unzip();
        Self {
            field: api_name(conflict.field),
            base: conflict.base.as_ref().and_then(json),
            yours: json(&conflict.yours),
            theirs: json(&conflict.theirs),
            changed_by: changed_by.map(Actor::from),
            changed_at,
        }
    }
}

impl AlreadyDeleted {
    pub(crate) fn of(deletion: edit::Deletion) -> Self {
        let entry = deletion.entry;
        let before = Snapshot::read(&entry, entry.before.as_ref());
        // A noun that comes later has `before` only.
        let (guest_before, room_before) = match &before {
            Some(Snapshot::Guest(guest)) => (Some(guest.clone()), None),
            Some(Snapshot::Room(room)) => (None, Some(room.clone())),
            _ => (None, None),
        };
        Self {
            message: format!("{} deleted this.", entry.actor.name),
            row_id: entry.row_id.into(),
            deleted_by: entry.actor.into(),
            deleted_at: entry.at,
            before: before.map(Box::new),
            guest_before: guest_before.map(Box::new),
            room_before: room_before.map(Box::new),
            update: None,
        }
    }
}

impl From<Unavailable> for RoomUnavailable {
    fn from(unavailable: Unavailable) -> Self {
        let stay = &unavailable.stay;
        let who: Vec<_> = unavailable.blocking.iter().map(|booking| booking.reference.as_str()).collect();
        let who = if who.is_empty() { "others".to_owned() } else { who.join(", ") };
        Self {
            message: format!(
                "The room is held by {who} on a night from {} to {}.",
                stay.check_in, stay.check_out
            ),
            blocking: unavailable.blocking.into_iter().map(Booking::from).collect(),
            free_rooms: unavailable.free_rooms.into_iter().map(Room::from).collect(),
            update: None,
        }
    }
}
