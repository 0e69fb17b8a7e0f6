//! Updates that name the version they were made on, each connection on bookings of its own.

use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::calling::{Asking, call, open_both, rows};
use crate::Outcome;
use crate::report::Row;
use crate::stage::{House, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many connections write.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How many turns each server has, of two seconds.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    turns: u32,
}

/// How many bookings each connection writes to, in turns.
const BOOKINGS_EACH: usize = 20;

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let Options { connections, turns } = *options;
    let houses = open_both(stage).await?;
    let bookings = bookings(&houses, connections * BOOKINGS_EACH).await?;
    let edits = || bookings.chunks(BOOKINGS_EACH).map(Edits::new).collect();
    let called = call(stage, &houses, turns, edits).await?;
    for house in houses {
        house.server.stop().await?;
    }
    let what = format!("update of a version, {connections} connections");
    Ok(rows(&what, called, "at least 0.85 ×"))
}

/// The same in every copy of the hotel, at version 1.
async fn bookings(houses: &[House], count: usize) -> Outcome<Vec<Uuid>> {
    let house = houses.first().ok_or("there is no house")?;
    Ok(sqlx::query_scalar("SELECT id FROM bookings ORDER BY id LIMIT $1")
        .bind(i64::try_from(count)?)
        .fetch_all(&mut house.connect().await?)
        .await?)
}

/// One connection's bookings, and the version that each has come to.
struct Edits {
    bookings: Vec<(Uuid, i64)>,
    turn: usize,
}

impl Edits {
    fn new(bookings: &[Uuid]) -> Self {
        Self { bookings: bookings.iter().map(|id| (*id, 1)).collect(), turn: 0 }
    }
}

impl Asking for Edits {
    const DOCUMENT: &'static str = "mutation Edit($input: UpdateBookingInput!) { updateBooking(input: $input) { \
        __typename ... on BookingSaved { booking { id version totalPrice notes } } ... on Problem { message } } }";

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
        let mut edits = Edits::new(&[Uuid::from_u128(1), Uuid::from_u128(2)]);
        let saved = |version| format!(r#"{{"__typename":"BookingSaved","booking":{{"version":{version}}}}}"#);
        for expected in [1, 1, 2, 2] {
            assert_eq!(edits.variables()["input"]["expectedVersion"], expected);
            edits.answered(&saved(expected + 1)).unwrap();
        }
        assert!(edits.answered(r#"{"__typename":"Conflict"}"#).is_err());
    }
}
