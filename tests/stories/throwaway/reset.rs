//! Back to the first rows.

use super::*;
use crate::support::House;

#[tokio::test]
async fn a_reset_brings_everything_back_and_tells_watchers_a_gap() {
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    let (anna, ben, mara) = (server.person("anna"), server.person("ben"), server.person("mara"));
    let first = anna.run(SEEN, json!({})).await;
    let booking = first["bookings"]["nodes"].as_array().unwrap().last().unwrap().clone();
    let mut watcher = ben.watch(document!("booking_changed"), json!({})).await;
    assert_eq!(watcher.next().await["__typename"], "StreamReady");

    let mut former = None;
    for round in 0..2 {
        anna.save(&booking, 1, json!({ "notes": format!("round {round}") })).await;
        let saved = watcher.next_change().await["booking"].clone();
        assert_eq!((&saved["notes"], &saved["version"]), (&json!(format!("round {round}")), &json!(2)));
        let guest = mara.guest("Nobody of the demo's").await;
        assert_ne!(anna.run(SEEN, json!({})).await, first);
        // The log has come as far as before the reset, and a revision from then is none of it.
        if let Some(former) = &former {
            let missed = ben.run(document!("missed_changes"), json!({ "after": former })).await;
            assert_ne!(missed["changes"]["gap"], Value::Null, "{missed}");
        }
        former = Some(
            ben.run("{ bookings(first: 1) { revision } }", json!({})).await["bookings"]["revision"].clone(),
        );
        // Also what is no row of the hotel's: a session that has ended.
        anna.run("mutation { signOut { __typename } }", json!({})).await;
        assert_ne!(anna.ask(SEEN, json!({})).await["errors"], Value::Null);

        server.reset().await;
        assert_eq!(anna.run(SEEN, json!({})).await, first, "the rows, their versions and the token");
        let gone = "query($id: ID!) { guest(id: $id) { id } }";
        assert_eq!(anna.run(gone, json!({ "id": guest["id"] })).await["guest"], Value::Null);
        let gap = watcher.next_change().await;
        assert_eq!(gap["__typename"], "StreamGap", "{gap}");
        watcher.completed().await;
        // Ben goes on from there, as after any gap.
        watcher = ben.watch(document!("booking_changed"), json!({ "after": gap["latest"] })).await;
        assert_eq!(watcher.next().await["__typename"], "StreamReady");
    }
    server.let_go(&place).await;
}

#[tokio::test]
async fn a_reset_while_many_write_fails_nobody() {
    let place = Place::new();
    let server = Throwaway::start(&place).await;
    let first = server.person("anna").run(SEEN, json!({})).await;
    let bookings: Vec<_> = first["bookings"]["nodes"].as_array().unwrap().iter().take(8).cloned().collect();
    let writers: Vec<_> = bookings
        .into_iter()
        .map(|booking| {
            let anna = server.person("anna");
            tokio::spawn(async move {
                for round in 0..20 {
                    // At whatever version: saved or a conflict, and no failure.
                    let patch = json!({ "notes": format!("{round}") });
                    let saved = anna.update(&booking, 1, patch, json!({ "onStale": "MERGE" })).await;
                    assert!(
                        ["BookingSaved", "Conflict"].contains(&saved["__typename"].as_str().unwrap()),
                        "{saved}"
                    );
                }
            })
        })
        .collect();
    for _ in 0..5 {
        server.reset().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    server.reset().await;
    assert_eq!(server.person("ben").run(SEEN, json!({})).await, first);
    server.let_go(&place).await;
}

/// Neither the address nor what it calls is there in a server of another kind, and a page from elsewhere can't ask.
#[tokio::test]
async fn nobody_else_can_be_reset() {
    let house = House::open().await;
    let reset =
        |address: SocketAddr| reqwest::Client::new().post(format!("http://{address}/throwaway/reset"));
    assert_eq!(reset(house.address).send().await.unwrap().status(), 404);
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'throwaway'";
    assert_eq!(house.database.value::<i64>(schemas).await, 0);

    let place = Place::new();
    let server = Throwaway::start(&place).await;
    let foreign = reset(server.address()).header("origin", "https://elsewhere.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
    server.let_go(&place).await;
}
