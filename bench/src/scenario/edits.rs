//! One connection's edits: of bookings of its own, each on the version that it has come to.

use serde_json::{Value, json};
use uuid::Uuid;

use super::calling::Asking;
use crate::Outcome;
use crate::stage::House;

/// The booking's own fields.
pub(super) const BOOKING: &str = "mutation Edit($input: UpdateBookingInput!) { updateBooking(input: $input) { \
    __typename ... on BookingSaved { booking { id version totalPrice notes } } ... on Problem { message } } }";
/// As a screen asks, which shows them together.
pub(super) const WITH_NEIGHBOURS: &str = "mutation Edit($input: UpdateBookingInput!) { \
    updateBooking(input: $input) { __typename ... on BookingSaved { booking { id version totalPrice notes \
      guest { id name email } room { id name roomType } } } ... on Problem { message } } }";

/// The same in every copy of the hotel, at version 1.
pub(super) async fn bookings(houses: &[House], count: usize) -> Outcome<Vec<Uuid>> {
    let house = houses.first().ok_or("there is no house")?;
    Ok(sqlx::query_scalar("SELECT id FROM bookings ORDER BY id LIMIT $1")
        .bind(i64::try_from(count)?)
        .fetch_all(&mut house.connect().await?)
        .await?)
}

/// One connection's bookings, and the version that each has come to.
pub(super) struct Edits {
    document: &'static str,
    bookings: Vec<(Uuid, i64)>,
    turn: usize,
}

impl Edits {
    pub(super) fn new(document: &'static str, bookings: &[Uuid]) -> Self {
        Self { document, bookings: bookings.iter().map(|id| (*id, 1)).collect(), turn: 0 }
    }
}

impl Asking for Edits {
    const COMPARED: &'static str = "/data/updateBooking";

    fn document(&self) -> &'static str {
        self.document
    }

    fn variables(&mut self) -> Value {
        let (id, version) = self.bookings[self.turn];
        let patch = json!({ "notes": format!("Edit {version}"), "totalPrice": format!("{version}.50") });
        json!({ "input": { "id": id, "expectedVersion": version, "patch": patch } })
    }

    fn answered(&mut self, body: &str) -> Outcome<()> {
        let (_, version) = &mut self.bookings[self.turn];
        *version += 1;
        // Whoever answers with another version has written another than was asked for, or nothing.
        if !body.contains("\"BookingSaved\"") || !body.contains(&format!("\"version\":{version}")) {
            return Err(format!("an update to version {version} is answered: {body}").into());
        }
        self.turn = (self.turn + 1) % self.bookings.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_booking_is_written_on_the_version_it_has_come_to() {
        let mut edits = Edits::new(BOOKING, &[Uuid::from_u128(1), Uuid::from_u128(2)]);
        let saved = |version| format!(r#"{{"__typename":"BookingSaved","booking":{{"version":{version}}}}}"#);
        for expected in [1, 1, 2, 2] {
            assert_eq!(edits.variables()["input"]["expectedVersion"], expected);
            edits.answered(&saved(expected + 1)).unwrap();
        }
        assert!(edits.answered(r#"{"__typename":"Conflict"}"#).is_err());
    }
}
