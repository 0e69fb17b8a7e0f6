//! Names are the same however they are typed: stored in one form, found by anybody, in the order of a language.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::contract::outcome;
use crate::support::process::{command, run_with_input};
use crate::support::{Database, House, Person, Program, eventually, text, with};

const GUESTS: &str = "query($text: String, $first: Int, $after: String, $last: Int, $before: String) {
    guests(first: $first, after: $after, last: $last, before: $before, filter: { text: $text }) {
        nodes { name } pageInfo { endCursor hasNextPage startCursor hasPreviousPage } } }";
const BOOKINGS: &str =
    "query($text: String) { bookings(filter: { text: $text }) { nodes { reference guest { name } } } }";
const ROOMS: &str = "query($first: Int, $after: String, $last: Int, $before: String) {
    rooms(first: $first, after: $after, last: $last, before: $before) {
        nodes { name } pageInfo { endCursor hasNextPage startCursor hasPreviousPage } } }";

async fn guest(person: &Person, input: Value) -> Value {
    outcome(person, "createGuest", json!({ "input": input })).await
}

/// The names of the guests that a text finds.
async fn found(person: &Person, text: &str) -> BTreeSet<String> {
    names(&person.run(GUESTS, json!({ "text": text })).await["guests"]).into_iter().collect()
}

fn names(page: &Value) -> Vec<String> {
    page["nodes"].as_array().unwrap().iter().map(|node| text(&node["name"])).collect()
}

#[tokio::test]
async fn what_looks_the_same_is_stored_the_same() {
    let house = House::open().await;
    let anna = house.anna().await;
    let input = json!({
        "name": "\u{feff} Ju\u{308}rgen\u{a0}\u{2009}Mu\u{200b}\u{308}ller\u{202c} ", "email": " ju\u{308}rgen@example.org\u{200b}",
        "phone": "\u{202d}+49 30\u{a0}1234567\u{202c}",
    });
    let saved = guest(&anna, input).await;
    let made = &saved["guest"];
    assert_eq!(made["name"], "Jürgen Müller", "{saved}");
    assert_eq!(made["email"], "jürgen@example.org");
    assert_eq!(made["phone"], "+49 30 1234567");

    // The same again is no change.
    let again = json!({ "input": { "id": made["id"], "expectedVersion": 1, "patch": { "name": "Ju\u{308}rgen Mu\u{308}ller" } } });
    let saved = outcome(&anna, "updateGuest", again).await;
    assert_eq!(saved["guest"]["version"], 1, "{saved}");

    // Nor is it another when it is imported past the API.
    house.database.sql("INSERT INTO guests (name) VALUES (U&'Zoe\\0308\\00A0\\00A0de\\00AD Vries ')").await;
    let imported: String = house.database.value("SELECT name FROM guests WHERE name LIKE 'Zo%'").await;
    assert_eq!(imported, "Zoë de Vries");
    for bad in ["Anna \u{202e}nosreP", "a\u{7}b"] {
        let insert = format!("INSERT INTO guests (name) VALUES ('{bad}')");
        assert_eq!(Database::refusal(&house.database.pool, &insert).await, "23514", "{bad:?}");
    }
    // Meant, and kept.
    let persian = guest(&anna, json!({ "name": "علی\u{200c}رضا" })).await;
    assert_eq!(persian["guest"]["name"], "علی\u{200c}رضا");
}

#[tokio::test]
async fn a_room_has_a_name_of_its_own_whatever_its_capitals() {
    let house = House::open().await;
    let mara = house.mara().await;
    let room = async |name: &str| outcome(&mara, "createRoom", json!({ "input": { "name": name } })).await;
    for (name, twin) in [
        ("Suite Zoë", "suite zoe\u{308}"),
        ("Straße", "STRASSE"),
        ("Garden\u{a0}room", "GARDEN \u{200b}ROOM"),
        ("Дача", "дАЧА"),
    ] {
        let made = room(name).await;
        assert_eq!(made["__typename"], "RoomSaved", "{made}");
        let refused = room(twin).await;
        assert_eq!(refused["problems"][0]["field"], "name", "{twin}: {refused}");
        assert_eq!(refused["problems"][0]["rule"], "TAKEN", "{twin}: {refused}");
    }
    // An accent is another name, and a room may change its own capitals.
    let other = room("Suite Zoe").await;
    assert_eq!(other["__typename"], "RoomSaved", "{other}");
    let patch = json!({ "id": other["room"]["id"], "expectedVersion": 1, "patch": { "name": "SUITE ZOE" } });
    let renamed = outcome(&mara, "updateRoom", json!({ "input": patch })).await;
    assert_eq!(renamed["room"]["name"], "SUITE ZOE", "{renamed}");
}

#[tokio::test]
async fn a_guest_is_found_however_the_name_is_typed() {
    let house = House::open().await;
    let anna = house.anna().await;
    for (name, email, phone) in [
        ("Groß, Hanna", None, Some("+49 (0)30 1234567")),
        ("Jürgen Klein", Some("klein@example.org"), Some("030 7654321")),
        ("Zoë O’Neill", None, None),
        ("Łukasz Sørensen", None, None),
        ("山田 太郎", None, None),
        ("Пётр Чайковский", None, None),
    ] {
        let saved = guest(&anna, json!({ "name": name, "email": email, "phone": phone })).await;
        assert_eq!(saved["__typename"], "GuestSaved", "{saved}");
    }
    for (text, name) in [
        ("Gross", "Groß, Hanna"),
        ("GROSS", "Groß, Hanna"),
        ("groß", "Groß, Hanna"),
        ("hanna gross", "Groß, Hanna"),
        ("Jurgen", "Jürgen Klein"),
        ("Ju\u{308}rgen", "Jürgen Klein"),
        ("JÜRGEN", "Jürgen Klein"),
        ("Juergen", "Jürgen Klein"),
        ("Klein Jürgen", "Jürgen Klein"),
        ("klein@example jur", "Jürgen Klein"),
        ("o'neill zoe", "Zoë O’Neill"),
        ("lukasz soerensen", "Łukasz Sørensen"),
        ("sorensen", "Łukasz Sørensen"),
        ("山", "山田 太郎"),
        ("太郎\u{3000}山田", "山田 太郎"),
        ("петр", "Пётр Чайковский"),
        ("+49 30 1234567", "Groß, Hanna"),
        ("0049301234567", "Groß, Hanna"),
        ("\u{202d}030-1234567\u{202c}", "Groß, Hanna"),
        ("1234567", "Groß, Hanna"),
        ("+49 30 7654321", "Jürgen Klein"),
        ("(030) 765 43 21", "Jürgen Klein"),
        // One or two letters are those that a word begins with.
        ("kl", "Jürgen Klein"),
        ("jü", "Jürgen Klein"),
        ("zo o", "Zoë O’Neill"),
        ("g h", "Groß, Hanna"),
    ] {
        assert_eq!(found(&anna, text).await, BTreeSet::from([name.to_owned()]), "{text}");
    }
    for nobody in ["gross klein", "+49 40 1234567", "Zoé_", "%", "rg", "ei"] {
        assert_eq!(found(&anna, nobody).await, BTreeSet::new(), "{nobody}");
    }
    // Who is renamed is found by the new name only, and who is deleted by none.
    let klein = anna.run("{ guests(filter: { text: \"klein\" }) { nodes { id } } }", json!({})).await;
    let id = &klein["guests"]["nodes"][0]["id"];
    let rename = json!({ "id": id, "expectedVersion": 1, "patch": { "name": "Jörg Groß" } });
    outcome(&anna, "updateGuest", json!({ "input": rename })).await;
    assert_eq!(found(&anna, "jurgen").await, BTreeSet::new());
    assert_eq!(found(&anna, "gross jorg").await, BTreeSet::from(["Jörg Groß".to_owned()]));
    outcome(&anna, "deleteGuest", json!({ "input": { "id": id, "expectedVersion": 2 } })).await;
    assert_eq!(
        house.database.value::<i64>("SELECT count(*) FROM guest_search WHERE words LIKE '%jorg%'").await,
        0
    );
}

#[tokio::test]
async fn a_booking_is_found_by_its_own_words_and_its_guests() {
    let house = House::open().await;
    let anna = house.anna().await;
    let guest =
        guest(&anna, json!({ "name": "Renée Groß", "phone": "+41 44 555 66 77" })).await["guest"].clone();
    let stay =
        with(house.stay().await, json!({ "guestId": guest["id"], "notes": "Späte Anreise, Übergröße" }));
    let booking = anna.book(&stay).await;
    let reference = text(&booking["reference"]);
    let found = async |words: &str| -> Vec<String> {
        let page = anna.run(BOOKINGS, json!({ "text": words })).await;
        let nodes = page["bookings"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| text(&node["reference"])).collect()
    };
    let lower = reference.to_lowercase();
    let both = format!("gross {lower}");
    for text in [
        "renee gross",
        "Gross Renée",
        "spate",
        "SPAETE anreise",
        "ubergrosse",
        &lower,
        &both,
        "gross anreise",
        "044 5556677",
    ] {
        assert_eq!(found(text).await, std::slice::from_ref(&reference), "{text}");
    }
    assert_eq!(found("gross xyz").await, Vec::<String>::new());
    anna.save(&booking, 1, json!({ "notes": "früh" })).await;
    assert_eq!(found("anreise gross").await, Vec::<String>::new());
    assert_eq!(found("fruh").await, [reference]);
}

/// Walks there and back in small pages: the same names in the same order.
async fn walk(person: &Person, document: &str, variables: Value, list: &str) -> Vec<String> {
    let mut walks = vec![];
    for (size, cursor, from, more) in
        [("first", "after", "endCursor", "hasNextPage"), ("last", "before", "startCursor", "hasPreviousPage")]
    {
        let (mut walk, mut place) = (vec![], Value::Null);
        loop {
            let page = with(variables.clone(), json!({ size: 2, cursor: place }));
            let page = person.run(document, page).await[list].clone();
            let mut page_names = names(&page);
            if size == "last" {
                page_names.reverse();
            }
            walk.extend(page_names);
            place = page["pageInfo"][from].clone();
            if page["pageInfo"][more] == false {
                break;
            }
        }
        walks.push(walk);
    }
    walks[1].reverse();
    assert_eq!(walks[0], walks[1]);
    walks.swap_remove(0)
}

#[tokio::test]
async fn lists_are_in_the_order_of_a_language() {
    let house = House::open().await;
    house.database.sql("DELETE FROM bookings; DELETE FROM guests; DELETE FROM rooms").await;
    let mara = house.mara().await;
    let guests = [
        "Zeta",
        "Älice",
        "alice",
        "Ärger, Ute",
        "Bernd e",
        "de Vries",
        "Dean",
        "Øre",
        "Özge",
        "Olive",
        "李 e",
    ];
    for name in guests {
        guest(&mara, json!({ "name": name, "email": "e@example.com" })).await;
    }
    let expected = [
        "alice",
        "Älice",
        "Ärger, Ute",
        "Bernd e",
        "de Vries",
        "Dean",
        "Olive",
        "Øre",
        "Özge",
        "Zeta",
        "李 e",
    ];
    let all = names(&mara.run(GUESTS, json!({ "text": "e", "first": 50 })).await["guests"]);
    assert_eq!(all, expected);
    assert_eq!(walk(&mara, GUESTS, json!({ "text": "e" }), "guests").await, expected);

    for name in ["10", "2", "Suite 12", "Suite 2", "1", "attic", "Zimmer", "Ätna"] {
        outcome(&mara, "createRoom", json!({ "input": { "name": name } })).await;
    }
    let expected = ["1", "2", "10", "Ätna", "attic", "Suite 2", "Suite 12", "Zimmer"];
    assert_eq!(walk(&mara, ROOMS, json!({}), "rooms").await, expected);
    let free = "{ availability(from: \"2030-01-01\", to: \"2030-01-02\") { name } }";
    let free = mara.run(free, json!({})).await["availability"].clone();
    assert_eq!(names(&json!({ "nodes": free })), expected);
}

/// With so many guests nothing else than an index is quick.
#[tokio::test]
async fn searches_and_pages_use_their_indexes() {
    let house = House::open().await;
    let anna = house.anna().await;
    house
        .database
        .sql(
            "INSERT INTO guests (name) SELECT 'Guest ' || md5(n::text) FROM generate_series(1, 5000) n; \
             ANALYZE guests; ANALYZE guest_search",
        )
        .await;
    let scans = async |index: &str| -> i64 {
        let scans = format!("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = '{index}'");
        house.database.value(&scans).await
    };
    for (index, variables) in [
        ("guest_search_words", json!({ "text": "müller david" })),
        ("guests_by_language", json!({ "first": 20 })),
        // Common as they are, the first page of them is met on the way.
        ("guests_by_language", json!({ "text": "gu", "first": 20 })),
        ("guests_by_language", json!({ "text": "guest", "first": 20 })),
        // Rare as they are, they are looked up, however short.
        ("guest_search_words", json!({ "text": "xq" })),
    ] {
        let before = scans(index).await;
        // What a session has counted is told when it rests.
        eventually(index, async || {
            anna.run(GUESTS, variables.clone()).await;
            scans(index).await > before
        })
        .await;
    }
}

#[tokio::test]
async fn a_password_is_one_on_every_keyboard() {
    let database = Database::new().await;
    let mut add = command(&[
        "user",
        "add",
        "\u{200b}A\u{308}nne@hotel.example",
        "--name",
        "A\u{308}nne\u{a0} Z",
        "--role",
        "desk",
    ]);
    add.env("DATABASE_URL", &database.url);
    let printed = run_with_input(add, "gru\u{308}n und\u{a0}blau\n").await.printed();
    assert_eq!(printed, "änne@hotel.example may sign in\n");
    let name: String = database.value("SELECT name FROM users WHERE email = 'änne@hotel.example'").await;
    assert_eq!(name, "Änne Z");

    let program = Program::on_database(&database.url, &[]).await;
    let nobody = Person::nobody(program.address);
    let sign_in = async |email: &str, password: &str| {
        outcome(&nobody, "signIn", json!({ "email": email, "password": password })).await["__typename"]
            .clone()
    };
    assert_eq!(sign_in("änne@hotel.example", "grün und blau").await, "Session");
    assert_eq!(sign_in("A\u{308}NNE@hotel.example\u{a0}", "gru\u{308}n und\u{2003}blau").await, "Session");
    assert_eq!(sign_in("änne@hotel.example", "Grün und blau").await, "InvalidCredentials");

    // A hash that was made of what an older version was given: it goes on, and is made anew.
    let old = "UPDATE users SET password_hash = $1 WHERE email = 'änne@hotel.example' RETURNING 1";
    sqlx::query(old).bind(OLD_HASH).execute(&database.pool).await.unwrap();
    assert_eq!(sign_in("änne@hotel.example", "fröntdesk").await, "InvalidCredentials");
    assert_eq!(sign_in("änne@hotel.example", "fro\u{308}ntdesk").await, "Session");
    assert_eq!(sign_in("änne@hotel.example", "fröntdesk").await, "Session");
    assert_eq!(sign_in("änne@hotel.example", "fro\u{308}ntdesk").await, "Session");
    program.stop().await;
}

/// Of a decomposed "fröntdesk", as it was typed.
const OLD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$ANFbb1p6Q8BurSubjBK/+Q$yuHPHxvxsRQ55rVMUnBeexPW5HerE/tz5CyH7gJ9xdA";
