//! Who has which booking open: seen by everybody, and gone when their socket is.

mod servers;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::code;
use crate::support::{House, Person, Socket, Watcher, document, eventually, text};

/// Comes to a booking over a socket of one's own; answers the socket once one is there, and the presence.
async fn join(person: &Person, booking: &Value, mode: &str) -> (Watcher, String) {
    let id = Uuid::now_v7().to_string();
    (join_as(person, &id, booking, mode).await, id)
}

async fn join_as(person: &Person, id: &str, booking: &Value, mode: &str) -> Watcher {
    let variables = json!({ "booking": booking["id"], "presence": id, "mode": mode });
    let mut socket = person.watch(document!("join_booking"), variables).await;
    let first = socket.next().await;
    assert_eq!(first["bookingId"], booking["id"]);
    let ids: Vec<_> = first["present"].as_array().unwrap().iter().map(|who| &who["id"]).collect();
    assert!(ids.contains(&&json!(id)), "whoever comes is told of themselves: {first}");
    socket
}

async fn screen(person: &Person, booking: &Value) -> Watcher {
    person.watch(document!("presence_screen"), json!({ "booking": booking["id"] })).await
}

/// Waits until a screen shows just these: name, mode and field.
async fn shows(screen: &mut Watcher, expected: &[(&str, &str, Option<&str>)]) -> Value {
    let expected: Vec<_> = expected.iter().map(|who| json!([who.0, who.1, who.2])).collect();
    loop {
        let event = screen.next().await;
        if people(&event["present"]) == expected {
            return event["present"].clone();
        }
    }
}

fn people(present: &Value) -> Vec<Value> {
    let people = present.as_array().unwrap().iter();
    people.map(|who| json!([who["actor"]["name"], who["mode"], who["field"]])).collect()
}

async fn update(person: &Person, id: &str, mode: &str, field: Option<&str>) -> Value {
    let input = json!({ "presenceId": id, "mode": mode, "field": field });
    person.run(document!("update_presence"), json!({ "input": input })).await["updatePresence"].clone()
}

/// `booking.presence`, as the query answers it.
async fn asked(person: &Person, booking: &Value) -> Vec<Value> {
    let document = "query($id: ID!) { booking(id: $id) { presence { actor { name } mode field } } }";
    people(&person.run(document, json!({ "id": booking["id"] })).await["booking"]["presence"])
}

#[tokio::test]
async fn people_see_each_other_come_work_and_go() {
    let house = House::open().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let mut bens = screen(&ben, &booking).await;
    assert_eq!(bens.next().await, json!({ "bookingId": booking["id"], "present": [] }));

    let (mut annas, id) = join(&anna, &booking, "VIEWING").await;
    let came = shows(&mut bens, &[("Anna", "VIEWING", None)]).await[0].clone();
    assert_eq!((&came["id"], &came["bookingId"]), (&json!(id), &booking["id"]));
    assert_eq!(came["actor"]["kind"], "USER");
    assert_eq!(asked(&ben, &booking).await, [json!(["Anna", "VIEWING", null])]);

    let saved = update(&anna, &id, "EDITING", Some("totalPrice")).await;
    assert_eq!(saved["__typename"], "PresenceSaved", "{saved}");
    let edits = shows(&mut bens, &[("Anna", "EDITING", Some("totalPrice"))]).await[0].clone();
    assert_eq!(edits["since"], came["since"], "since she came, not since she types");
    shows(&mut annas, &[("Anna", "EDITING", Some("totalPrice"))]).await;

    let (_second, _) = join(&ben, &booking, "EDITING").await;
    let both = [("Anna", "EDITING", Some("totalPrice")), ("Ben", "EDITING", None)];
    shows(&mut bens, &both).await;
    shows(&mut annas, &both).await;
    drop(annas);
    shows(&mut bens, &[("Ben", "EDITING", None)]).await;

    // None of it is a change of the booking.
    assert_eq!(house.database.versions(&booking).await, [1]);
}

#[tokio::test]
async fn whoever_watches_everything_begins_with_everybody() {
    let house = House::open().await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let (here, there) = (house.booking().await, house.booking().await);
    let (_annas, _) = join(&anna, &here, "VIEWING").await;
    let (bens, _) = join(&ben, &there, "EDITING").await;
    let mut all = ben.watch(document!("presence_screen"), json!({})).await;
    let first = all.next().await;
    assert_eq!(first["bookingId"], Value::Null);
    let names: std::collections::BTreeSet<_> =
        first["present"].as_array().unwrap().iter().map(|who| text(&who["actor"]["name"])).collect();
    assert_eq!(names, ["Anna", "Ben"].map(String::from).into());

    drop(bens);
    assert_eq!(all.next().await, json!({ "bookingId": there["id"], "present": [] }));
}

#[tokio::test]
async fn however_a_socket_ends_its_person_leaves() {
    let house = House::open().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let mut bens = screen(&ben, &booking).await;
    for end in ["complete", "close", "cut", "reset", "sign out"] {
        let anna = Person::sign_in(anna.address, "anna").await;
        let mut socket = Socket::signed_in(&anna).await;
        let variables = json!({ "booking": booking["id"], "presence": Uuid::now_v7() });
        socket.subscribe("here", document!("join_booking"), variables).await;
        shows(&mut bens, &[("Anna", "VIEWING", None)]).await;
        // Kept, so that it is not dropping it that ends it.
        let _socket = match end {
            "complete" => {
                socket.send(json!({ "id": "here", "type": "complete" })).await;
                Some(socket)
            }
            "close" => {
                socket.close().await;
                Some(socket)
            }
            "cut" => {
                drop(socket);
                None
            }
            "reset" => {
                socket.reset();
                None
            }
            _ => {
                anna.run("mutation { signOut { __typename } }", json!({})).await;
                Some(socket)
            }
        };
        shows(&mut bens, &[]).await;
        assert_eq!(asked(&ben, &booking).await, Vec::<Value>::new(), "{end}");
    }
    assert_eq!(house.database.value::<i64>("SELECT count(*) FROM presence").await, 0);
}

#[tokio::test]
async fn whoever_leaves_and_comes_back_at_once_is_there() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    // A database that takes its time to remove somebody, who comes back meanwhile.
    let slow = "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS \
                  'BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END'; \
                CREATE TRIGGER dawdle BEFORE DELETE ON presence FOR EACH STATEMENT EXECUTE FUNCTION dawdle()";
    house.database.sql(slow).await;
    let removing = "SELECT count(*) FROM pg_stat_activity \
                    WHERE datname = current_database() AND state = 'active' \
                      AND query LIKE 'DELETE FROM presence WHERE id = ANY%'";
    let removing = async || house.database.value::<i64>(removing).await == 1;

    let id = Uuid::now_v7().to_string();
    let variables = json!({ "booking": booking["id"], "presence": id });
    let mut socket = Socket::signed_in(&anna).await;
    socket.subscribe("here", document!("join_booking"), variables.clone()).await;
    assert_eq!(socket.next_message().await["type"], "next");
    socket.send(json!({ "id": "here", "type": "complete" })).await;
    eventually("she is being removed", removing).await;
    socket.subscribe("again", document!("join_booking"), variables).await;
    while socket.next_message().await["id"] != "again" {}
    eventually("the removal is over", async || !removing().await).await;
    assert_eq!(asked(&anna, &booking).await, [json!(["Anna", "VIEWING", null])]);
    assert_eq!(house.database.value::<i64>("SELECT count(*) FROM presence").await, 1);
}

#[tokio::test]
async fn a_new_socket_under_the_same_name_takes_over() {
    let house = House::open().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let mut bens = screen(&ben, &booking).await;
    let (mut old, id) = join(&anna, &booking, "VIEWING").await;
    let before = shows(&mut bens, &[("Anna", "VIEWING", None)]).await;
    let _new = join_as(&anna, &id, &booking, "EDITING").await;
    let after = shows(&mut bens, &[("Anna", "EDITING", None)]).await;
    assert_eq!(after[0]["since"], before[0]["since"], "she never left");
    old.ended().await;
    // The old socket takes nobody along.
    drop(old);
    assert_eq!(update(&anna, &id, "EDITING", Some("notes")).await["__typename"], "PresenceSaved");
    shows(&mut bens, &[("Anna", "EDITING", Some("notes"))]).await;

    // Nobody else can.
    let variables = json!({ "booking": booking["id"], "presence": id });
    let mut thief = Socket::signed_in(&ben).await;
    thief.subscribe("1", document!("join_booking"), variables).await;
    let refused = thief.next_message().await;
    assert!(refused.to_string().contains("presenceId is somebody else's"), "{refused}");
    assert_eq!(update(&ben, &id, "VIEWING", None).await["__typename"], "NotFound");
    assert_eq!(asked(&ben, &booking).await, [json!(["Anna", "EDITING", "notes"])]);
}

#[tokio::test]
async fn a_viewer_may_look_and_not_edit() {
    let house = House::open().await;
    let (vera, booking) = (house.vera().await, house.booking().await);
    let (_socket, id) = join(&vera, &booking, "VIEWING").await;
    assert_eq!(update(&vera, &id, "VIEWING", Some("notes")).await["__typename"], "PresenceSaved");
    assert_eq!(update(&vera, &id, "EDITING", Some("notes")).await["__typename"], "Forbidden");
    let variables = json!({ "booking": booking["id"], "presence": Uuid::now_v7(), "mode": "EDITING" });
    let mut socket = Socket::signed_in(&vera).await;
    socket.subscribe("1", document!("join_booking"), variables).await;
    assert_eq!(code(&socket.next_message().await["payload"]), "FORBIDDEN");
    assert_eq!(asked(&vera, &booking).await, [json!(["Vera", "VIEWING", "notes"])]);
}

#[tokio::test]
async fn fast_typing_is_written_seldom_and_ends_in_the_last_state() {
    let house = House::open().await;
    let (anna, ben, booking) = (house.anna().await, house.ben().await, house.booking().await);
    let (_annas, id) = join(&anna, &booking, "EDITING").await;
    let mut bens = screen(&ben, &booking).await;
    let sql = "CREATE TABLE written (field text); \
               CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS \
                 'BEGIN INSERT INTO written VALUES (NEW.field); RETURN NULL; END'; \
               CREATE TRIGGER note AFTER UPDATE OF mode, field ON presence FOR EACH ROW EXECUTE FUNCTION note()";
    house.database.sql(sql).await;

    let mut socket = Socket::signed_in(&anna).await;
    let fields = ["notes", "adults", "children", "checkIn", "checkOut"];
    let began = std::time::Instant::now();
    for (number, field) in fields.iter().cycle().take(60).chain(["currency"].iter()).enumerate() {
        let input = json!({ "presenceId": id, "mode": "EDITING", "field": field });
        let variables = json!({ "input": input });
        socket.subscribe(&number.to_string(), document!("update_presence"), variables).await;
    }
    let mut saved = 0;
    while saved < 61 {
        let message = socket.next_message().await;
        if message["type"] == "next" {
            let member = &message["payload"]["data"]["updatePresence"]["__typename"];
            assert_eq!(member, "PresenceSaved", "nobody is refused for typing fast: {message}");
            saved += 1;
        }
    }
    let most = began.elapsed().as_millis() / 200 + 2;
    shows(&mut bens, &[("Anna", "EDITING", Some("currency"))]).await;
    let written: i64 = house.database.value("SELECT count(*) FROM written").await;
    assert!(u128::try_from(written).unwrap() <= most, "{written} writes, at most {most} expected");
    assert_eq!(asked(&ben, &booking).await, [json!(["Anna", "EDITING", "currency"])]);
}

#[tokio::test]
async fn a_booking_with_people_can_be_deleted() {
    let house = House::open().await;
    let (anna, booking) = (house.anna().await, house.booking().await);
    let (annas, _) = join(&anna, &booking, "EDITING").await;
    let input = json!({ "input": { "id": booking["id"], "expectedVersion": 1 } });
    let deleted = anna.run(document!("remove_booking"), input).await;
    assert_eq!(deleted["deleteBooking"]["__typename"], "BookingDeleted", "{deleted}");
    let variables = json!({ "booking": booking["id"], "presence": Uuid::now_v7() });
    let mut late = Socket::signed_in(&anna).await;
    late.subscribe("1", document!("join_booking"), variables).await;
    let refused = late.next_message().await;
    assert!(refused.to_string().contains("bookingId names no booking"), "{refused}");
    drop(annas);
    eventually("she has left", async || {
        house.database.value::<i64>("SELECT count(*) FROM presence").await == 0
    })
    .await;
}
