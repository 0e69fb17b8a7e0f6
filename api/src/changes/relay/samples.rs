//! What the tests of this folder tell of: Anna's changes of one booking, which is Carl's.

use chrono::{DateTime, Utc};
use entity::Actor;
use entity::change_log::{self, Action};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::changes::{Cursor, Erased, Position};

fn actor() -> Actor {
    Actor::user(Uuid::nil(), "Anna")
}

pub(super) fn at(revision: i64) -> Cursor {
    Cursor { epoch: Uuid::from_u128(1), position: Position::after(revision) }
}

/// After so many erasures.
pub(super) fn erased(count: i64) -> Erased {
    Erased { epoch: at(0).epoch, count }
}

const GUEST: Uuid = Uuid::from_u128(5);

fn stamps(version: i64) -> Value {
    json!({ "version": version, "created_at": DateTime::<Utc>::UNIX_EPOCH,
        "updated_at": DateTime::<Utc>::UNIX_EPOCH, "updated_by": actor() })
}

pub(super) fn with(mut row: Value, more: Value) -> Value {
    row.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    row
}

fn image(version: i64) -> Value {
    let row = json!({ "id": Uuid::from_u128(9), "reference": "B-1", "room_id": Uuid::from_u128(4),
        "guest_id": GUEST, "check_in": "2030-05-01", "check_out": "2030-05-04", "adults": 2, "children": 0,
        "status": "CONFIRMED", "total_price": 100.10, "currency": "EUR", "notes": "" });
    with(row, stamps(version))
}

pub(super) fn row(revision: i64, version: i32) -> change_log::Model {
    change_log::Model {
        revision,
        index: 0,
        entity: "bookings".to_owned(),
        row_id: Uuid::from_u128(9),
        version,
        action: Action::Update,
        fields: vec!["notes".to_owned()],
        before: Some(image(i64::from(version) - 1)),
        after: Some(image(version.into())),
        actor: actor(),
        mutation: None,
        at: DateTime::UNIX_EPOCH,
    }
}

pub(super) fn carl() -> Value {
    let row = json!({ "id": GUEST, "name": "Carl", "email": null, "phone": null, "country": null, "notes": "",
            "erased_at": null });
    with(row, stamps(1))
}
