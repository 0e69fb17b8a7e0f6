//! `frontdesk guest`: what an operator does beside the servers, and after a backup was restored.

use std::process::Command;

use serde_json::{Value, json};

use super::{assert_nothing_left, is_personal, places, stay, zacharias};
use crate::support::process::{command, run};
use crate::support::{Database, House, document, site, text};

fn guest(database: &Database, arguments: &[&str]) -> Command {
    let mut command = command(&["guest"]);
    command.args(arguments).env("DATABASE_URL", &database.url);
    command
}

#[tokio::test]
async fn an_export_has_all_that_is_known_of_a_guest_and_of_nobody_else() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let zacharias = zacharias(&mara, json!({})).await;
    let booking = stay(&house, &zacharias, json!({})).await;
    anna.save(&booking, 1, json!({ "notes": "comes at ten" })).await;
    let moved = stay(&house, &zacharias, json!({})).await;
    let other = anna.guest("Dora Unrelated").await;
    anna.save(&moved, 1, json!({ "guestId": other["id"], "notes": "of Dora" })).await;

    let printed = run(guest(&house.database, &["export", &text(&zacharias["id"])])).await.printed();
    let export: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(
        (&export["guest"]["email"], &export["erasure"]),
        (&json!("zacharias@quendel.example"), &Value::Null)
    );
    assert_eq!(export["bookings"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&export["bookings"][0]["id"], &export["bookings"][0]["notes"]),
        (&booking["id"], &json!("comes at ten"))
    );
    assert_eq!(export["bookings"][0]["room"], booking["room"]["name"]);
    let history = export["history"].as_array().unwrap();
    assert_eq!(history.len(), 5, "{printed}");
    let noted =
        history.iter().find(|entry| entry["row_id"] == booking["id"] && entry["version"] == 2).unwrap();
    assert_eq!((&noted["actor"]["name"], &noted["fields"]), (&json!("Anna"), &json!(["notes"])));
    assert_eq!(noted["before"]["notes"], "Mr Quendelmann comes late");
    assert!(!printed.contains("of Dora") && !printed.contains("Unrelated"), "{printed}");

    let nobody = uuid::Uuid::now_v7().to_string();
    let message = run(guest(&house.database, &["export", &nobody])).await.refused(1);
    assert!(message.contains(&format!("there is no guest {nobody}")), "{message}");
}

#[tokio::test]
async fn the_command_erases_while_a_server_runs() {
    let house = House::open().await;
    let (mara, anna) = (house.mara().await, house.anna().await);
    let zacharias = zacharias(&mara, json!({})).await;
    stay(&house, &zacharias, json!({})).await;
    let mut screen = anna.watch_from_now(document!("guest_screen"), json!({})).await;
    let id = text(&zacharias["id"]);
    let printed = run(guest(&house.database, &["erase", &id, "--reason", "legal-duty"])).await.printed();
    assert!(
        printed.contains(&id) && printed.contains("LEGAL_DUTY") && printed.contains("Kept, and why"),
        "{printed}"
    );
    let change = screen.next_change().await;
    assert_eq!(
        (&change["guest"]["name"], &change["actor"]["kind"]),
        (&json!("Erased guest"), &json!("DATABASE_ROLE"))
    );
    assert!(!is_personal(&change.to_string()), "{change}");
    assert_eq!(places(&house.database).await, Vec::<String>::new());
    assert_eq!(
        run(guest(&house.database, &["erase", &id])).await.printed(),
        printed,
        "once more says the same"
    );

    let nobody = uuid::Uuid::now_v7().to_string();
    let message = run(guest(&house.database, &["erase", &nobody])).await.refused(1);
    assert!(message.contains("there is no guest"), "{message}");
    run(guest(&house.database, &["erase"])).await.refused(2);
}

/// What was erased after a dump was taken is erased from what is restored.
#[tokio::test]
async fn a_restored_dump_does_not_bring_it_back() {
    let house = House::open().await;
    let mara = house.mara().await;
    let zacharias = zacharias(&mara, json!({})).await;
    stay(&house, &zacharias, json!({})).await;
    let programs = site::programs(&house.database.pool).await;
    let mut dump = Command::new(programs.join("pg_dump"));
    dump.arg(&house.database.url);
    let dump = site::program(dump).await;
    super::erase(&mara, &zacharias).await;
    // Whom the dump does not know yet is on the list, too.
    let later = mara.guest("Later").await;
    super::erase(&mara, &later).await;
    let list = run(guest(&house.database, &["erasures"])).await.printed();
    assert!(!is_personal(&list) && list.contains(&text(&zacharias["id"])), "{list}");

    let restored = Database::empty().await;
    let folder = tempfile::tempdir().unwrap();
    let (file, listed) = (folder.path().join("dump.sql"), folder.path().join("list.json"));
    std::fs::write(&file, dump).unwrap();
    std::fs::write(&listed, &list).unwrap();
    let mut restore = Command::new(programs.join("psql"));
    restore.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--file"]).arg(&file).arg(&restored.url);
    site::program(restore).await;
    assert!(places(&restored).await.contains(&"guests".to_owned()));

    let erase = ["erase", "--list", listed.to_str().unwrap()];
    assert_eq!(run(guest(&restored, &erase)).await.printed(), "2 guests erased\n");
    assert_nothing_left(&restored).await;
    let parsed = |list: &str| -> Vec<(Value, Value, Value)> {
        let list: Vec<Value> = serde_json::from_str(list).unwrap();
        list.into_iter()
            .map(|one| (one["guest_id"].clone(), one["at"].clone(), one["actor"].clone()))
            .collect()
    };
    let again = run(guest(&restored, &["erasures"])).await.printed();
    assert_eq!(parsed(&again), parsed(&list));

    std::fs::write(&listed, "[{}]").unwrap();
    let message = run(guest(&restored, &erase)).await.refused(1);
    assert!(message.contains("is no list of erasures"), "{message}");
}
