//! Managers and the accounts of their colleagues: nothing that one does is lost, and one of them is always left.

use frontdesk::clock::Clock;
use serde_json::{Value, json};

use crate::support::contract::{ask, code, outcome};
use crate::support::process::{command, run};
use crate::support::{House, Person, Socket, cluster, document};

pub(crate) const PASSWORD: &str = "a long password";

/// What managers see of an account.
pub(crate) async fn member(by: &Person, name: &str) -> Value {
    let staff = by.run(document!("staff"), json!({})).await["staff"].clone();
    let found = staff.as_array().unwrap().iter().find(|member| member["name"] == name).cloned();
    found.unwrap_or_else(|| panic!("no {name}: {staff}"))
}

pub(crate) async fn invite(by: &Person, name: &str, role: &str) -> Value {
    let email = format!("{}@hotel.example", name.to_lowercase());
    let input = json!({ "name": name, "email": email, "role": role });
    let invited = outcome(by, "inviteColleague", json!({ "input": input })).await;
    assert_eq!(invited["__typename"], "InvitationSaved", "{invited}");
    invited
}

pub(crate) async fn accept(house: &House, token: &Value, password: &str) -> Value {
    let nobody = Person::nobody(house.address);
    outcome(&nobody, "acceptInvitation", json!({ "token": token, "password": password })).await
}

/// Somebody who was invited and came.
pub(crate) async fn colleague(house: &House, by: &Person, name: &str, role: &str) -> Person {
    let invited = invite(by, name, role).await;
    let session = accept(house, &invited["token"], PASSWORD).await;
    assert_eq!(session["__typename"], "Session", "{session}");
    Person { token: session["token"].as_str().unwrap().to_owned(), ..Person::nobody(house.address) }
}

pub(crate) async fn update(by: &Person, member: &Value, patch: Value) -> Value {
    let input = json!({ "id": member["id"], "expectedVersion": member["version"], "patch": patch });
    outcome(by, "updateStaffMember", json!({ "input": input })).await
}

#[tokio::test]
async fn of_two_who_change_an_account_the_second_is_told() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let max = colleague(&house, &mara, "Max", "MANAGER").await;
    let seen = member(&mara, "Ben").await;
    assert_eq!(
        (&seen["version"], &seen["role"], &seen["closedAt"]),
        (&json!(1), &json!("DESK"), &Value::Null)
    );

    let renamed = update(&max, &seen, json!({ "name": " Benno ", "email": "Benno@Hotel.Example" })).await;
    assert_eq!(renamed["__typename"], "StaffMemberSaved", "{renamed}");
    assert_eq!((&renamed["member"]["name"], &renamed["member"]["version"]), (&json!("Benno"), &json!(2)));
    let closed = update(&mara, &seen, json!({ "closed": true })).await;
    assert_eq!(closed["__typename"], "StaffConflict", "{closed}");
    assert_eq!(closed["current"]["email"], "benno@hotel.example");
    assert_eq!(member(&mara, "Benno").await["closedAt"], Value::Null, "nothing was written");

    // Also what is written past the API counts.
    house.database.sql("UPDATE users SET role = 'VIEWER' WHERE name = 'Benno'").await;
    let late = update(&mara, &closed["current"], json!({ "role": "DESK" })).await;
    assert_eq!((&late["__typename"], &late["current"]["version"]), (&json!("StaffConflict"), &json!(3)));
    // Signing in and a new password are nobody else's business.
    let arguments = json!({ "current": "frontdesk", "new": PASSWORD });
    outcome(&anna, "changePassword", arguments).await;
    assert_eq!(member(&mara, "Anna").await["version"], 1);
}

#[tokio::test]
async fn a_role_counts_at_once_and_who_is_closed_is_out() {
    let house = House::open().await;
    let (mara, ben) = (house.mara().await, house.ben().await);
    let mut socket = Socket::signed_in(&ben).await;
    socket.subscribe("1", "subscription { bookingChanged { __typename } }", json!({})).await;
    assert_eq!(socket.next_message().await["type"], "next");

    let viewer = update(&mara, &member(&mara, "Ben").await, json!({ "role": "VIEWER" })).await;
    let refused = outcome(&ben, "createGuest", json!({ "input": { "name": "Dora" } })).await;
    assert_eq!(refused["__typename"], "Forbidden", "{refused}");
    let closed = update(&mara, &viewer["member"], json!({ "closed": true })).await;
    assert_eq!((&closed["endedSessions"], &closed["member"]["openSessions"]), (&json!(1), &json!(0)));
    assert_eq!(code(&ben.ask("{ me { name } }", json!({})).await), "UNAUTHENTICATED");
    let ended = loop {
        if let Err(code) = socket.next().await {
            break code;
        }
    };
    assert_eq!(ended, 4403, "his session has ended");
    let again = json!({ "email": "ben@demo.frontdesk", "password": "frontdesk" });
    let refused = outcome(&Person::nobody(house.address), "signIn", again).await;
    assert_eq!(refused["__typename"], "InvalidCredentials");

    let opened = update(&mara, &closed["member"], json!({ "closed": false, "role": "DESK" })).await;
    assert_eq!(opened["member"]["closedAt"], Value::Null, "{opened}");
    let ben = house.ben().await;
    let input = json!({ "id": opened["member"]["id"], "expectedVersion": opened["member"]["version"] });
    let ended = outcome(&mara, "endStaffSessions", json!({ "input": input })).await;
    assert_eq!(ended["endedSessions"], 1, "{ended}");
    assert_eq!(code(&ben.ask("{ me { name } }", json!({})).await), "UNAUTHENTICATED");
    house.ben().await;
}

#[tokio::test]
async fn the_last_manager_stays() {
    let house = House::open().await;
    let mara = house.mara().await;
    // Who was invited and has not come yet can't run the house.
    let invited = invite(&mara, "Max", "MANAGER").await;
    let me = member(&mara, "Mara").await;
    for patch in
        [json!({ "closed": true }), json!({ "role": "DESK" }), json!({ "role": "VIEWER", "name": "M" })]
    {
        let refused = update(&mara, &me, patch).await;
        assert_eq!(refused["__typename"], "LastManager", "{refused}");
    }
    assert_eq!(member(&mara, "Mara").await, me);
    assert_eq!(accept(&house, &invited["token"], PASSWORD).await["__typename"], "Session");
    let left = update(&mara, &me, json!({ "role": "DESK" })).await;
    assert_eq!(left["__typename"], "StaffMemberSaved", "{left}");
    let refused = update(&mara, &left["member"], json!({ "role": "MANAGER" })).await;
    assert_eq!(refused["__typename"], "Forbidden", "{refused}");
}

/// What becomes of a request to close an account: the member of the result, or the code of an error.
async fn close(by: &Person, member: &Value) -> String {
    let input =
        json!({ "id": member["id"], "expectedVersion": member["version"], "patch": { "closed": true } });
    let answer = ask(by, "mutation", "updateStaffMember", json!({ "input": input })).await;
    let end = answer["data"]["updateStaffMember"]["__typename"].as_str().unwrap_or(code(&answer));
    end.to_owned()
}

#[tokio::test]
async fn two_managers_who_close_each_other_leave_one() {
    let house = House::open().await;
    let mara = house.mara().await;
    colleague(&house, &mara, "Max", "MANAGER").await;
    for round in 0..12 {
        let sign_in = async |email: &str, password: &str| {
            let arguments = json!({ "email": email, "password": password });
            let session = outcome(&Person::nobody(house.address), "signIn", arguments).await;
            Person { token: session["token"].as_str().unwrap().to_owned(), ..Person::nobody(house.address) }
        };
        let mara = sign_in("mara@demo.frontdesk", "frontdesk").await;
        let max = sign_in("max@hotel.example", PASSWORD).await;
        let (mara_seen, max_seen) = (member(&max, "Mara").await, member(&mara, "Max").await);
        let (one, other) = tokio::join!(close(&mara, &max_seen), close(&max, &mara_seen));
        // The second is refused, or is signed out before being asked for.
        let saved = [&one, &other].into_iter().filter(|end| *end == "StaffMemberSaved").count();
        assert_eq!(saved, 1, "{round}: {one} {other}");
        let refused = if one == "StaffMemberSaved" { &other } else { &one };
        assert!(["Forbidden", "UNAUTHENTICATED"].contains(&refused.as_str()), "{round}: {refused}");
        let open: i64 = house
            .database
            .value("SELECT count(*) FROM users WHERE role = 'MANAGER' AND disabled_at IS NULL")
            .await;
        assert_eq!(open, 1, "round {round}");
        house.database.sql("UPDATE users SET disabled_at = NULL").await;
    }
}

#[tokio::test]
async fn a_program_is_listed_and_manages_nobody() {
    let house = House::open_with(&["--demo"], Clock::system()).await;
    let mara = house.mara().await;
    let mut add = command(&["token", "add", "Gateway", "--role", "manager", "--days", "1"]);
    add.env("DATABASE_URL", &house.database.url).arg("--token-secret-file").arg(&cluster().secret);
    let token = run(add).await.printed().trim_end().to_owned();
    let gateway = Person { token, ..Person::nobody(house.address) };
    let listed = member(&mara, "Gateway").await;
    assert_eq!((&listed["kind"], &listed["openSessions"]), (&json!("SERVICE"), &json!(1)));
    let closed = update(&mara, &listed, json!({ "closed": true })).await;
    assert_eq!(closed["__typename"], "NotFound", "{closed}");
    assert_eq!(code(&gateway.ask(document!("staff"), json!({})).await), "FORBIDDEN");
    let input = json!({ "input": { "name": "Eve", "email": "eve@hotel.example", "role": "MANAGER" } });
    let document =
        "mutation($input: InviteColleagueInput!) { inviteColleague(input: $input) { __typename } }";
    assert_eq!(code(&gateway.ask(document, input).await), "FORBIDDEN");
}

#[tokio::test]
async fn who_did_what_is_kept_and_no_secret_with_it() {
    let house = House::open().await;
    let mara = house.mara().await;
    let invited = invite(&mara, "Zoe", "VIEWER").await;
    accept(&house, &invited["token"], PASSWORD).await;
    update(&mara, &member(&mara, "Zoe").await, json!({ "role": "DESK", "name": "Zoë" })).await;
    update(&mara, &member(&mara, "Zoë").await, json!({ "closed": true })).await;
    let entries = "{ accountLog { at by { kind name } accountId act before after } }";
    let log = mara.run(entries, json!({})).await["accountLog"].clone();
    let of_zoe: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .filter(|entry| entry["accountId"] == invited["member"]["id"])
        .map(|entry| {
            format!("{} {} {} {}", entry["by"]["name"], entry["act"], entry["before"], entry["after"])
        })
        .collect();
    let expected = [
        r#""Mara" "ADDED" null "VIEWER""#,
        r#""Mara" "LINK_MADE" null null"#,
        r#""Zoe" "LINK_USED" null null"#,
        r#""Zoe" "PASSWORD_SET" null null"#,
        r#""Mara" "NAME" "Zoe" "Zoë""#,
        r#""Mara" "ROLE" "VIEWER" "DESK""#,
        r#""Mara" "CLOSED" null null"#,
    ];
    assert_eq!(of_zoe, expected);
    let added = log.as_array().unwrap().last().unwrap();
    assert_eq!(added["by"]["kind"], "DATABASE_ROLE", "what was there before: {added}");
    let log: String =
        house.database.value("SELECT coalesce(string_agg(l::text, ' '), '') FROM account_log l").await;
    assert!(!log.contains(invited["token"].as_str().unwrap()) && !log.contains("argon2"), "{log}");
}
