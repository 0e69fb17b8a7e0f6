//! Creating, updating and deleting one booking.

use chrono::NaiveDate;
use entity::booking::{self, BookingStatus};
use entity::room;
use sea_orm::{ActiveEnum, DbErr, Value};
use uuid::Uuid;

use super::read::blocking;
use super::stay::{Stay, StayRules};
use crate::edit::failure::ATTEMPTS;
use crate::edit::neighbours::Wanted;
use crate::edit::update::{Update, update as update_row};
use crate::edit::values::Editable;
use crate::edit::{Author, Draft, Outcome, Refusal, Values, create as creation, delete as deletion};
use crate::hotel::Hotel;
use crate::room::read::free_rooms;

/// How the write of a booking ended, where it ended as planned.
#[derive(Debug)]
pub enum BookingOutcome {
    Written(Outcome<booking::Model>),
    RoomUnavailable(Unavailable),
}

/// A room that is taken, by whom, and where the guests could sleep instead.
#[derive(Debug)]
pub struct Unavailable {
    pub stay: Stay,
    pub blocking: Vec<booking::Model>,
    pub free_rooms: Vec<room::Model>,
}

/// Looks up who is in the way of a stay; none when nobody is (any more).
pub async fn unavailable(
    hotel: &Hotel,
    stay: Stay,
    guests: i32,
    own: &[Uuid],
) -> Result<Option<Unavailable>, DbErr> {
    let blocking = blocking(&hotel.db, &stay, own).await?;
    if blocking.is_empty() {
        return Ok(None);
    }
    let free_rooms = free_rooms(&hotel.db, stay.check_in, stay.check_out, guests).await?;
    Ok(Some(Unavailable { stay, blocking, free_rooms }))
}

/// Creates a booking. Without a status it is CONFIRMED, without a currency it is in the hotel's.
///
/// # Errors
/// What nobody planned.
pub async fn create(
    hotel: &Hotel,
    author: &Author,
    mut draft: Draft,
    wanted: Wanted,
) -> Result<BookingOutcome, DbErr> {
    let values = &mut draft.values;
    values.entry("status").or_insert_with(|| BookingStatus::Confirmed.to_value().into());
    values.entry("currency").or_insert_with(|| hotel.currency.clone().into());
    let stay = new_stay(values);
    draft.problems.extend(StayRules::of(hotel).begin(&stay).err());
    for _ in 0..ATTEMPTS {
        match creation::create(hotel.store(), author, &draft, wanted).await? {
            Outcome::Refused(Refusal::DoubleBooking) => {
                if let Some(unavailable) =
                    unavailable(hotel, stay.clone(), guests_in(&draft.values), &[]).await?
                {
                    return Ok(BookingOutcome::RoomUnavailable(unavailable));
                }
            }
            outcome => return Ok(BookingOutcome::Written(outcome)),
        }
    }
    Ok(no_longer_blocked(stay))
}

/// The stay of a new booking.
fn new_stay(values: &Values) -> Stay {
    let nothing = Stay {
        room_id: Uuid::nil(),
        check_in: NaiveDate::MIN,
        check_out: NaiveDate::MIN,
        status: BookingStatus::Confirmed,
    };
    nothing.with(values)
}

/// Updates a booking on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn update(
    hotel: &Hotel,
    author: &Author,
    update: &Update,
    wanted: Wanted,
) -> Result<BookingOutcome, DbErr> {
    let rules = StayRules::of(hotel);
    let mut taken = None;
    for _ in 0..ATTEMPTS {
        match update_row::<booking::Model>(hotel.store(), author, update, &rules, wanted).await? {
            Outcome::Refused(Refusal::DoubleBooking) => {}
            outcome => return Ok(BookingOutcome::Written(outcome)),
        }
        let Some(row) = booking::Model::find(update.id).one(&hotel.db).await? else { continue };
        let stay = rules.wanted(hotel.store(), &row, &update.patch).await?;
        let guests = guests_in(&update.patch).max(row.adults + row.children);
        if let Some(unavailable) = unavailable(hotel, stay.clone(), guests, &[update.id]).await? {
            return Ok(BookingOutcome::RoomUnavailable(unavailable));
        }
        taken = Some(stay);
    }
    Ok(match taken {
        Some(stay) => no_longer_blocked(stay),
        None => BookingOutcome::Written(Outcome::NotFound),
    })
}

/// Deletes a booking on the version that its editor had in hand.
///
/// # Errors
/// What nobody planned.
pub async fn delete(
    hotel: &Hotel,
    author: &Author,
    id: Uuid,
    expected_version: i32,
) -> Result<Outcome<booking::Model>, DbErr> {
    deletion::delete(hotel.store(), author, id, expected_version).await
}

/// The room was refused every time, and free every time somebody looked: others come and go on those nights.
fn no_longer_blocked(stay: Stay) -> BookingOutcome {
    BookingOutcome::RoomUnavailable(Unavailable { stay, blocking: vec![], free_rooms: vec![] })
}

fn guests_in(values: &Values) -> i32 {
    ["adults", "children"]
        .iter()
        .filter_map(|field| match values.get(field) {
            Some(Value::Int(Some(number))) => Some(*number),
            _ => None,
        })
        .sum()
}
