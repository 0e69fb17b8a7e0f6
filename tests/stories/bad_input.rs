//! A value that breaks a rule is answered with the field's name and the rule in words, and writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{ask, assert_same, code, contract, input, outcome, request, roots};
use crate::support::{House, Person, Socket};

/// What a bad value comes to.
#[derive(Clone, Copy, Debug)]
enum End {
    /// `InvalidInput` with this field.
    Names(&'static str),
    /// A request that is no request: an error with a code, which names the field or what was expected.
    Refused,
    /// Another member of the result: the value is sound, and somebody has to decide.
    Member(&'static str),
}

use End::{Member, Names, Refused};

/// What nobody sees in a name, and what turns it around.
const UNSEEN: [&str; 4] = ["a\u{202e}b", "a\u{1b}[31mb", "\u{3164}", "a\u{e0041}"];

/// Rows that the bad values refer to.
struct Scene {
    mara: Person,
    room: Value,
    guest: Value,
    booking: Value,
    /// A room that sleeps nobody yet.
    free_room: Value,
    /// A guest whom no booking names.
    free_guest: Value,
    /// Two who are one.
    twins: [Value; 2],
    deleted_guest: Value,
    deleted_room: Value,
    deleted_booking: Value,
    /// Anna's account.
    account: Value,
    presence: Uuid,
    /// Mara has the booking open here.
    _screen: Socket,
}

impl Scene {
    async fn of(house: &House) -> Self {
        let mara = house.mara().await;
        let booking = house.booking().await;
        let new = async |mutation: &str, field: &str, input: Value| {
            outcome(&mara, mutation, json!({ "input": input })).await[field].clone()
        };
        let free_room = new("createRoom", "room", json!({ "name": "Attic" })).await;
        let free_guest = new("createGuest", "guest", json!({ "name": "Nobody's" })).await;
        let twins = [mara.guest("Twin").await, mara.guest("Twin").await];
        let deleted_room = new("createRoom", "room", json!({ "name": "Cellar" })).await;
        let deleted_guest = new("createGuest", "guest", json!({ "name": "Gone" })).await;
        let stay = json!({ "roomId": free_room["id"], "guestId": booking["guest"]["id"],
                           "checkIn": "2031-05-01", "checkOut": "2031-05-04" });
        let deleted_booking = new("createBooking", "booking", stay).await;
        for (mutation, row) in [
            ("deleteRoom", &deleted_room),
            ("deleteGuest", &deleted_guest),
            ("deleteBooking", &deleted_booking),
        ] {
            let input = json!({ "input": { "id": row["id"], "expectedVersion": 1 } });
            outcome(&mara, mutation, input).await;
        }
        let named = json!({ "input": { "expectedVersion": 0, "patch": { "name": "Zur Post" } } });
        assert_eq!(outcome(&mara, "updateHotel", named).await["__typename"], "HotelSaved");
        let (room, guest) = (booking["room"].clone(), booking["guest"].clone());
        let (mut screen, presence) = (Socket::signed_in(&mara).await, Uuid::now_v7());
        let place = json!({ "bookingId": booking["id"], "presenceId": presence });
        screen.subscribe("1", &request("subscription", "joinBooking", &place), place).await;
        assert_eq!(screen.next_message().await["type"], "next");
        let staff = ask(&mara, "query", "staff", json!({})).await["data"]["staff"].clone();
        let account =
            staff.as_array().unwrap().iter().find(|member| member["name"] == "Anna").unwrap().clone();
        Self {
            mara,
            account,
            room,
            guest,
            booking,
            free_room,
            free_guest,
            twins,
            deleted_guest,
            deleted_room,
            deleted_booking,
            presence,
            _screen: screen,
        }
    }

    /// Input that would be saved, but for the one value that is put into it.
    fn base(&self, name: &str) -> Value {
        match name {
            "CreateBookingInput" => json!({
                "roomId": self.free_room["id"], "guestId": self.guest["id"],
                "checkIn": "2032-05-01", "checkOut": "2032-05-04",
            }),
            "CreateGuestInput" => json!({ "name": "Dora" }),
            "CreateRoomInput" => json!({ "name": "Tower" }),
            "UpdateBookingInput" => {
                json!({ "id": self.booking["id"], "expectedVersion": 1, "patch": { "notes": "touched" } })
            }
            "UpdateGuestInput" => {
                json!({ "id": self.guest["id"], "expectedVersion": 1, "patch": { "notes": "touched" } })
            }
            "UpdateRoomInput" => {
                json!({ "id": self.free_room["id"], "expectedVersion": 1, "patch": { "notes": "touched" } })
            }
            "UpdateHotelInput" => json!({ "expectedVersion": 1, "patch": { "name": "Zum Adler" } }),
            "UpdatePresenceInput" => json!({ "presenceId": self.presence, "mode": "EDITING" }),
            "DeleteBookingInput" => json!({ "id": self.booking["id"], "expectedVersion": 1 }),
            "DeleteGuestInput" => json!({ "id": self.free_guest["id"], "expectedVersion": 1 }),
            "DeleteRoomInput" => json!({ "id": self.free_room["id"], "expectedVersion": 1 }),
            "InviteColleagueInput" => {
                json!({ "name": "Zoe", "email": "zoe@hotel.example", "role": "DESK" })
            }
            "StaffMemberInput" => json!({ "id": self.account["id"], "expectedVersion": 1 }),
            "UpdateStaffMemberInput" => {
                json!({ "id": self.account["id"], "expectedVersion": 1, "patch": { "name": "Anna" } })
            }
            "EraseGuestInput" => json!({ "id": self.free_guest["id"] }),
            "MergeGuestsInput" => json!({
                "keep": { "id": self.twins[0]["id"], "expectedVersion": 1 },
                "remove": { "id": self.twins[1]["id"], "expectedVersion": 1 }, "patch": { "notes": "touched" },
            }),
            "BookingPatch" | "GuestPatch" | "HotelPatch" | "RoomPatch" => json!({}),
            other => panic!("{other} is a new input: give it a base"),
        }
    }

    /// The bad values of a field; none for a field that nobody has thought of.
    fn bad_values(&self, owner: &str, field: &'static str) -> Vec<(Value, End)> {
        let new = owner.starts_with("Create");
        let patch = owner.ends_with("Patch");
        let text = |length: usize| json!("ü".repeat(length));
        let unknown = json!(Uuid::now_v7());
        let mut values: Vec<(Value, End)> = match field {
            "roomId" | "guestId" => {
                let deleted = if field == "roomId" { &self.deleted_room } else { &self.deleted_guest };
                let deleted = deleted["id"].clone();
                let other = if field == "roomId" { &self.guest } else { &self.room };
                let other = other["id"].clone();
                let mut ids = [json!("no UUID"), json!(""), json!("\0"), json!(7), unknown, deleted, other]
                    .map(|value| (value, Names(field)))
                    .to_vec();
                ids.extend([json!(true), json!([]), json!({})].map(|value| (value, Refused)));
                ids
            }
            "id" if new => {
                let (used, deleted) = match owner {
                    "CreateBookingInput" => (&self.booking, &self.deleted_booking),
                    "CreateGuestInput" => (&self.guest, &self.deleted_guest),
                    _ => (&self.room, &self.deleted_room),
                };
                [json!("no UUID"), json!(""), json!("\0"), used["id"].clone(), deleted["id"].clone()]
                    .map(|value| (value, Names("id")))
                    .to_vec()
            }
            "keep" | "remove" => {
                let other = &self.twins[usize::from(field == "keep")];
                let guest = |id: Value| json!({ "id": id, "expectedVersion": 1 });
                let named = if field == "keep" { "keep.id" } else { "remove.id" };
                let mut guests = ["no UUID", "", "\0"].map(|id| (guest(json!(id)), Names(named))).to_vec();
                guests.push((guest(other["id"].clone()), Names("remove.id")));
                guests.push((guest(unknown), Member("NotFound")));
                guests.push((guest(self.deleted_guest["id"].clone()), Member("AlreadyDeleted")));
                guests.extend([Value::Null, json!("all"), guest(Value::Null)].map(|value| (value, Refused)));
                guests
            }
            // Of both guests of a merge: named by which of them it is.
            "id" if owner == "GuestVersion" => vec![(Value::Null, Refused), (unknown, Member("NotFound"))],
            "id" => vec![
                (json!("no UUID"), Names("id")),
                (json!(""), Names("id")),
                (json!("\0"), Names("id")),
                (json!("018f0000-0000-7000-8000-00000000000"), Names("id")),
                (Value::Null, Refused),
                (unknown, Member("NotFound")),
            ],
            "presenceId" => vec![
                (json!("no UUID"), Names("presenceId")),
                (json!(""), Names("presenceId")),
                (json!("\0"), Names("presenceId")),
                (Value::Null, Refused),
                (unknown, Member("NotFound")),
            ],
            // One that was never there, one of another kind, and one that still is.
            "restores" => {
                let others = [unknown, self.deleted_room["id"].clone(), self.booking["id"].clone()];
                let mut ids = [json!("no UUID"), json!(""), json!("\0")].to_vec();
                ids.extend(others);
                ids.into_iter().map(|value| (value, Names("restores"))).collect()
            }
            "reason" => vec![(json!("BECAUSE"), Refused), (Value::Null, Refused), (json!(1), Refused)],
            "mode" => vec![(json!("SLEEPING"), Refused), (Value::Null, Refused), (json!(1), Refused)],
            "field" => [json!("colour"), json!("check_in"), json!(""), json!("id"), json!("notes\0")]
                .map(|value| (value, Names("field")))
                .to_vec(),
            "mutationId" => {
                [text(101), json!("x".repeat(201)), json!(""), json!("a\0b"), json!("used before")]
                    .map(|value| (value, Names("mutationId")))
                    .to_vec()
            }
            "expectedVersion" => {
                let conflict = match owner {
                    "UpdateHotelInput" => "HotelConflict",
                    _ if owner.contains("Staff") => "StaffConflict",
                    _ => "Conflict",
                };
                let bad = [json!("one"), json!(1.5), json!(3_000_000_000_i64), Value::Null];
                let other = [0, -1, i32::MAX, i32::MIN].map(|version| (json!(version), Member(conflict)));
                bad.map(|version| (version, Refused)).into_iter().chain(other).collect()
            }
            "role" => vec![(json!("BOSS"), Refused), (json!(1), Refused)],
            "closed" => vec![(json!("yes"), Refused), (json!(1), Refused)],
            "onStale" => vec![(json!("PERHAPS"), Refused), (Value::Null, Refused), (json!(1), Refused)],
            "patch" => vec![
                (Value::Null, Refused),
                (json!("all"), Refused),
                (json!({ "colour": "red" }), Refused),
                (json!({ "version": 9 }), Refused),
            ],
            "notes" => vec![(text(10_001), Names("notes")), (json!("a\0b"), Names("notes"))],
            "name" => {
                let longest = if owner.contains("Room") { 100 } else { 200 };
                let mut names = vec![json!(""), json!(" \t\n\u{200b}"), text(longest + 1), json!("a\0b")];
                names.extend(UNSEEN.map(|text| json!(text)));
                if owner.contains("Room") {
                    names.push(self.room["name"].clone());
                    names.push(json!(self.room["name"].as_str().unwrap().to_uppercase()));
                }
                names.into_iter().map(|value| (value, Names("name"))).collect()
            }
            "email" => {
                let long = format!("{}@example.org", "a".repeat(250));
                let taken = if owner.contains("Guest") { "@" } else { "BEN@demo.frontdesk" };
                [
                    json!(taken),
                    json!("nobody"),
                    json!("a@b@c"),
                    json!("a b@c"),
                    json!("@"),
                    json!(""),
                    json!(long),
                    json!("a\0@b"),
                    json!("a\u{202e}@b"),
                ]
                .map(|value| (value, Names("email")))
                .to_vec()
            }
            "phone" => [json!(""), text(51), json!("1\0"), json!("1\u{7}")]
                .map(|value| (value, Names("phone")))
                .to_vec(),
            "country" => ["de", "DEU", "D", "", "D\0", "ÄÖ", "DE\n", "UK", "XX", "AN"]
                .map(|value| json!(value))
                .map(|value| (value, Names("country")))
                .to_vec(),
            "currency" => ["eur", "EURO", "", "EU\0", "€€€", "EUR\n", "ABC", "XXX", "XAU", "HRK"]
                .map(|value| json!(value))
                .map(|value| (value, Names("currency")))
                .to_vec(),
            "timeZone" => ["Berlin", "", "europe/berlin", "UTC+1", "Europe/Berlin\0"]
                .map(|value| (json!(value), Names("timeZone")))
                .to_vec(),
            "locale" => {
                ["german", "", "de_AT", "-", "de\0"].map(|value| (json!(value), Names("locale"))).to_vec()
            }
            "dayEnds" | "checkInFrom" | "checkOutUntil" => {
                let mut times = vec!["", "3:00", "24:00", "03:60", "03:00:00", "noon", "03:00\0"];
                times.extend((field == "dayEnds").then_some("12:01"));
                let numbers = [json!(3), json!(true)].map(|value| (value, Refused));
                times.into_iter().map(|time| (json!(time), Names(field))).chain(numbers).collect()
            }
            "roomType" => vec![
                (text(101), Names("roomType")),
                (json!("a\0b"), Names("roomType")),
                (json!(UNSEEN[0]), Names("roomType")),
            ],
            "adults" | "capacity" => [0, -1, 101, i32::MAX, i32::MIN]
                .map(|value| (json!(value), Names(field)))
                .into_iter()
                .chain([json!("2"), json!(1.5), json!(3_000_000_000_i64), json!(true)].map(|v| (v, Refused)))
                .collect(),
            "children" => [-1, 101, i32::MAX]
                .map(|value| (json!(value), Names(field)))
                .into_iter()
                .chain([json!("2"), json!(1.5), json!(-3_000_000_000_i64)].map(|v| (v, Refused)))
                .collect(),
            "totalPrice" | "nightlyRate" => {
                let unreadable = [
                    "",
                    "abc",
                    "1,50",
                    "NaN",
                    "Infinity",
                    "0x10",
                    "1e400",
                    "1e15",
                    "5_",
                    "+5",
                    " 5",
                    ".5",
                    "5.",
                    "792281625142643375935439503360",
                ];
                let broken = ["-1", "-0.01", "0.001", "10000000000", "9999999999.991", "9999999999.995"];
                let numbers =
                    [json!(-1), json!(0.001), json!(0.1 + 0.2), json!(1e21), json!(10_000_000_000_i64)];
                let texts = unreadable.into_iter().chain(broken).map(|value| json!(value));
                texts
                    .chain(numbers)
                    .map(|value| (value, Names(field)))
                    .chain([(json!(true), Refused), (json!([1]), Refused)])
                    .collect()
            }
            "checkIn" | "checkOut" => {
                let mut dates: Vec<_> = [
                    "",
                    "soon",
                    "2032-5-1",
                    "2032-13-01",
                    "2032-02-30",
                    "2032-05-01T00:00:00Z",
                    "+2032-05-01",
                    "20320501",
                    "0000-00-00",
                    "2032-05-01\0",
                ]
                .map(|value| (json!(value), Refused))
                .to_vec();
                dates.push((json!(20_320_501), Refused));
                if field == "checkIn" {
                    let years = ["1999-12-31", "0000-01-01", "0001-01-01", "9999-12-31"];
                    dates.extend(years.map(|value| (json!(value), Names("checkIn"))));
                    // The departure is no longer after the arrival.
                    let late = ["2032-05-04", "2032-06-01"];
                    dates.extend(late.map(|value| (json!(value), Names("checkOut"))));
                } else {
                    let early = ["2030-05-01", "2030-04-30", "0001-01-01", "2035-06-01", "9999-12-31"];
                    dates.extend(early.map(|value| (json!(value), Names("checkOut"))));
                }
                dates
            }
            "status" => {
                let moves: &[&str] = if new {
                    &["CHECKED_IN", "CHECKED_OUT", "CANCELLED", "NO_SHOW"]
                } else {
                    &["INQUIRY", "CHECKED_IN", "CHECKED_OUT", "NO_SHOW"]
                };
                let mut states: Vec<_> = moves.iter().map(|value| (json!(value), Names("status"))).collect();
                states.extend([(json!("LOST"), Refused), (json!("confirmed"), Refused), (json!(1), Refused)]);
                states
            }
            _ => vec![],
        };
        // Null: a patch's field is refused by its rule, one that must be there by the language.
        let definition = &input(owner).unwrap().fields[field];
        let clears =
            owner == "HotelPatch" || owner == "GuestPatch" && ["email", "phone", "country"].contains(&field);
        if patch && !clears && !values.is_empty() {
            values.push((Value::Null, Names(field)));
        }
        if (new || owner == "InviteColleagueInput") && definition.ty.is_non_null() {
            values.push((Value::Null, Refused));
        }
        values
    }
}

/// The mutations that take an input, and whether they take a list of it.
fn mutations() -> Vec<(&'static str, &'static str, bool)> {
    let with_input = roots("mutation").into_iter().filter_map(|mutation| {
        let argument = mutation.arguments.iter().find(|argument| argument.name == "input")?;
        Some((mutation.name.as_str(), argument.ty.inner_named_type().as_str(), argument.ty.is_list()))
    });
    with_input.collect()
}

/// The types that hold an input's fields, with the name under which the input has them: none for its own.
fn owners(input_name: &'static str) -> Vec<(&'static str, Option<&'static str>)> {
    let mut owners = vec![(input_name, None)];
    for field in input(input_name).unwrap().fields.values() {
        let inner = field.ty.inner_named_type().as_str();
        if input(inner).is_some() {
            owners.push((inner, Some(field.name.as_str())));
        }
    }
    owners
}

/// What is wrong with an answer, if anything is.
fn fault(answer: &Value, mutation: &str, end: End) -> Option<String> {
    let member = &answer["data"][mutation];
    let text = answer.to_string();
    if text.contains("INTERNAL") {
        return Some("an internal error".to_owned());
    }
    match end {
        Names(field) => {
            let problems = member["problems"].as_array().cloned().unwrap_or_default();
            let told = problems.iter().any(|problem| {
                let names = problem["field"].as_str() == Some(field);
                names && problem["message"].as_str().is_some_and(|rule| rule.len() > 5)
            });
            let shown = member["message"].as_str().is_some_and(|message| message.contains(field));
            (member["__typename"] != "InvalidInput" || !told || !shown)
                .then(|| format!("not told of {field}"))
        }
        Refused => {
            let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
            let coded = !code(answer).is_empty();
            let executed = !answer["data"][mutation].is_null();
            let named = message.starts_with("input") && message.ends_with('.');
            (!coded || !named || executed).then(|| "not refused by its name".to_owned())
        }
        Member(name) => (member["__typename"] != name).then(|| format!("no {name}")),
    }
}

/// Which rules the bad values of a field break, by name and in the order of the alphabet.
const RULES: [(&str, &str); 31] = [
    ("adults", "RANGE REQUIRED"),
    ("capacity", "RANGE REQUIRED"),
    ("checkIn", "RANGE REQUIRED"),
    ("checkInFrom", "FORM"),
    ("checkOut", "NIGHTS ORDER REQUIRED"),
    ("checkOutUntil", "FORM"),
    ("children", "RANGE REQUIRED"),
    ("closed", "REQUIRED"),
    ("country", "FORM"),
    ("currency", "FORM REQUIRED"),
    ("dayEnds", "FORM RANGE"),
    ("email", "FORM REQUIRED TAKEN"),
    ("field", "UNKNOWN"),
    ("guestId", "FORM REQUIRED UNKNOWN"),
    ("id", "FORM TAKEN"),
    ("keep.id", "FORM"),
    ("locale", "FORM"),
    ("mutationId", "LENGTH TAKEN"),
    ("name", "FORM LENGTH REQUIRED TAKEN"),
    ("nightlyRate", "FORM RANGE REQUIRED"),
    ("notes", "FORM LENGTH REQUIRED"),
    ("phone", "FORM LENGTH"),
    ("presenceId", "FORM"),
    ("remove.id", "FORM GROUP"),
    ("restores", "FORM UNKNOWN"),
    ("role", "REQUIRED"),
    ("roomId", "FORM REQUIRED UNKNOWN"),
    ("roomType", "FORM LENGTH REQUIRED"),
    ("status", "MOVE REQUIRED TODAY"),
    ("timeZone", "FORM"),
    ("totalPrice", "FORM RANGE REQUIRED"),
];

/// The rules that a field is said to break.
fn rules(member: &Value, field: &str) -> Vec<String> {
    let problems = member["problems"].as_array().cloned().unwrap_or_default();
    let of_field = problems.iter().filter(|problem| problem["field"] == field);
    of_field.map(|problem| problem["rule"].as_str().unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn a_bad_value_is_named_and_nothing_is_written() {
    let house = House::open().await;
    let scene = Scene::of(&house).await;
    let used = json!({ "input": { "name": "Erna", "mutationId": "used before" } });
    outcome(&scene.mara, "createGuest", used).await;
    let count = || {
        let all = "SELECT (SELECT count(*) FROM change_log) + (SELECT count(*) FROM account_log)";
        house.database.value::<i64>(all)
    };
    let before = count().await;

    let mut faults = vec![];
    let mut broken = BTreeMap::<&str, BTreeSet<String>>::new();
    let mut asked = 0;
    for (mutation, input_name, list) in mutations() {
        for (owner, under) in owners(input_name) {
            for field in input(owner).unwrap().fields.keys().map(|name| name.as_str()) {
                let values = scene.bad_values(owner, field);
                if values.is_empty() {
                    faults.push(format!("{owner}.{field} is new: no bad value is known for it"));
                }
                for (value, end) in values {
                    let mut input = scene.base(input_name);
                    let place = match under {
                        Some(under) => &mut input[under],
                        None => &mut input,
                    };
                    if under.is_some() && place["notes"] == "touched" {
                        *place = scene.base(owner);
                    }
                    place[field] = value.clone();
                    let input = if list { json!([input]) } else { input };
                    let answer = ask(&scene.mara, "mutation", mutation, json!({ "input": input })).await;
                    asked += 1;
                    let fault = fault(&answer, mutation, end);
                    if let Names(named) = end {
                        broken.entry(named).or_default().extend(rules(&answer["data"][mutation], named));
                    }
                    let written = count().await - before;
                    if fault.is_some() || written != 0 {
                        let value: String = value.to_string().chars().take(60).collect();
                        let answer: String = answer.to_string().chars().take(400).collect();
                        faults.push(format!(
                            "{mutation} {owner}.{field} = {value}: {fault:?}, {written} changes written, expected \
                             {end:?}\n    {answer}"
                        ));
                        assert_eq!(written, 0, "{}", faults.join("\n"));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {asked}:\n{}", faults.len(), faults.join("\n"));
    assert!(asked > 400, "{asked}");
    for (field, names) in broken {
        let expected = RULES.iter().find(|(name, _)| *name == field).map(|(_, rules)| *rules);
        let told = names.into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(expected, Some(told.as_str()), "{field}");
    }

    // Without the bad value each of them is saved: it was not something else that was refused.
    for (mutation, input_name, list) in mutations() {
        let mut input = scene.base(input_name);
        if mutation == "updateBookings" {
            input["expectedVersion"] = json!(2);
        }
        if mutation == "createRooms" {
            input["name"] = json!("Another tower");
        }
        if mutation == "createBookings" {
            // After the stay that `createBooking` has made of the same.
            input["checkIn"] = json!("2032-05-04");
            input["checkOut"] = json!("2032-05-07");
        }
        if ["deleteBooking", "deleteGuest", "deleteRoom"].contains(&mutation) {
            continue;
        }
        let input = if list { json!([input]) } else { input };
        let saved = outcome(&scene.mara, mutation, json!({ "input": input })).await;
        let name = saved["__typename"].as_str().unwrap();
        assert!(
            name.ends_with("Saved") || ["GuestErased", "GuestsMerged"].contains(&name),
            "{mutation}: {saved}"
        );
    }
}

/// Arguments that are no input objects.
#[tokio::test]
async fn bad_words_at_the_door() {
    let house = House::open().await;
    let mara = house.mara().await;
    let nobody = Person::nobody(house.address);
    let long = "x".repeat(20_000);
    for (email, password) in
        [("", ""), ("\0", "\0"), ("mara@demo.frontdesk\0", "frontdesk"), (long.as_str(), long.as_str())]
    {
        let end = outcome(&nobody, "signIn", json!({ "email": email, "password": password })).await;
        assert_eq!(end["__typename"], "InvalidCredentials", "{end}");
    }
    for new in ["", "short", "seven77", &"x".repeat(201), &"ü".repeat(201)] {
        let arguments = json!({ "current": "frontdesk", "new": new });
        let answer = ask(&mara, "mutation", "changePassword", arguments).await;
        assert_eq!(fault(&answer, "changePassword", Names("new")), None, "{answer}");
    }
    for token in ["", "no link", "\0", "a\u{202e}b", &long] {
        let arguments = json!({ "token": token, "password": "a new password" });
        let end = outcome(&nobody, "acceptInvitation", arguments).await;
        assert_eq!(end["__typename"], "InvalidInvitation", "{end}");
    }
    for password in ["", "seven77", &"x".repeat(201)] {
        let arguments = json!({ "token": "no link", "password": password });
        let answer = ask(&nobody, "mutation", "acceptInvitation", arguments).await;
        assert_eq!(fault(&answer, "acceptInvitation", Names("password")), None, "{answer}");
    }
    for id in ["", "no UUID", "\0", &long] {
        let end = outcome(&mara, "revokeSession", json!({ "id": id })).await;
        assert_eq!(end["__typename"], "SessionNotFound", "{end}");
    }

    let mut plain = BTreeSet::new();
    for mutation in roots("mutation") {
        for argument in mutation.arguments.iter().filter(|argument| argument.name != "input") {
            plain.insert(format!("{}.{}", mutation.name, argument.name));
        }
    }
    let known = [
        "acceptInvitation.password",
        "acceptInvitation.token",
        "changePassword.current",
        "changePassword.new",
        "revokeSession.id",
        "signIn.email",
        "signIn.password",
    ];
    assert_same("arguments of mutations", &known.map(String::from).into(), &plain);
}

#[tokio::test]
async fn a_group_has_a_size() {
    let house = House::open().await;
    let (mara, booking) = (house.mara().await, house.booking().await);
    let update = json!({ "id": booking["id"], "expectedVersion": 1, "patch": { "notes": "a" } });
    let fifty_one: Vec<_> = (0..51).map(|_| update.clone()).collect();
    for group in [json!([]), json!(fifty_one), json!([update, update])] {
        let saved = outcome(&mara, "updateBookings", json!({ "input": group })).await;
        assert_eq!(saved["__typename"], "InvalidInput", "{saved}");
    }
    let mut with_bad = update.clone();
    with_bad["patch"] = json!({ "adults": 0 });
    with_bad["id"] = house.booking().await["id"].clone();
    let saved = outcome(&mara, "updateBookings", json!({ "input": [update, with_bad] })).await;
    assert_eq!(saved["__typename"], "InvalidInput", "{saved}");
    let now = ask(&mara, "query", "booking", json!({ "id": booking["id"] })).await;
    assert_eq!(now["data"]["booking"]["version"], 1, "all or none");
}

/// A value for an argument of a query or a subscription, and what the error says.
fn bad_arguments() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let many: Vec<_> = (0..501).map(|_| Uuid::now_v7()).collect();
    let id = Uuid::now_v7();
    let days = json!({ "from": "2030-05-04", "to": "2030-05-01" });
    let mut rows = vec![];
    for list in ["bookings", "guests", "rooms"] {
        for size in [0, 201, -1, i32::MAX, i32::MIN] {
            rows.push((list, "first", json!({ "first": size }), "first"));
            rows.push((list, "last", json!({ "last": size }), "last"));
        }
        rows.push((list, "last", json!({ "first": 1, "last": 1 }), "first and last"));
        for cursor in ["", "!", "aGVsbG8", "\0", &"A".repeat(5_000)] {
            rows.push((list, "after", json!({ "after": cursor }), "after"));
            rows.push((list, "before", json!({ "last": 2, "before": cursor }), "before"));
        }
        rows.push((list, "filter.ids", json!({ "filter": { "ids": many } }), "filter.ids"));
    }
    for text in ["", "\u{200b} \u{ad}", &"ü".repeat(101), "a b c d e f g h i j k", "a\0b"] {
        rows.push(("bookings", "filter.text", json!({ "filter": { "text": text } }), "filter.text"));
        rows.push(("guests", "filter.text", json!({ "filter": { "text": text } }), "filter.text"));
    }
    rows.push(("bookings", "filter.roomIds", json!({ "filter": { "roomIds": many } }), "filter.roomIds"));
    rows.push(("bookings", "filter.guestIds", json!({ "filter": { "guestIds": many } }), "filter.guestIds"));
    rows.push((
        "bookings",
        "filter.from",
        json!({ "filter": { "from": "soon" } }),
        "filter.from must be a day",
    ));
    rows.push(("bookings", "filter.to", json!({ "filter": days }), "filter.to"));
    let soon = json!({ "filter": { "checkInBy": "soon" } });
    rows.push(("bookings", "filter.checkInBy", soon, "filter.checkInBy must be a day"));
    let never = json!({ "filter": { "checkOutBy": "2030-02-30" } });
    rows.push(("bookings", "filter.checkOutBy", never, "filter.checkOutBy must be a day"));
    rows.push((
        "bookings",
        "filter.statuses",
        json!({ "filter": { "statuses": ["LOST"] } }),
        "filter.statuses[0] must be one of",
    ));
    rows.push(("bookings", "orderBy", json!({ "orderBy": "SIZE" }), "orderBy must be one of"));
    rows.push(("guests", "orderBy", json!({ "orderBy": "SIZE" }), "orderBy must be one of"));
    rows.push(("rooms", "orderBy", json!({ "orderBy": "SIZE" }), "orderBy must be one of"));
    rows.push((
        "rooms",
        "filter.roomTypes",
        json!({ "filter": { "roomTypes": ["a\0b"] } }),
        "filter.roomTypes",
    ));
    let names: Vec<_> = (0..101).map(|number| number.to_string()).collect();
    rows.push(("rooms", "filter.roomTypes", json!({ "filter": { "roomTypes": names } }), "filter.roomTypes"));
    rows.push((
        "rooms",
        "filter.minCapacity",
        json!({ "filter": { "minCapacity": "two" } }),
        "filter.minCapacity must be",
    ));
    rows.push((
        "availability",
        "to",
        json!({ "from": "2030-05-01", "to": "2030-05-01" }),
        "to must be after",
    ));
    rows.push((
        "availability",
        "to",
        json!({ "from": "2030-05-01", "to": "2030-02-30" }),
        "to must be a day",
    ));
    rows.push((
        "availability",
        "from",
        json!({ "from": "1/5/2030", "to": "2030-05-04" }),
        "from must be a day",
    ));
    let guests = json!({ "from": "2030-05-01", "to": "2030-05-04", "guests": "two" });
    rows.push(("availability", "guests", guests, "guests must be a whole number"));
    for size in [0, 201, -1] {
        rows.push(("changes", "first", json!({ "first": size }), "first"));
        rows.push(("activity", "first", json!({ "first": size }), "first"));
        rows.push(("history", "first", json!({ "id": id, "first": size }), "first"));
        rows.push(("deletedBookings", "first", json!({ "first": size }), "first"));
    }
    rows.push(("deletedBookings", "after", json!({ "after": "aGVsbG8" }), "after must be a cursor"));
    rows.push(("history", "after", json!({ "id": id, "after": "aGVsbG8" }), "after must be a cursor"));
    for cursor in ["", "!", "\0", "aGVsbG8", &"A".repeat(5_000)] {
        rows.push(("activity", "after", json!({ "after": cursor }), "after must be a cursor"));
    }
    for (name, value, said) in [
        ("actorId", json!("Anna"), "filter.actorId must be a UUID"),
        ("entity", json!("OTHER"), "filter.entity must be"),
        ("day", json!("2030-02-30"), "filter.day must be a day"),
    ] {
        let row = match name {
            "actorId" => "filter.actorId",
            "entity" => "filter.entity",
            _ => "filter.day",
        };
        rows.push(("activity", row, json!({ "filter": { name: value } }), said));
    }
    for revision in ["", "1", "!", "\0", &"A".repeat(5_000)] {
        rows.push(("changes", "after", json!({ "after": revision }), "after must be a revision"));
        for watch in ["bookingChanged", "guestChanged", "roomChanged"] {
            rows.push((watch, "after", json!({ "after": revision }), "after must be a revision"));
        }
    }
    for (field, name) in
        [("ids", "filter.ids"), ("roomIds", "filter.roomIds"), ("guestIds", "filter.guestIds")]
    {
        let row = match field {
            "ids" => "filter.ids",
            "roomIds" => "filter.roomIds",
            _ => "filter.guestIds",
        };
        rows.push(("bookingChanged", row, json!({ "filter": { field: many } }), name));
    }
    let statuses = json!({ "filter": { "statuses": ["LOST"] } });
    rows.push(("bookingChanged", "filter.statuses", statuses, "filter.statuses[0] must be one of"));
    for (day, name, said) in
        [("soon", "from", "filter.from must be"), ("2030-02-30", "to", "filter.to must be")]
    {
        let row = if name == "from" { "filter.from" } else { "filter.to" };
        rows.push(("bookingChanged", row, json!({ "filter": { name: day } }), said));
    }
    let place = |mut more: Value| {
        let mut place = json!({ "bookingId": id, "presenceId": id });
        place.as_object_mut().unwrap().append(more.as_object_mut().unwrap());
        place
    };
    for word in ["no UUID", "", "\0"] {
        rows.push(("presenceChanged", "bookingId", json!({ "bookingId": word }), "bookingId must be a UUID"));
        rows.push((
            "joinBooking",
            "bookingId",
            place(json!({ "bookingId": word })),
            "bookingId must be a UUID",
        ));
        rows.push((
            "joinBooking",
            "presenceId",
            place(json!({ "presenceId": word })),
            "presenceId must be a UUID",
        ));
        rows.push(("joinBooking", "field", place(json!({ "field": word })), "field must be null or one of"));
    }
    rows.push(("joinBooking", "bookingId", place(json!({})), "bookingId names no booking"));
    rows.push(("joinBooking", "mode", place(json!({ "mode": "SLEEPING" })), "mode must be one of"));
    for field in ["booking", "guest", "guestMerge", "room", "node", "history"] {
        rows.push((field, "id", json!({ "id": [id, id] }), "id must be an ID"));
    }
    rows
}

/// `field argument` for all arguments of queries and subscriptions, those inside filters included.
fn all_arguments() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for field in roots("query").into_iter().chain(roots("subscription")) {
        for argument in &field.arguments {
            match input(argument.ty.inner_named_type()) {
                Some(filter) => {
                    all.extend(filter.fields.keys().map(|inner| format!("{} filter.{inner}", field.name)));
                }
                None => drop(all.insert(format!("{} {}", field.name, argument.name))),
            }
        }
    }
    all
}

#[tokio::test]
async fn a_bad_argument_is_named() {
    let house = House::open().await;
    let mara = house.mara().await;
    let rows = bad_arguments();
    let table = rows.iter().map(|(field, argument, ..)| format!("{field} {argument}")).collect();
    assert_same("arguments", &table, &all_arguments());

    let mut faults = vec![];
    for (field, argument, arguments, said) in rows {
        let kind = if contract().get_object("Query").unwrap().fields.contains_key(field) {
            "query"
        } else {
            "subscription"
        };
        let answer = match kind {
            "query" => ask(&mara, kind, field, arguments.clone()).await,
            _ => first_word(&mara, field, &arguments).await,
        };
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        let coded = ["BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED"].contains(&code(&answer));
        let sentence = message.ends_with('.') && !message.ends_with("..");
        if !coded || !message.contains(said) || !sentence {
            let arguments: String = arguments.to_string().chars().take(80).collect();
            faults.push(format!("{field} {argument} {arguments}: expected {said:?}\n    {answer}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn first_word(person: &Person, field: &str, arguments: &Value) -> Value {
    let document = request("subscription", field, arguments);
    let mut socket = Socket::signed_in(person).await;
    socket.subscribe("1", &document, arguments.clone()).await;
    let message = socket.next_message().await;
    match message["type"].as_str().unwrap() {
        "error" => json!({ "errors": message["payload"] }),
        _ => message["payload"].clone(),
    }
}

/// Values at the edges of their types that are none of a client's mistakes.
#[tokio::test]
async fn odd_but_sound_values_are_answered() {
    let house = House::open().await;
    let (mara, anna, booking) = (house.mara().await, house.anna().await, house.booking().await);
    let sound = |text: &str| json!({ "filter": { "text": text } });
    let mut asked: Vec<(&str, Value)> = vec![
        ("availability", json!({ "from": "0000-01-01", "to": "9999-12-31" })),
        ("availability", json!({ "from": "2030-05-01", "to": "2030-05-02", "guests": -1 })),
        ("availability", json!({ "from": "2030-05-01", "to": "2030-05-02", "guests": i32::MAX })),
        ("bookings", json!({ "filter": { "from": "0000-01-01", "to": "9999-12-31" } })),
        ("bookings", json!({ "filter": { "ids": [], "roomIds": [], "guestIds": [], "statuses": [] } })),
        ("bookings", json!({ "filter": { "ids": ["no UUID", "\0"] } })),
        ("bookings", json!({ "filter": null, "first": null, "after": null })),
        ("rooms", json!({ "filter": { "minCapacity": i32::MIN, "roomTypes": ["", "'; --"] } })),
        ("changes", json!({ "after": null })),
        ("activity", json!({ "filter": null, "first": null, "after": null })),
        ("activity", json!({ "filter": { "day": "0000-01-01", "actorId": Uuid::nil() } })),
        ("activity", json!({ "filter": { "day": "9999-12-31" } })),
    ];
    for text in ["%%", "__", "\\\\", "';--", "ßü", "\u{202e}x", "🛏🛏"] {
        asked.push(("bookings", sound(text)));
        asked.push(("guests", sound(text)));
    }
    for id in ["", "no UUID", "\0", "00000000-0000-0000-0000-000000000000"] {
        asked.extend(["booking", "guest", "room", "node"].map(|field| (field, json!({ "id": id }))));
    }
    for (field, arguments) in asked {
        let answer = ask(&mara, "query", field, arguments.clone()).await;
        assert_eq!(answer["errors"], Value::Null, "{field} {arguments}: {answer}");
    }
    for first in [0, 201, -1] {
        let document = "query($id: ID!, $first: Int!) { booking(id: $id) { history(first: $first) { nodes { version } } } }";
        let answer = anna.ask(document, json!({ "id": booking["id"], "first": first })).await;
        assert_eq!(code(&answer), "BAD_REQUEST", "{answer}");
    }
    let document = "query($id: ID!, $after: String) { booking(id: $id) { history(after: $after) { nodes { version } } } }";
    for after in ["", "!", "\0", "aGVsbG8"] {
        let answer = anna.ask(document, json!({ "id": booking["id"], "after": after })).await;
        assert_eq!(code(&answer), "BAD_REQUEST", "{after:?}: {answer}");
    }
}

/// The judgement of an answer is itself judged.
#[test]
fn a_wrong_answer_is_seen() {
    let invalid = |field: &str, message: &str| {
        json!({ "data": { "createRoom": { "__typename": "InvalidInput", "message": format!("{field} {message}"),
                "problems": [{ "field": field, "message": message }] } } })
    };
    let refused = |code: &str| {
        let message = "input.name must be a string, not 7.";
        json!({ "data": null, "errors": [{ "message": message, "extensions": { "code": code } }] })
    };
    let saved = json!({ "data": { "createRoom": { "__typename": "RoomSaved" } } });
    for (answer, end, sound) in [
        (invalid("name", "must not be empty"), Names("name"), true),
        (invalid("notes", "must not be empty"), Names("name"), false),
        (invalid("name", ""), Names("name"), false),
        (refused("BAD_REQUEST"), Refused, true),
        (refused("BAD_REQUEST"), Names("name"), false),
        (refused(""), Refused, false),
        (refused("INTERNAL"), Refused, false),
        (saved.clone(), Refused, false),
        (saved.clone(), Names("name"), false),
        (saved, Member("RoomSaved"), true),
    ] {
        assert_eq!(fault(&answer, "createRoom", end).is_none(), sound, "{end:?}: {answer}");
    }
}

/// The fields that an answer has problems with.
fn fields(member: &Value) -> Vec<&str> {
    assert_eq!(member["__typename"], "InvalidInput", "{member}");
    let mut fields: Vec<_> = member["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["field"].as_str().unwrap())
        .collect();
    fields.sort_unstable();
    fields
}

/// Whether they are judged by the parser, by this program's rules or by PostgreSQL: all are told together.
#[tokio::test]
async fn all_broken_rules_are_named_at_once() {
    let house = House::open().await;
    let (mara, booking) = (house.mara().await, house.booking().await);
    let run = async |mutation: &str, input: Value| outcome(&mara, mutation, json!({ "input": input })).await;
    let name = booking["room"]["name"].clone();

    let new = json!({
        "name": name, "capacity": 0, "nightlyRate": "5_", "currency": "ABC", "notes": "a\0b", "mutationId": "",
        "id": booking["room"]["id"],
    });
    let all = ["capacity", "currency", "id", "mutationId", "name", "nightlyRate", "notes"];
    assert_eq!(fields(&run("createRoom", new).await), all);
    // Only PostgreSQL's.
    let new = json!({ "name": "", "email": "nobody", "phone": "", "notes": "x".repeat(10_001) });
    assert_eq!(fields(&run("createGuest", new).await), ["email", "name", "notes", "phone"]);
    let new = json!({
        "roomId": Uuid::now_v7(), "guestId": "no UUID", "checkIn": "2032-05-04", "checkOut": "2032-05-01", "adults": 0,
        "children": -1, "status": "NO_SHOW", "totalPrice": "-1",
    });
    let all = ["adults", "checkOut", "children", "guestId", "roomId", "status", "totalPrice"];
    assert_eq!(fields(&run("createBooking", new).await), all);

    let patch = |id: &Value, patch: Value| json!({ "id": id, "expectedVersion": 1, "patch": patch });
    let bad = json!({
        "roomId": Uuid::now_v7(), "checkOut": "2030-04-01", "adults": null, "status": "CHECKED_OUT", "totalPrice": "1.005",
        "currency": "HRK",
    });
    let all = ["adults", "checkOut", "currency", "roomId", "status", "totalPrice"];
    assert_eq!(fields(&run("updateBooking", patch(&booking["id"], bad)).await), all);
    let bad = json!({ "capacity": 101, "nightlyRate": "1.005" });
    assert_eq!(
        fields(&run("updateRoom", patch(&booking["room"]["id"], bad)).await),
        ["capacity", "nightlyRate"]
    );
    let bad = json!({ "email": "nobody", "country": "XX", "name": null });
    assert_eq!(
        fields(&run("updateGuest", patch(&booking["guest"]["id"], bad)).await),
        ["country", "email", "name"]
    );

    // What is sound is not named, and nothing was written.
    let sound = json!({ "capacity": 2, "nightlyRate": "1.05", "name": name });
    assert_eq!(run("updateRoom", patch(&booking["room"]["id"], sound)).await["__typename"], "RoomSaved");
}
