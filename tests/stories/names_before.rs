//! A database whose names are older than the rules for them goes on, and so does a server of that version.

use serde_json::json;

use crate::support::contract::outcome;
use crate::support::{Database, Person, serve};
use frontdesk::clock::Clock;

#[tokio::test]
async fn what_was_there_before_the_rules_goes_on() {
    let database = Database::of_the_first_version().await;
    database
        .sql(
            "INSERT INTO rooms (name, room_type) VALUES ('Suite', 'Double'), ('suite', U&'Cha\\0302teau\\00A0 '), ('SUITE', ''), \
                 (U&'Zoe\\0308', ''), (U&'Ame\\0301lie', ''), ('Amélie', ''); \
             INSERT INTO guests (name, email, phone) VALUES \
                 (U&'Ju\\0308rgen\\00A0 Groß', U&'ju\\0308@example.org', U&'\\202D+49 30 1234567\\202C'), \
                 (E'Bell\\x07', null, null); \
             INSERT INTO users (email, name, role, password_hash, demo) VALUES (U&'a\\0308nne@hotel.example', 'Änne', 'DESK', 'x', true); \
             INSERT INTO bookings (room_id, guest_id, check_in, check_out, notes) \
                 SELECT r.id, g.id, '2030-01-01', '2030-01-03', 'Späte Anreise' FROM rooms r, guests g \
                 WHERE r.name = 'Suite' AND g.name LIKE 'J%'",
        )
        .await;
    let (address, _shutdown) = serve(&database.url, &["--demo"], Clock::system()).await;
    let mara = Person::sign_in(address, "mara").await;

    let rooms =
        mara.run("{ rooms { nodes { id name roomType version } } }", json!({})).await["rooms"]["nodes"]
            .clone();
    let rooms = rooms.as_array().unwrap();
    let room =
        |name: &str| rooms.iter().find(|room| room["name"] == name).unwrap_or_else(|| panic!("{name}"));
    // Both of what is one name now stay, and one is in its normal form where that was free.
    assert_eq!((&room("Suite")["version"], &room("SUITE")["version"]), (&json!(1), &json!(1)));
    assert_eq!((&room("suite")["roomType"], &room("suite")["version"]), (&json!("Château"), &json!(2)));
    assert_eq!(room("Zoë")["version"], 2);
    assert_eq!((&room("Amélie")["version"], &room("Ame\u{301}lie")["version"]), (&json!(1), &json!(1)));
    // They are edited like any other, and nobody makes a third.
    let edit = json!({ "id": room("suite")["id"], "expectedVersion": 2, "patch": { "notes": "sea" } });
    let saved = outcome(&mara, "updateRoom", json!({ "input": edit })).await;
    assert_eq!(saved["__typename"], "RoomSaved", "{saved}");
    let third = outcome(&mara, "createRoom", json!({ "input": { "name": "sUITE" } })).await;
    assert_eq!(third["problems"][0]["rule"], "TAKEN", "{third}");
    // What can't take its normal form says so at the next edit.
    let edit =
        json!({ "id": room("Ame\u{301}lie")["id"], "expectedVersion": 1, "patch": { "notes": "sea" } });
    let refused = outcome(&mara, "updateRoom", json!({ "input": edit })).await;
    assert_eq!(refused["problems"][0]["field"], "name", "{refused}");
    let edit = json!({ "id": room("Ame\u{301}lie")["id"], "expectedVersion": 1, "patch": { "name": "Ame\u{301}lie 2" } });
    let saved = outcome(&mara, "updateRoom", json!({ "input": edit })).await;
    assert_eq!(saved["room"]["name"], "Amélie 2", "{saved}");

    let guests =
        "query($text: String) { guests(filter: { text: $text }) { nodes { id name email phone version } } }";
    let found = mara.run(guests, json!({ "text": "030 1234567" })).await["guests"]["nodes"][0].clone();
    assert_eq!((&found["name"], &found["email"]), (&json!("Jürgen Groß"), &json!("jü@example.org")));
    assert_eq!((&found["phone"], &found["version"]), (&json!("+49 30 1234567"), &json!(2)));
    let bookings = "query($text: String) { bookings(filter: { text: $text }) { nodes { id } } }";
    for text in ["spate", "gross"] {
        let page = mara.run(bookings, json!({ "text": text })).await;
        assert_eq!(page["bookings"]["nodes"].as_array().unwrap().len(), 1, "{text}: {page}");
    }
    let email: String = database.value("SELECT email FROM users WHERE name = 'Änne'").await;
    assert_eq!(email, "änne@hotel.example");

    // The change is told like any other, and the older server's statements still work, and find what they write.
    let logged = "SELECT count(*) FROM change_log WHERE action = 'UPDATE' AND fields = '{email,name,phone}'";
    assert_eq!(database.value::<i64>(logged).await, 1);
    database
        .sql("INSERT INTO guests (id, name) VALUES ('018f0000-0000-7000-8000-000000000001', U&'Andre\\0301  Klein')")
        .await;
    let old = "SELECT count(*) FROM guests WHERE (name || ' ' || coalesce(email, '')) ILIKE '%andré klein%'";
    assert_eq!(database.value::<i64>(old).await, 1);
    let page = mara.run(guests, json!({ "text": "klein andre" })).await;
    assert_eq!(page["guests"]["nodes"][0]["name"], "André Klein", "{page}");
}
