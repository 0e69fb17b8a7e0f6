//! An amount is kept as it was meant, in its currency's decimals, or refused with its field and the rule.

use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::{House, Person, document, edit, text};

/// The rule that the problem of this field names; none where it was saved.
fn rule(end: &Value, field: &str) -> Option<String> {
    if end["__typename"].as_str().is_some_and(|name| name.ends_with("Saved")) {
        return None;
    }
    assert_eq!(end["__typename"], "InvalidInput", "{end}");
    let problem = &end["problems"][0];
    assert_eq!(problem["field"], field, "{end}");
    assert!(problem["message"].as_str().is_some_and(|words| words.len() > 10), "{end}");
    Some(text(&problem["rule"]))
}

async fn new_room(mara: &Person, input: Value) -> Value {
    let document = "mutation($input: CreateRoomInput!) { createRoom(input: $input) { __typename \
        ... on RoomSaved { room { id version nightlyRate currency } } ... on InvalidInput { problems { field rule message } } } }";
    mara.run(document, json!({ "input": input })).await["createRoom"].clone()
}

#[tokio::test]
async fn what_is_no_amount_is_refused_and_what_is_one_is_kept() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let id = text(&booking["id"]);
    let mut version = 1;
    let written: [(&str, &str); 16] = [
        // As it stands in a document, and the rule that it breaks or what is kept.
        ("\"5_\"", "FORM"),
        ("\"+5\"", "FORM"),
        ("\"1e3\"", "FORM"),
        ("\" 5\"", "FORM"),
        ("\".5\"", "FORM"),
        ("\"5.\"", "FORM"),
        ("\"1,234.50\"", "FORM"),
        ("\"1.005\"", "FORM"),
        ("0.30000000000000004", "FORM"),
        ("12345678901234567890.12", "FORM"),
        ("\"1111111111111111111111111111111111111111\"", "RANGE"),
        ("1e21", "RANGE"),
        ("\"-1\"", "RANGE"),
        ("\"0012.50\"", "12.50"),
        ("0.1", "0.10"),
        ("12", "12.00"),
    ];
    for (amount, expected) in written {
        // A literal of the document.
        let document = format!(
            "mutation {{ updateBooking(input: {{ id: \"{id}\", expectedVersion: {version}, patch: {{ totalPrice: {amount} }} }}) \
             {{ __typename ... on BookingSaved {{ booking {{ totalPrice }} }} ... on InvalidInput {{ problems {{ field rule message }} }} }} }}"
        );
        let literal = anna.run(&document, json!({})).await["updateBooking"].clone();
        if let Some(rule) = rule(&literal, "totalPrice") {
            assert_eq!(rule, expected, "{amount}: {literal}");
        } else {
            assert_eq!(literal["booking"]["totalPrice"], expected, "{amount}");
            version += 1;
        }
        // The same as a variable.
        let value: Value = serde_json::from_str(amount).unwrap();
        let variable = anna.update(&booking, version, json!({ "totalPrice": value }), json!({})).await;
        if let Some(rule) = rule(&variable, "totalPrice") {
            assert_eq!(rule, expected, "{amount}: {variable}");
        } else {
            assert_eq!(variable["booking"]["totalPrice"], expected, "{amount}");
        }
    }
}

#[tokio::test]
async fn a_currency_has_its_decimals_everywhere() {
    let house = House::open().await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    for (currency, amount, shown, finer, eight) in [
        ("JPY", "12000", "12000", "0.5", "8"),
        ("KWD", "37.5", "37.500", "0.0001", "8.000"),
        ("EUR", "37.5", "37.50", "0.001", "8.00"),
    ] {
        let refused =
            new_room(&mara, json!({ "name": currency, "nightlyRate": finer, "currency": currency })).await;
        assert_eq!(rule(&refused, "nightlyRate").as_deref(), Some("FORM"), "{refused}");
        let room =
            new_room(&mara, json!({ "name": currency, "nightlyRate": amount, "currency": currency })).await;
        assert_eq!(room["room"]["nightlyRate"], shown, "{room}");

        let input = json!({
            "roomId": room["room"]["id"], "guestId": house.booking().await["guest"]["id"],
            "checkIn": "2030-05-01", "checkOut": "2030-05-04", "totalPrice": amount, "currency": currency,
        });
        let booking = anna.book(&input).await;
        assert_eq!(booking["totalPrice"], shown);
        let mut screen = anna.watch_from_now(document!("booking_changed"), json!({})).await;
        // The price alone: its currency is the row's.
        let refused = anna.update(&booking, 1, json!({ "totalPrice": finer }), json!({})).await;
        assert_eq!(rule(&refused, "totalPrice").as_deref(), Some("FORM"), "{refused}");
        anna.save(&booking, 1, json!({ "totalPrice": "8" })).await;
        let told = screen.next_change().await;
        assert_eq!(told["booking"]["totalPrice"], eight, "{told}");
    }
}

#[tokio::test]
async fn a_conflict_and_a_history_show_amounts_in_their_currency() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    anna.save(&booking, 1, json!({ "totalPrice": "12.5", "currency": "KWD" })).await;
    anna.save(&booking, 2, json!({ "totalPrice": "13" })).await;
    let conflict = anna.update(&booking, 2, json!({ "totalPrice": "14.25" }), json!({})).await;
    let fields = &conflict["fields"][0];
    let shown = (&fields["base"], &fields["yours"], &fields["theirs"]);
    assert_eq!(shown, (&json!("12.500"), &json!("14.250"), &json!("13.000")), "{conflict}");
    let history = anna.look_at(&booking).await["history"]["edges"].clone();
    let diff = json!([{ "field": "totalPrice", "before": "12.500", "after": "13.000" }]);
    assert_eq!(history[0]["node"]["diff"], diff);
    assert_eq!(history[1]["node"]["diff"][1]["before"], "100.00", "{history}");

    // The two are one decision, also where only one of them is set.
    let yen = anna.update(&booking, 3, json!({ "currency": "JPY" }), json!({})).await;
    assert_eq!(yen["__typename"], "BookingSaved", "{yen}");
    assert_eq!(yen["booking"]["totalPrice"], "13");
    anna.save(&booking, 4, json!({ "currency": "EUR", "totalPrice": "13.5" })).await;
    let yen = anna.update(&booking, 5, json!({ "currency": "JPY" }), json!({})).await;
    assert_eq!(rule(&yen, "currency").as_deref(), Some("FORM"), "{yen}");
    // After a merge the rule is that of the merged row.
    anna.save(&booking, 5, json!({ "notes": "moved on" })).await;
    let merged =
        anna.update(&booking, 5, json!({ "totalPrice": "1.005" }), json!({ "onStale": "MERGE" })).await;
    assert_eq!(rule(&merged, "totalPrice").as_deref(), Some("FORM"), "{merged}");
}

#[tokio::test]
async fn a_retry_is_known_however_its_amount_is_written() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let named = json!({ "mutationId": "dearer" });
    let first = anna.update(&booking, 1, json!({ "totalPrice": "120" }), named.clone()).await;
    let again = anna.update(&booking, 1, json!({ "totalPrice": 120.0 }), named.clone()).await;
    assert_eq!(
        (&first["__typename"], &again["revision"]),
        (&json!("BookingSaved"), &first["revision"]),
        "{again}"
    );
    let other = anna.update(&booking, 1, json!({ "totalPrice": "120.01" }), named).await;
    assert_eq!(rule(&other, "mutationId").as_deref(), Some("TAKEN"));
}

#[tokio::test]
async fn codes_are_those_of_the_lists_and_old_ones_stay_where_they_are() {
    let house = House::open().await;
    let (anna, mara, booking) = (house.anna().await, house.mara().await, house.booking().await);
    let lists = anna
        .run(
            "{ currencies { code decimals } countries { code } hotel { currency currencyDecimals } }",
            json!({}),
        )
        .await;
    assert_eq!(lists["hotel"], json!({ "currency": "EUR", "currencyDecimals": 2 }));
    let offered = |list: &str, code: &str| {
        lists[list].as_array().unwrap().iter().find(|row| row["code"] == code).cloned()
    };
    for (code, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3)] {
        assert_eq!(offered("currencies", code), Some(json!({ "code": code, "decimals": decimals })));
    }
    assert!(offered("countries", "AT").is_some());
    for code in ["ABC", "XXX", "XAU", "HRK", "eur"] {
        assert_eq!(offered("currencies", code), None);
        let refused = anna.update(&booking, 1, json!({ "currency": code }), json!({})).await;
        assert_eq!(rule(&refused, "currency").as_deref(), Some("FORM"), "{code}");
        let refused = new_room(&mara, json!({ "name": code, "currency": code })).await;
        assert_eq!(rule(&refused, "currency").as_deref(), Some("FORM"), "{code}");
    }
    let of_country = async |code: &str| {
        let document = "mutation($input: CreateGuestInput!) { createGuest(input: $input) { __typename \
            ... on InvalidInput { problems { field rule message } } } }";
        let input = json!({ "input": { "name": "Carl", "country": code } });
        anna.run(document, input).await["createGuest"].clone()
    };
    for code in ["UK", "XX", "at", "AN"] {
        assert_eq!(offered("countries", code), None);
        assert_eq!(rule(&of_country(code).await, "country").as_deref(), Some("FORM"), "{code}");
    }
    assert_eq!(rule(&of_country("AT").await, "country"), None);

    // A booking of before the euro, as an import left it.
    let id = text(&booking["id"]);
    house.database.sql(&format!("UPDATE bookings SET currency = 'HRK' WHERE id = '{id}'")).await;
    anna.save(&booking, 2, json!({ "notes": "still edited" })).await;
    anna.save(&booking, 3, json!({ "totalPrice": "7.50" })).await;
    anna.save(&booking, 4, json!({ "totalPrice": "8.50", "currency": "HRK" })).await;
    let group = anna.update_all(&[edit(&booking, 5, json!({ "currency": "HRK", "adults": 1 }))]).await;
    assert_eq!(group["__typename"], "BookingsSaved", "{group}");
    anna.save(&booking, 6, json!({ "currency": "EUR" })).await;
    let back = anna.update(&booking, 7, json!({ "currency": "HRK" }), json!({})).await;
    assert_eq!(rule(&back, "currency").as_deref(), Some("FORM"), "{back}");
}

#[tokio::test]
async fn a_house_can_be_priced_in_yen() {
    let house = House::open_with(&["--demo", "--currency", "JPY"], Clock::system()).await;
    let (anna, mara) = (house.anna().await, house.mara().await);
    let hotel = anna.run("{ hotel { currency currencyDecimals } }", json!({})).await["hotel"].clone();
    assert_eq!(hotel, json!({ "currency": "JPY", "currencyDecimals": 0 }));
    let refused = new_room(&mara, json!({ "name": "Yen", "nightlyRate": "100.50" })).await;
    assert_eq!(rule(&refused, "nightlyRate").as_deref(), Some("FORM"), "{refused}");
    assert_eq!(
        new_room(&mara, json!({ "name": "Yen", "nightlyRate": "100.00" })).await["room"]["nightlyRate"],
        "100"
    );
}

/// Which currencies have a third decimal is known to the database too.
#[tokio::test]
async fn the_database_agrees_on_the_decimals_of_currencies() {
    let house = House::open().await;
    let (mara, room) = (house.mara().await, house.booking().await["room"]["id"].clone());
    let listed = mara.run("{ currencies { code decimals } }", json!({})).await["currencies"].clone();
    for currency in listed.as_array().unwrap() {
        let code = text(&currency["code"]);
        let asked = format!(
            "SELECT count(*) FROM frontdesk_broken_rules('rooms', '{}', '{{\"currency\": \"{code}\", \"nightly_rate\": \"1.005\"}}')",
            text(&room)
        );
        let broken: i64 = house.database.value(&asked).await;
        assert_eq!(broken == 0, currency["decimals"] == 3, "{code}");
    }
    for amount in ["NaN", "Infinity", "1e10", "-0.01"] {
        for statement in [
            format!("UPDATE bookings SET total_price = '{amount}'"),
            format!("UPDATE rooms SET nightly_rate = '{amount}'"),
        ] {
            assert_eq!(crate::support::Database::refusal(&house.database.pool, &statement).await, "23514");
        }
    }
}
