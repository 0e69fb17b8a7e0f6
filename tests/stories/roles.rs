//! Who may do what: each field at the root of the schema, for nobody, a viewer, the desk and a manager.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{KINDS, ask, assert_same, code, request, roots};
use crate::support::{House, Person, Socket};

/// Whom a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    Anybody,
    Viewer,
    Desk,
    Manager,
}

use For::{Anybody, Desk, Manager, Viewer};

/// Each field with arguments that do no harm where they are let through.
fn table(booking: &Value) -> Vec<(&'static str, &'static str, For, Value)> {
    let id = Uuid::now_v7();
    let update = json!({ "id": id, "expectedVersion": 1, "patch": { "notes": "" } });
    let delete = json!({ "input": { "id": id, "expectedVersion": 1 } });
    let merge = json!({ "keep": { "id": id, "expectedVersion": 1 },
        "remove": { "id": Uuid::now_v7(), "expectedVersion": 1 }, "patch": {} });
    let stay = json!({ "roomId": id, "guestId": id, "checkIn": "2030-05-01", "checkOut": "2030-05-04" });
    let rename = json!({ "id": id, "expectedVersion": 1, "patch": { "name": "Zoe" } });
    let member = json!({ "input": { "id": id, "expectedVersion": 1 } });
    let zoe = json!({ "name": "Zoe", "email": "zoe@hotel.example", "role": "DESK" });
    vec![
        ("query", "accountLog", Manager, json!({})),
        ("query", "activity", Manager, json!({})),
        ("query", "activityActors", Manager, json!({})),
        ("query", "availability", Viewer, json!({ "from": "2030-05-01", "to": "2030-05-04" })),
        ("query", "booking", Viewer, json!({ "id": id })),
        ("query", "bookings", Viewer, json!({})),
        ("query", "changes", Viewer, json!({})),
        ("query", "countries", Viewer, json!({})),
        ("query", "currencies", Viewer, json!({})),
        ("query", "deletedBookings", Desk, json!({})),
        ("query", "guest", Viewer, json!({ "id": id })),
        ("query", "guestMerge", Viewer, json!({ "id": id })),
        ("query", "guests", Viewer, json!({})),
        ("query", "history", Viewer, json!({ "id": id })),
        ("query", "hotel", Viewer, json!({})),
        ("query", "me", Anybody, json!({})),
        ("query", "node", Viewer, json!({ "id": id })),
        ("query", "room", Viewer, json!({ "id": id })),
        ("query", "rooms", Viewer, json!({})),
        ("query", "sessions", Viewer, json!({})),
        ("query", "staff", Manager, json!({})),
        ("mutation", "acceptInvitation", Anybody, json!({ "token": "no link", "password": "a password" })),
        ("mutation", "changePassword", Viewer, json!({ "current": "wrong guess", "new": "a new password" })),
        ("mutation", "createBooking", Desk, json!({ "input": stay })),
        ("mutation", "createBookings", Desk, json!({ "input": [stay] })),
        ("mutation", "createGuest", Desk, json!({ "input": { "name": "Dora" } })),
        ("mutation", "createRoom", Manager, json!({ "input": { "name": "Attic" } })),
        ("mutation", "createRooms", Manager, json!({ "input": [{ "name": "Loft" }] })),
        ("mutation", "deleteBooking", Desk, delete.clone()),
        ("mutation", "deleteGuest", Desk, delete.clone()),
        ("mutation", "deleteRoom", Manager, delete),
        ("mutation", "endStaffSessions", Manager, member.clone()),
        ("mutation", "eraseGuest", Manager, json!({ "input": { "id": id } })),
        ("mutation", "inviteColleague", Manager, json!({ "input": zoe })),
        ("mutation", "renewInvitation", Manager, member),
        ("mutation", "mergeGuests", Desk, json!({ "input": merge })),
        ("mutation", "renewSession", Viewer, json!({})),
        ("mutation", "revokeSession", Viewer, json!({ "id": id })),
        ("mutation", "signIn", Anybody, json!({ "email": "anna@demo.frontdesk", "password": "frontdesk" })),
        ("mutation", "updateBooking", Desk, json!({ "input": update })),
        ("mutation", "updateBookings", Desk, json!({ "input": [update] })),
        ("mutation", "updateGuest", Desk, json!({ "input": update })),
        ("mutation", "updateHotel", Manager, json!({ "input": { "expectedVersion": 0, "patch": {} } })),
        ("mutation", "updatePresence", Desk, json!({ "input": { "presenceId": id, "mode": "EDITING" } })),
        ("mutation", "updateRoom", Manager, json!({ "input": update })),
        ("mutation", "updateStaffMember", Manager, json!({ "input": rename })),
        ("subscription", "bookingChanged", Viewer, json!({})),
        ("subscription", "guestChanged", Viewer, json!({})),
        ("subscription", "hotelChanged", Viewer, json!({})),
        ("subscription", "joinBooking", Viewer, json!({ "bookingId": booking, "presenceId": id })),
        ("subscription", "presenceChanged", Viewer, json!({ "bookingId": booking })),
        ("subscription", "roomChanged", Viewer, json!({})),
        // Last: whoever was signed in no longer is.
        ("mutation", "signOut", Anybody, json!({})),
    ]
}

/// What came back: the first word of a subscription, the answer of all others.
async fn answer(person: &Person, kind: &str, field: &str, arguments: &Value) -> Value {
    if kind != "subscription" {
        return ask(person, kind, field, arguments.clone()).await;
    }
    let mut arguments = arguments.clone();
    if let Some(presence) = arguments.get_mut("presenceId") {
        // One of each person's own.
        *presence = json!(Uuid::now_v7());
    }
    let mut socket = Socket::signed_in(person).await;
    socket.subscribe("1", &request(kind, field, &arguments), arguments).await;
    let message = socket.next_message().await;
    match message["type"].as_str().unwrap() {
        "next" => message["payload"].clone(),
        "error" => json!({ "errors": message["payload"] }),
        other => panic!("{other}: {message}"),
    }
}

#[tokio::test]
async fn every_field_is_for_whom_it_says() {
    let house = House::open().await;
    let (vera, anna, mara) = (house.vera().await, house.anna().await, house.mara().await);
    let people = [(Anybody, Person::nobody(house.address)), (Viewer, vera), (Desk, anna), (Manager, mara)];

    let table = table(&house.booking().await["id"]);
    let listed: BTreeSet<_> = table.iter().map(|(kind, field, ..)| format!("{kind} {field}")).collect();
    let schema = KINDS
        .into_iter()
        .flat_map(|(kind, _)| roots(kind).into_iter().map(move |field| format!("{kind} {}", field.name)));
    assert_same("roles", &listed, &schema.collect());

    let mut wrong = vec![];
    for (kind, field, needed, arguments) in &table {
        for (role, person) in &people {
            let answer = answer(person, kind, field, arguments).await;
            let got = code(&answer);
            let member = &answer["data"][field]["__typename"];
            let allowed = got.is_empty() && answer["errors"].is_null() && member != "Forbidden";
            let as_expected = match (role, needed) {
                (role, needed) if role >= needed => allowed,
                (Anybody, _) => got == "UNAUTHENTICATED",
                _ if *kind == "mutation" => answer["errors"].is_null() && member == "Forbidden",
                _ => got == "FORBIDDEN",
            };
            if !as_expected {
                wrong.push(format!("{kind} {field}, for {needed:?}, asked by {role:?}: {answer}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is inside is as closed as the door: a row is reached only through fields that were checked.
#[tokio::test]
async fn nobody_learns_whether_a_row_exists() {
    let house = House::open().await;
    let booking = house.booking().await;
    let nobody = Person::nobody(house.address);
    let there = ask(&nobody, "query", "booking", json!({ "id": booking["id"] })).await;
    let not_there = ask(&nobody, "query", "booking", json!({ "id": Uuid::now_v7() })).await;
    assert_eq!(there, not_there);
    assert_eq!(code(&there), "UNAUTHENTICATED");
}
