//! A room that is taken: by whom, and where else the guests could sleep.

use chrono::NaiveDate;
use entity::booking::{self, BookingStatus};
use entity::room;
use sea_orm::{ConnectionTrait, DbErr, Value};
use uuid::Uuid;

use super::read::blocking;
use super::stay::Stay;
use crate::edit::Values;
use crate::room::read::free_rooms;

/// A room that is taken, by whom, and where the guests could sleep instead.
#[derive(Debug)]
pub struct Unavailable {
    pub stay: Stay,
    pub blocking: Vec<booking::Model>,
    pub free_rooms: Vec<room::Model>,
}

impl Unavailable {
    /// The room was refused every time, and free every time somebody looked: others come and go on those nights.
    pub fn no_longer(stay: Stay) -> Self {
        Self { stay, blocking: vec![], free_rooms: vec![] }
    }
}

/// Looks up who is in the way of a stay; none when nobody is (any more).
pub(crate) async fn unavailable(
    db: &impl ConnectionTrait,
    stay: Stay,
    guests: i32,
    own: &[Uuid],
) -> Result<Option<Unavailable>, DbErr> {
    let blocking = blocking(db, &stay, own).await?;
    if blocking.is_empty() {
        return Ok(None);
    }
    let free_rooms = free_rooms(db, stay.check_in, stay.check_out, guests).await?;
    Ok(Some(Unavailable { stay, blocking, free_rooms }))
}

/// The stay of a new booking.
pub(crate) fn new_stay(values: &Values) -> Stay {
    let nothing = Stay {
        room_id: Uuid::nil(),
        check_in: NaiveDate::MIN,
        check_out: NaiveDate::MIN,
        status: BookingStatus::Confirmed,
    };
    nothing.with(values)
}

/// How many guests a patch or a new booking names.
pub(crate) fn guests_in(values: &Values) -> i32 {
    ["adults", "children"]
        .iter()
        .filter_map(|field| match values.get(field) {
            Some(Value::Int(Some(number))) => Some(*number),
            _ => None,
        })
        .sum()
}
