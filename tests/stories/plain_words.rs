//! What a developer reads who got something wrong on the first day: sentences that name the place and what to do.

use serde_json::{Value, json};

use crate::support::contract::code;
use crate::support::{House, text};

/// A request, its variables, and the first sentence of the answer with its code.
fn mistakes(booking: &Value) -> Vec<(&'static str, Value, String, &'static str)> {
    let id = &booking["id"];
    let page = "query($filter: BookingFilter) { bookings(filter: $filter) { nodes { id } } }";
    let save = "mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { __typename } }";
    let rows: Vec<(&str, Value, &str, &str)> = vec![
        (
            "{ bookings { nodes { id }",
            json!({}),
            "Syntax error in line 1, column 26: ",
            "GRAPHQL_PARSE_FAILED",
        ),
        // The commonest mistakes: a result is a union.
        (
            "mutation($input: UpdateBookingInput!) { updateBooking(input: $input) { booking { id } } }",
            json!({ "input": { "id": id, "expectedVersion": 1, "patch": {} } }),
            "UpdateBookingResult itself has no field \"booking\", BookingSaved has: \
             ask for `... on BookingSaved { booking { … } }`.",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { bookingChanged { revision } }",
            json!({}),
            "A subscription is not answered here: send it to /graphql/stream, ",
            "BAD_REQUEST",
        ),
        (
            "query($id: ID!) { node(id: $id) { reference } }",
            json!({ "id": id }),
            "Node itself has no field \"reference\", Booking has: ask for `... on Booking { reference }`.",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ bokings { id } }",
            json!({}),
            "Unknown field \"bokings\" on type \"Query\". Did you mean",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ booking { id } }",
            json!({}),
            "Field \"booking\" argument \"id\" of type",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        // Values: their way, whether they are written in the document or given for a variable.
        (
            page,
            json!({ "filter": { "from": "soon" } }),
            "filter.from must be a day of the form YYYY-MM-DD, not \"soon\".",
            "BAD_REQUEST",
        ),
        (
            "{ bookings(filter: { from: \"soon\" }) { nodes { id } } }",
            json!({}),
            "filter.from must be a day of the form YYYY-MM-DD, not \"soon\".",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "query($day: Date) { bookings(filter: { from: $day }) { nodes { id } } }",
            json!({ "day": 7 }),
            "filter.from must be a day of the form YYYY-MM-DD, not 7.",
            "BAD_REQUEST",
        ),
        (
            page,
            json!({ "filter": { "form": "2030-05-01" } }),
            "filter.form is no field of BookingFilter: its fields are checkInBy, ",
            "BAD_REQUEST",
        ),
        (save, json!({}), "$input is missing: it is of the type UpdateBookingInput!.", "BAD_REQUEST"),
        (save, json!({ "input": { "id": id } }), "input.expectedVersion is missing.", "BAD_REQUEST"),
        (
            "query($size: Int!) { bookings { nodes { history(first: $size) { nodes { version } } } } }",
            json!({ "size": "two" }),
            "first must be a whole number of at most 32 bits, not \"two\".",
            "BAD_REQUEST",
        ),
        (
            "query($ids: [ID!]) { bookings(filter: { ids: $ids }) { nodes { ...F } } } fragment F on Booking { guest { id } }",
            json!({ "ids": [id, null] }),
            "filter.ids[1] must not be null.",
            "BAD_REQUEST",
        ),
    ];
    rows.into_iter()
        .map(|(document, variables, said, code)| (document, variables, said.to_owned(), code))
        .collect()
}

#[tokio::test]
async fn a_mistake_is_answered_by_a_sentence_that_names_it() {
    let house = House::open().await;
    let anna = house.anna().await;
    let booking = house.booking().await;
    let mut faults = vec![];
    for (document, variables, said, expected) in mistakes(&booking) {
        let answer = anna.ask(document, variables).await;
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        let sentence = message.ends_with(['.', '?']) && !message.contains("occurred while");
        if !message.starts_with(&said) || code(&answer) != expected || !sentence || !answer["data"].is_null()
        {
            faults.push(format!("{document}: expected {said:?} {expected}\n    {answer}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn all_bad_values_of_a_request_are_told_at_once() {
    let house = House::open().await;
    let anna = house.anna().await;
    let document = "query($filter: BookingFilter, $size: Int) {
        bookings(filter: $filter, first: $size) { nodes { id } } }";
    let filter = json!({ "from": "soon", "statuses": ["LOST"] });
    let answer = anna.ask(document, json!({ "filter": filter, "size": "two" })).await;
    let errors = answer["errors"].as_array().unwrap();
    let mut told: Vec<String> =
        errors.iter().map(|error| text(&error["message"]).split(' ').next().unwrap().to_owned()).collect();
    told.sort_unstable();
    assert_eq!(told, ["filter.from", "filter.statuses[0]", "first"], "{answer}");
    assert!(errors.iter().all(|error| error["locations"][0]["line"] == 2), "{answer}");
}

#[tokio::test]
async fn a_version_that_does_not_exist_yet_is_called_so() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let answer = anna.update(&booking, 99, json!({ "notes": "from the future" }), json!({})).await;
    assert_eq!(answer["__typename"], "Conflict", "{answer}");
    assert_eq!(answer["message"], "There is no version 99 yet: this is at version 1.");
    let answer = anna.delete(&booking, 99, json!({})).await;
    assert_eq!(answer["message"], "There is no version 99 yet: this is at version 1.", "{answer}");
}
