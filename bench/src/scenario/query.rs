//! A page of bookings with guest and room, each time another one, while others write.

use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use super::calling::{Asking, call, open_both, rows, same_answers};
use crate::Outcome;
use crate::load::value_of;
use crate::load::writer::Writer;
use crate::report::Row;
use crate::stage::{Flush, Stage};

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How many connections ask.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How many turns each server has, of two seconds.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    turns: u32,
}

const WRITES_PER_SECOND: u32 = 10;

const NAMES: &str = "query Page($first: Int!, $after: String, $filter: BookingFilter!) { \
    bookings(first: $first, after: $after, filter: $filter) { \
      nodes { id version reference checkIn checkOut status totalPrice notes room { id name } guest { id name } } \
      pageInfo { hasNextPage endCursor } } }";
const WITH_NEIGHBOURS: &str = "query Page($first: Int!, $after: String, $filter: BookingFilter!) { \
    bookings(first: $first, after: $after, filter: $filter) { \
      nodes { id version reference checkIn checkOut status totalPrice notes \
        guest { id name email } room { id name roomType } } \
      pageInfo { hasNextPage endCursor } } }";

pub(crate) async fn measure(stage: &Stage, options: &Options) -> Outcome<Vec<Row>> {
    let Options { connections, turns } = *options;
    let houses = open_both(stage, Flush::AsItIs).await?;
    for document in [NAMES, WITH_NEIGHBOURS] {
        for connection in 0..8 {
            same_answers(stage, &houses, || Pages::new(document, connection)).await?;
        }
    }
    let origin = Instant::now();
    let writers: Vec<_> =
        houses.iter().map(|house| Writer::start(house.url.clone(), WRITES_PER_SECOND, origin)).collect();
    let mut measured = vec![];
    for (document, what) in [(NAMES, "guest and room"), (WITH_NEIGHBOURS, "more of guest and room")] {
        let pages = || (0..connections).map(|connection| Pages::new(document, connection)).collect();
        let called = call(stage, &houses, turns, pages).await?;
        let what = format!("page of 50 bookings with {what}, {connections} connections");
        measured.extend(rows(&what, called, "at least 0.7 ×"));
    }
    for writer in writers {
        writer.stop().await?;
    }
    for house in houses {
        house.server.stop().await?;
    }
    Ok(measured)
}

/// One connection's way through the bookings: two pages of some days, then of others.
struct Pages {
    document: &'static str,
    /// Differs from one connection to the other, and is the same in each run.
    step: usize,
    after: Option<String>,
}

impl Pages {
    fn new(document: &'static str, connection: usize) -> Self {
        Self { document, step: connection * 31, after: None }
    }

    /// The first of these days, which end 60 days later. The hotel's bookings lie in 500 days from 2026 on.
    fn begin(&self) -> (usize, usize, usize) {
        let day = self.step * 7 % 420;
        (2026 + day / 336, 1 + day % 336 / 28, 1 + day % 28)
    }
}

impl Asking for Pages {
    const COMPARED: &'static str = "/data/bookings/nodes";

    fn document(&self) -> &'static str {
        self.document
    }

    fn variables(&mut self) -> Value {
        let (year, month, day) = self.begin();
        let (last_year, last_month) = if month > 10 { (year + 1, month - 10) } else { (year, month + 2) };
        let filter = json!({
            "from": format!("{year}-{month:02}-{day:02}"), "to": format!("{last_year}-{last_month:02}-{day:02}"),
        });
        json!({ "first": 50, "after": self.after, "filter": filter })
    }

    fn answered(&mut self, body: &str) -> Outcome<()> {
        let nodes = body.matches("\"reference\"").count();
        if nodes != 50 {
            return Err(format!("a page has {nodes} bookings: {body}").into());
        }
        if self.after.take().is_some() {
            self.step += 1;
        } else {
            self.after = Some(value_of(body, "endCursor").ok_or("a page has no end")?.to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_page_follows_the_first_and_then_come_other_days() {
        let mut pages = Pages::new(NAMES, 3);
        let first = pages.variables();
        assert_eq!(first["after"], Value::Null);
        let body = format!("{} \"endCursor\":\"abc\"", "\"reference\":1 ".repeat(50));
        pages.answered(&body).unwrap();
        let second = pages.variables();
        assert_eq!((&second["after"], &second["filter"]), (&json!("abc"), &first["filter"]));
        pages.answered(&body).unwrap();
        assert_ne!(pages.variables()["filter"], first["filter"]);
        assert!(pages.answered("{\"errors\":[]}").is_err(), "an answer without a page is not counted");
    }
}
