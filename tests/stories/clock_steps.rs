//! The server's clock is set forwards and backwards while people work. What is told when follows the commits, not
//! the clock; and a session ends by its end.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::contract::{code, outcome};
use crate::support::history::{Recording, Truth};
use crate::support::{Hands, House, Person, Socket, document, position, text};

const JUNE: i64 = 1_780_300_000;
const WATCH: &str = "subscription { bookingChanged { __typename } }";
const ME: &str = "{ me { name } }";

#[tokio::test]
async fn watchers_hear_everything_in_order_whatever_the_clock_says() {
    let hands = Hands::at(JUNE);
    let house = House::open_with(&["--demo"], hands.clock()).await;
    // Another server, whose clock stands still.
    let (elsewhere, _second_server) = house.another_server_with(&["--demo"], Hands::at(JUNE).clock()).await;
    let (anna, ben) = (house.anna().await, house.ben().await);
    let (booking, last) = (house.booking().await, house.booking().await);
    let start = anna.page(json!({ "first": 1 })).await["revision"].clone();
    let variables = json!({ "after": start });
    let mut stayed = ben.watch(document!("booking_ticks"), variables).await;
    let (mut throughout, mut returning) = (Recording::from(&start), Recording::from(&start));

    // A token is not taken from the future beyond the five minutes that clocks may differ.
    let mut version = 1;
    for minutes in [4, -8, 120, -90, 600, -629] {
        hands.turn(TimeDelta::minutes(minutes));
        for place in [&anna, &anna.at(elsewhere)] {
            place.save(&booking, version, json!({ "notes": format!("edit {version}") })).await;
            version += 1;
        }
        // Somebody comes, hears the next change, and leaves.
        let mut screen = ben.watch(document!("booking_ticks"), json!({ "after": returning.cursor() })).await;
        loop {
            let event = screen.next().await;
            returning.hear(&event);
            if event["__typename"] == "BookingChange" {
                break;
            }
        }
    }
    anna.save(&last, 1, json!({ "notes": "the end" })).await;
    let mut back = ben.watch(document!("booking_ticks"), json!({ "after": returning.cursor() })).await;
    let truth = Truth::since(&house.database.pool, &start).await;
    for (screen, recording) in [(&mut stayed, &mut throughout), (&mut back, &mut returning)] {
        while position(recording.cursor()) < truth.log.last().unwrap().position {
            recording.hear(&screen.next().await);
        }
        let breach = recording.breach(&truth);
        assert!(breach.is_none(), "{breach:?}");
    }
    assert_eq!(returning.visits(), 7);
}

async fn watching(person: &Person) -> Socket {
    let mut socket = Socket::signed_in(person).await;
    socket.subscribe("w", WATCH, json!({})).await;
    assert_eq!(socket.next_message().await["payload"]["data"]["bookingChanged"]["__typename"], "StreamReady");
    socket
}

async fn name(socket: &mut Socket) -> Value {
    socket.subscribe("1", ME, json!({})).await;
    let answer = socket.next_message().await;
    assert_eq!(socket.next_message().await["type"], "complete");
    answer["payload"]["data"]["me"]["name"].clone()
}

#[tokio::test]
async fn a_socket_is_closed_when_its_session_ends() {
    let hands = Hands::at(JUNE);
    let house = House::open_with(&["--demo", "--session-hours", "1"], hands.clock()).await;
    let anna = house.anna().await;
    hands.turn(TimeDelta::seconds(3_599));
    let mut socket = watching(&anna).await;
    assert_eq!(name(&mut socket).await, "Anna");
    hands.turn(TimeDelta::seconds(1));
    assert_eq!(socket.next().await, Err(4403));
    let mut late = Socket::try_upgrade(house.address).await.unwrap();
    let payload = json!({ "authorization": format!("Bearer {}", anna.token) });
    late.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(late.next().await, Err(4403));
}

#[tokio::test]
async fn a_renewed_session_keeps_its_socket_beyond_the_first_tokens_end() {
    let hands = Hands::at(JUNE);
    let house = House::open_with(&["--demo", "--session-hours", "1"], hands.clock()).await;
    let anna = house.anna().await;
    hands.turn(TimeDelta::minutes(50));
    let mut socket = watching(&anna).await;
    let renewed = outcome(&anna, "renewSession", json!({})).await;
    assert_eq!(renewed["__typename"], "Session");
    hands.turn(TimeDelta::minutes(20));
    let refused = anna.ask(ME, json!({})).await;
    assert_eq!(code(&refused), "UNAUTHENTICATED", "the first token has ended");
    // The socket lives on, and takes what is new.
    assert_eq!(name(&mut socket).await, "Anna");
    socket.subscribe("more", WATCH, json!({})).await;
    assert_eq!(socket.next_message().await["type"], "next");
    let renewed = Person { token: text(&renewed["token"]), ..anna };
    assert_eq!(renewed.ask(ME, json!({})).await["data"]["me"]["name"], "Anna");
}

#[tokio::test]
async fn a_clock_that_goes_back_gives_no_session_a_later_end() {
    let hands = Hands::at(JUNE);
    let house = House::open_with(&["--demo", "--session-hours", "1"], hands.clock()).await;
    let anna = house.anna().await;
    let end = async || {
        house.database.value::<chrono::DateTime<chrono::Utc>>("SELECT max(expires_at) FROM sessions").await
    };
    let first = end().await;
    assert_eq!(first, hands.now() + TimeDelta::hours(1));
    hands.turn(TimeDelta::minutes(-4));
    assert_eq!(anna.ask(ME, json!({})).await["data"]["me"]["name"], "Anna");
    // A renewal counts from the clock as it is, and what was granted is not taken back.
    assert_eq!(outcome(&anna, "renewSession", json!({})).await["__typename"], "Session");
    assert!(end().await <= first);
    hands.turn(TimeDelta::minutes(64));
    assert_eq!(code(&anna.ask(ME, json!({})).await), "UNAUTHENTICATED");
}
