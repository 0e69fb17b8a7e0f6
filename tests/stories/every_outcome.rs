//! Every member of every mutation's result can come about, and comes about here.

use std::collections::BTreeSet;
use std::pin::Pin;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{assert_same, members, outcome, request, roots};
use crate::support::{House, Person, Socket};

type Bringing<'a> = Pin<Box<dyn Future<Output = Value> + 'a>>;

/// A mutation, a member of its result, and how it comes about.
struct Case<'a>(String, &'static str, Box<dyn Fn() -> Bringing<'a> + 'a>);

macro_rules! case {
    ($cases:ident, $mutation:expr, $member:expr, $bring:expr) => {
        $cases.push(Case($mutation.to_string(), $member, Box::new(move || Box::pin($bring))))
    };
}

struct Scene {
    anna: Person,
    ben: Person,
    mara: Person,
    vera: Person,
    nobody: Person,
}

#[derive(Clone, Copy)]
struct Noun {
    name: &'static str,
    /// The field of the saved member that holds the row.
    row: &'static str,
    saved: &'static str,
    deleted: &'static str,
}

const BOOKING: Noun =
    Noun { name: "Booking", row: "booking", saved: "BookingSaved", deleted: "BookingDeleted" };
const GUEST: Noun = Noun { name: "Guest", row: "guest", saved: "GuestSaved", deleted: "GuestDeleted" };
const ROOM: Noun = Noun { name: "Room", row: "room", saved: "RoomSaved", deleted: "RoomDeleted" };

impl Noun {
    fn create(self) -> String {
        format!("create{}", self.name)
    }

    fn update(self) -> String {
        format!("update{}", self.name)
    }

    fn delete(self) -> String {
        format!("delete{}", self.name)
    }
}

impl Scene {
    async fn of(house: &House) -> Self {
        Self {
            anna: house.anna().await,
            ben: house.ben().await,
            mara: house.mara().await,
            vera: house.vera().await,
            nobody: Person::nobody(house.address),
        }
    }

    /// What a new row may be made of.
    async fn input(&self, noun: Noun) -> Value {
        match noun.name {
            "Guest" => json!({ "name": "Carl" }),
            "Room" => json!({ "name": format!("Room {}", Uuid::now_v7()) }),
            _ => {
                let room = Box::pin(self.made(ROOM)).await;
                let guest = Box::pin(self.made(GUEST)).await;
                json!({ "roomId": room["id"], "guestId": guest["id"],
                        "checkIn": "2030-05-01", "checkOut": "2030-05-04" })
            }
        }
    }

    /// A new row of version 1.
    async fn made(&self, noun: Noun) -> Value {
        let input = self.input(noun).await;
        let saved = outcome(&self.mara, &noun.create(), json!({ "input": input })).await;
        assert_eq!(saved["__typename"], noun.saved, "{saved}");
        saved[noun.row].clone()
    }

    async fn update(&self, who: &Person, mutation: &str, id: &Value, patch: Value) -> Value {
        let update = json!({ "id": id, "expectedVersion": 1, "patch": patch });
        let input = if mutation == "updateBookings" { json!([update]) } else { update };
        outcome(who, mutation, json!({ "input": input })).await
    }

    async fn delete(&self, who: &Person, noun: Noun, id: &Value) -> Value {
        outcome(who, &noun.delete(), json!({ "input": { "id": id, "expectedVersion": 1 } })).await
    }

    /// A row that was of version 1.
    async fn deleted(&self, noun: Noun) -> Value {
        let row = self.made(noun).await;
        let deleted = self.delete(&self.mara, noun, &row["id"]).await;
        assert_eq!(deleted["__typename"], noun.deleted, "{deleted}");
        row["id"].clone()
    }

    /// A row that is no longer of version 1.
    async fn moved_on(&self, noun: Noun) -> Value {
        let row = self.made(noun).await;
        let saved = self.update(&self.mara, &noun.update(), &row["id"], json!({ "notes": "quicker" })).await;
        assert_eq!(saved["__typename"], noun.saved, "{saved}");
        row["id"].clone()
    }

    async fn sign_in(&self, email: &str, password: &str) -> Value {
        outcome(&self.nobody, "signIn", json!({ "email": email, "password": password })).await
    }

    async fn change_password(&self, who: &Person, current: &str, new: &str) -> Value {
        outcome(who, "changePassword", json!({ "current": current, "new": new })).await
    }

    async fn invite(&self, who: &Person, email: &str) -> Value {
        let input = json!({ "name": "Zoe", "email": email, "role": "DESK" });
        outcome(who, "inviteColleague", json!({ "input": input })).await
    }

    /// Somebody who was invited: the id of the account, and the token of the link.
    async fn zoe(&self) -> (Value, Value) {
        let invited = self.invite(&self.mara, &format!("{}@hotel.example", Uuid::now_v7())).await;
        (invited["member"]["id"].clone(), invited["token"].clone())
    }

    async fn accept(&self, token: &Value, password: &str) -> Value {
        let arguments = json!({ "token": token, "password": password });
        outcome(&self.nobody, "acceptInvitation", arguments).await
    }

    async fn guess(&self, email: &str) {
        for _ in 0..5 {
            let guess = self.sign_in(email, "a wrong guess").await;
            assert_eq!(guess["__typename"], "InvalidCredentials");
        }
    }
}

fn writes<'a>(scene: &'a Scene, noun: Noun, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let (create, update, delete) = (noun.create(), noun.update(), noun.delete());
    let touch = || json!({ "notes": "sea view" });

    case!(cases, create, noun.saved, async move {
        outcome(&s.mara, &noun.create(), json!({ "input": s.input(noun).await })).await
    });
    case!(cases, create, "AlreadyDeleted", async move {
        let mut input = s.input(noun).await;
        input["mutationId"] = json!(Uuid::now_v7());
        let saved = outcome(&s.mara, &noun.create(), json!({ "input": input })).await;
        s.delete(&s.mara, noun, &saved[noun.row]["id"]).await;
        outcome(&s.mara, &noun.create(), json!({ "input": input })).await
    });
    case!(cases, create, "InvalidInput", async move {
        let mut input = s.input(noun).await;
        input["notes"] = json!("\0");
        outcome(&s.mara, &noun.create(), json!({ "input": input })).await
    });
    case!(cases, create, "Forbidden", async move {
        outcome(&s.vera, &noun.create(), json!({ "input": s.input(noun).await })).await
    });

    case!(cases, update, noun.saved, async move {
        s.update(&s.mara, &noun.update(), &s.made(noun).await["id"], touch()).await
    });
    case!(cases, update, "Conflict", async move {
        s.update(&s.mara, &noun.update(), &s.moved_on(noun).await, touch()).await
    });
    case!(cases, update, "NotFound", async move {
        s.update(&s.mara, &noun.update(), &json!(Uuid::now_v7()), touch()).await
    });
    case!(cases, update, "AlreadyDeleted", async move {
        s.update(&s.mara, &noun.update(), &s.deleted(noun).await, touch()).await
    });
    case!(cases, update, "InvalidInput", async move {
        s.update(&s.mara, &noun.update(), &s.made(noun).await["id"], json!({ "notes": null })).await
    });
    case!(cases, update, "Forbidden", async move {
        s.update(&s.vera, &noun.update(), &s.made(noun).await["id"], touch()).await
    });

    case!(
        cases,
        delete,
        noun.deleted,
        async move { s.delete(&s.mara, noun, &s.made(noun).await["id"]).await }
    );
    case!(cases, delete, "Conflict", async move { s.delete(&s.mara, noun, &s.moved_on(noun).await).await });
    case!(cases, delete, "NotFound", async move { s.delete(&s.mara, noun, &json!(Uuid::now_v7())).await });
    case!(
        cases,
        delete,
        "AlreadyDeleted",
        async move { s.delete(&s.mara, noun, &s.deleted(noun).await).await }
    );
    case!(cases, delete, "InvalidInput", async move { s.delete(&s.mara, noun, &json!("no UUID")).await });
    case!(
        cases,
        delete,
        "Forbidden",
        async move { s.delete(&s.vera, noun, &s.made(noun).await["id"]).await }
    );
}

fn stays<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    case!(cases, "createBooking", "RoomUnavailable", async move {
        let input = json!({ "input": s.input(BOOKING).await });
        outcome(&s.anna, "createBooking", input.clone()).await;
        outcome(&s.anna, "createBooking", input).await
    });
    let create_all =
        async |who: &Person, input: Value| outcome(who, "createBookings", json!({ "input": [input] })).await;
    case!(cases, "createBookings", "BookingsSaved", async move {
        create_all(&s.anna, s.input(BOOKING).await).await
    });
    case!(cases, "createBookings", "RoomUnavailable", async move {
        let input = s.input(BOOKING).await;
        create_all(&s.anna, input.clone()).await;
        create_all(&s.anna, input).await
    });
    case!(cases, "createBookings", "AlreadyDeleted", async move {
        let input = s.input(BOOKING).await;
        let named = |name: Uuid| {
            let mut input = input.clone();
            input["mutationId"] = json!(name);
            input
        };
        let name = Uuid::now_v7();
        let made = create_all(&s.anna, named(name)).await;
        s.delete(&s.anna, BOOKING, &made["results"][0]["booking"]["id"]).await;
        create_all(&s.anna, named(name)).await
    });
    case!(cases, "createBookings", "InvalidInput", async move {
        outcome(&s.anna, "createBookings", json!({ "input": [] })).await
    });
    case!(
        cases,
        "createBookings",
        "Forbidden",
        async move { create_all(&s.vera, s.input(BOOKING).await).await }
    );
    for mutation in ["updateBooking", "updateBookings"] {
        case!(cases, mutation, "RoomUnavailable", async move {
            let (mine, theirs) = (s.made(BOOKING).await, s.made(BOOKING).await);
            s.update(&s.anna, mutation, &mine["id"], json!({ "roomId": theirs["roomId"] })).await
        });
    }
    case!(cases, "updateBookings", "BookingsSaved", async move {
        s.update(&s.anna, "updateBookings", &s.made(BOOKING).await["id"], json!({ "adults": 2 })).await
    });
    case!(cases, "updateBookings", "Conflict", async move {
        s.update(&s.anna, "updateBookings", &s.moved_on(BOOKING).await, json!({ "notes": "" })).await
    });
    case!(cases, "updateBookings", "NotFound", async move {
        s.update(&s.anna, "updateBookings", &json!(Uuid::now_v7()), json!({ "adults": 2 })).await
    });
    case!(cases, "updateBookings", "AlreadyDeleted", async move {
        s.update(&s.anna, "updateBookings", &s.deleted(BOOKING).await, json!({ "adults": 2 })).await
    });
    case!(cases, "updateBookings", "InvalidInput", async move {
        outcome(&s.anna, "updateBookings", json!({ "input": [] })).await
    });
    case!(cases, "updateBookings", "Forbidden", async move {
        s.update(&s.vera, "updateBookings", &s.made(BOOKING).await["id"], json!({ "adults": 2 })).await
    });
    case!(cases, "deleteGuest", "GuestInUse", async move {
        s.delete(&s.anna, GUEST, &s.made(BOOKING).await["guestId"]).await
    });
    case!(cases, "deleteRoom", "RoomInUse", async move {
        s.delete(&s.mara, ROOM, &s.made(BOOKING).await["roomId"]).await
    });
}

fn several_rooms<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let rooms = || json!([{ "name": format!("Room {}", Uuid::now_v7()), "mutationId": Uuid::now_v7() }]);
    case!(cases, "createRooms", "RoomsSaved", async move {
        outcome(&s.mara, "createRooms", json!({ "input": rooms() })).await
    });
    case!(cases, "createRooms", "AlreadyDeleted", async move {
        let input = json!({ "input": rooms() });
        let made = outcome(&s.mara, "createRooms", input.clone()).await;
        s.delete(&s.mara, ROOM, &made["rooms"][0]["id"]).await;
        outcome(&s.mara, "createRooms", input).await
    });
    case!(cases, "createRooms", "InvalidInput", async move {
        outcome(&s.mara, "createRooms", json!({ "input": [] })).await
    });
    case!(cases, "createRooms", "Forbidden", async move {
        outcome(&s.anna, "createRooms", json!({ "input": rooms() })).await
    });
}

fn settings<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let mut bring = |member, who: &'a Person, expected: i32, patch: Value| {
        case!(cases, "updateHotel", member, {
            let input = json!({ "expectedVersion": expected, "patch": patch });
            async move { outcome(who, "updateHotel", json!({ "input": input })).await }
        });
    };
    bring("HotelSaved", &s.mara, 0, json!({ "name": "Zur Post" }));
    bring("HotelConflict", &s.mara, 0, json!({ "name": "Zum Adler" }));
    bring("InvalidInput", &s.mara, 1, json!({ "name": "" }));
    bring("Forbidden", &s.anna, 1, json!({ "name": "Zum Adler" }));
}

fn erasures<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let mut bring = |member, who: &'a Person, there: bool| {
        case!(cases, "eraseGuest", member, async move {
            let id = if there { s.made(GUEST).await["id"].clone() } else { json!(Uuid::now_v7()) };
            outcome(who, "eraseGuest", json!({ "input": { "id": id } })).await
        });
    };
    bring("GuestErased", &s.mara, true);
    bring("NotFound", &s.mara, false);
    bring("Forbidden", &s.anna, true);
    case!(cases, "eraseGuest", "InvalidInput", async move {
        outcome(&s.mara, "eraseGuest", json!({ "input": { "id": "no UUID" } })).await
    });
}

fn merges<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let mut bring = |member, who: &'a Person, first: &'static str| {
        case!(cases, "mergeGuests", member, async move {
            let keep = match first {
                "made" => s.made(GUEST).await["id"].clone(),
                "moved on" => s.moved_on(GUEST).await,
                "deleted" => s.deleted(GUEST).await,
                _ => json!(first),
            };
            let guest = |id: &Value| json!({ "id": id, "expectedVersion": 1 });
            let remove = guest(&s.made(GUEST).await["id"]);
            let input = json!({ "keep": guest(&keep), "remove": remove, "patch": {} });
            outcome(who, "mergeGuests", json!({ "input": input })).await
        });
    };
    bring("GuestsMerged", &s.anna, "made");
    bring("Conflict", &s.anna, "moved on");
    bring("NotFound", &s.anna, "018f0000-0000-7000-8000-000000000000");
    bring("AlreadyDeleted", &s.anna, "deleted");
    bring("InvalidInput", &s.anna, "no UUID");
    bring("Forbidden", &s.vera, "made");
}

fn accounts<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let signed_in = async |name: &str| Person::sign_in(s.nobody.address, name).await;
    case!(cases, "signIn", "Session", async move { s.sign_in("anna@demo.frontdesk", "frontdesk").await });
    case!(cases, "signIn", "InvalidCredentials", async move {
        s.sign_in("anna@demo.frontdesk", "frontdoor").await
    });
    case!(cases, "signIn", "TooManyAttempts", async move {
        s.guess("nobody@demo.frontdesk").await;
        s.sign_in("nobody@demo.frontdesk", "frontdesk").await
    });
    case!(cases, "signOut", "SignedOut", async move {
        outcome(&signed_in("anna").await, "signOut", json!({})).await
    });
    case!(cases, "renewSession", "Session", async move { outcome(&s.anna, "renewSession", json!({})).await });
    case!(cases, "renewSession", "SessionEnded", async move {
        // The two are carried out one after the other, for one and the same caller.
        let both = "mutation { signOut { __typename } renewSession { __typename } }";
        let person = signed_in("anna").await;
        person.run(both, json!({})).await["renewSession"].clone()
    });
    case!(cases, "revokeSession", "SessionRevoked", async move {
        let elsewhere = signed_in("anna").await;
        let sessions = elsewhere.run("{ sessions { id current } }", json!({})).await;
        let sessions = sessions["sessions"].as_array().unwrap().clone();
        let id = sessions.iter().find(|session| session["current"] == true).unwrap()["id"].clone();
        outcome(&s.anna, "revokeSession", json!({ "id": id })).await
    });
    case!(cases, "revokeSession", "SessionNotFound", async move {
        outcome(&s.anna, "revokeSession", json!({ "id": Uuid::now_v7() })).await
    });
    case!(cases, "changePassword", "PasswordChanged", async move {
        s.change_password(&s.ben, "frontdesk", "another password").await
    });
    case!(cases, "changePassword", "InvalidCredentials", async move {
        s.change_password(&s.anna, "frontdoor", "another password").await
    });
    case!(cases, "changePassword", "InvalidInput", async move {
        s.change_password(&s.anna, "frontdesk", "short").await
    });
    case!(cases, "changePassword", "TooManyAttempts", async move {
        s.guess("vera@demo.frontdesk").await;
        s.change_password(&s.vera, "frontdesk", "another password").await
    });
}

fn staff<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let about = |id: &Value, version: i64| json!({ "input": { "id": id, "expectedVersion": version } });
    let patch = |id: &Value, version: i64, patch: Value| json!({ "input": { "id": id, "expectedVersion": version, "patch": patch } });
    let renamed = move |id: &Value, version: i64| patch(id, version, json!({ "name": "Zoe" }));
    let unknown = || json!(Uuid::now_v7());
    for (member, email) in [("InvitationSaved", "first@hotel.example"), ("InvalidInput", "no address")] {
        case!(cases, "inviteColleague", member, async move { s.invite(&s.mara, email).await });
    }
    case!(cases, "inviteColleague", "Forbidden", async move { s.invite(&s.anna, "x@hotel.example").await });
    for (mutation, saved) in [
        ("renewInvitation", "InvitationSaved"),
        ("updateStaffMember", "StaffMemberSaved"),
        ("endStaffSessions", "StaffMemberSaved"),
    ] {
        let input = move |id: &Value, version| match mutation {
            "updateStaffMember" => renamed(id, version),
            _ => about(id, version),
        };
        case!(
            cases,
            mutation,
            saved,
            async move { outcome(&s.mara, mutation, input(&s.zoe().await.0, 1)).await }
        );
        case!(cases, mutation, "StaffConflict", async move {
            outcome(&s.mara, mutation, input(&s.zoe().await.0, 7)).await
        });
        case!(
            cases,
            mutation,
            "NotFound",
            async move { outcome(&s.mara, mutation, input(&unknown(), 1)).await }
        );
        case!(cases, mutation, "InvalidInput", async move {
            outcome(&s.mara, mutation, input(&json!("no UUID"), 1)).await
        });
        case!(cases, mutation, "Forbidden", async move {
            outcome(&s.anna, mutation, input(&s.zoe().await.0, 1)).await
        });
    }
    case!(cases, "updateStaffMember", "LastManager", async move {
        let mara = s.mara.run("{ me { id } }", json!({})).await["me"]["id"].clone();
        outcome(&s.mara, "updateStaffMember", patch(&mara, 1, json!({ "role": "DESK" }))).await
    });
    case!(cases, "renewInvitation", "AccountClosed", async move {
        let (id, _) = s.zoe().await;
        outcome(&s.mara, "updateStaffMember", patch(&id, 1, json!({ "closed": true }))).await;
        outcome(&s.mara, "renewInvitation", about(&id, 2)).await
    });
    case!(
        cases,
        "acceptInvitation",
        "Session",
        async move { s.accept(&s.zoe().await.1, "a new password").await }
    );
    case!(
        cases,
        "acceptInvitation",
        "InvalidInput",
        async move { s.accept(&s.zoe().await.1, "short").await }
    );
    case!(cases, "acceptInvitation", "InvalidInvitation", async move {
        s.accept(&json!("no link"), "a new password").await
    });
    case!(cases, "acceptInvitation", "TooManyAttempts", async move {
        for _ in 0..5 {
            s.accept(&json!("the same guess"), "a new password").await;
        }
        s.accept(&json!("the same guess"), "a new password").await
    });
}

fn presence<'a>(scene: &'a Scene, cases: &mut Vec<Case<'a>>) {
    let s = scene;
    let mut bring = |member, who: &'a Person, mode, field| {
        case!(cases, "updatePresence", member, async move {
            let (mut socket, presence) = (Socket::signed_in(who).await, Uuid::now_v7());
            let place = json!({ "bookingId": s.made(BOOKING).await["id"], "presenceId": presence });
            socket.subscribe("1", &request("subscription", "joinBooking", &place), place).await;
            assert_eq!(socket.next_message().await["type"], "next");
            let input = json!({ "presenceId": presence, "mode": mode, "field": field });
            outcome(who, "updatePresence", json!({ "input": input })).await
        });
    };
    bring("PresenceSaved", &s.anna, "EDITING", "notes");
    bring("InvalidInput", &s.anna, "EDITING", "colour");
    bring("Forbidden", &s.vera, "EDITING", "notes");
    case!(cases, "updatePresence", "NotFound", async move {
        let input = json!({ "presenceId": Uuid::now_v7(), "mode": "VIEWING" });
        outcome(&s.anna, "updatePresence", json!({ "input": input })).await
    });
}

#[tokio::test]
async fn every_member_of_every_result_comes_about() {
    let house = House::open().await;
    let scene = Scene::of(&house).await;
    let mut cases = vec![];
    for noun in [BOOKING, GUEST, ROOM] {
        writes(&scene, noun, &mut cases);
    }
    stays(&scene, &mut cases);
    several_rooms(&scene, &mut cases);
    settings(&scene, &mut cases);
    presence(&scene, &mut cases);
    erasures(&scene, &mut cases);
    staff(&scene, &mut cases);
    merges(&scene, &mut cases);
    accounts(&scene, &mut cases);

    let table: BTreeSet<_> =
        cases.iter().map(|Case(mutation, member, _)| format!("{mutation} {member}")).collect();
    assert_eq!(table.len(), cases.len(), "a case stands in the table twice");
    let mut schema = BTreeSet::new();
    for mutation in roots("mutation") {
        let name = &mutation.name;
        schema
            .extend(members(mutation.ty.inner_named_type()).iter().map(|member| format!("{name} {member}")));
    }
    assert_same("members of results", &table, &schema);

    for Case(mutation, member, bring) in &cases {
        let came = bring().await;
        assert_eq!(came["__typename"], *member, "{mutation}: {came}");
        // Whatever went wrong is told in words.
        if came.get("message").is_some() {
            assert!(came["message"].as_str().is_some_and(|message| message.len() > 10), "{mutation}: {came}");
        }
    }
}

/// The comparison sees what only one of the two has.
#[test]
fn a_forgotten_member_is_named() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    for (table, schema, named) in [
        (set(&["signIn Session"]), set(&["signIn Session", "signIn Tired"]), "signIn Tired"),
        (set(&["signIn Session", "signOut Gone"]), set(&["signIn Session"]), "signOut Gone"),
    ] {
        let failed = std::panic::catch_unwind(|| assert_same("results", &table, &schema)).unwrap_err();
        assert!(failed.downcast_ref::<String>().unwrap().contains(named));
    }
}
