//! With a relay, a change costs PostgreSQL the same however many processes there are.

use std::time::{Duration, Instant};

use frontdesk::clock::Clock;
use serde_json::json;
use sqlx::PgPool;
use tokio::time::sleep;

use crate::support::site::Site;
use crate::support::{Broker, Database, House, Person, Watcher, document};

const CHANGES: i64 = 40;
/// For so long is measured what time alone costs. All that happens by itself does so every five seconds or oftener.
const IDLE: Duration = Duration::from_secs(5);
/// What a process more may add to a change.
const MARGIN: f64 = 1.2;

/// How many statements PostgreSQL was asked, by its own count, and how many of them read the log.
async fn statements(pool: &PgPool) -> (f64, f64) {
    let sql = "SELECT sum(calls)::float8, \
                      coalesce(sum(calls) FILTER (WHERE query LIKE '%LEFT JOIN LATERAL (SELECT * FROM change_log%'), 0)::float8 \
               FROM pg_stat_statements JOIN pg_database ON oid = dbid WHERE datname = current_database()";
    sqlx::query_as(sql).fetch_one(pool).await.unwrap()
}

async fn sees(screens: &mut [Watcher], version: i64) {
    for screen in screens {
        let change = screen.next_change().await;
        assert_eq!((&change["version"], &change["skipped"]), (&json!(version), &json!(0)));
        assert_eq!(change["booking"]["guest"]["name"], "Carl");
    }
}

/// How many statements a change costs where one watches at each of so many processes, beside what time costs.
async fn cost_with(processes: usize, broker: Option<&Broker>) -> f64 {
    let settings = [("shared_preload_libraries", "pg_stat_statements"), ("max_connections", "400")];
    let site = Site::with(&settings).await;
    site.sql("CREATE EXTENSION pg_stat_statements").await;
    let url = broker.map(Broker::url);
    let more: Vec<&str> = match &url {
        Some(url) => vec!["--demo", "--relay-url", url],
        None => vec!["--demo"],
    };
    let database = Database { name: "hotel".to_owned(), url: site.url(), pool: site.pool.clone() };
    let house = House::on(database, &more, Clock::system()).await;
    let mut shutdowns = vec![];
    let mut screens = vec![];
    let (anna, booking) = (house.anna().await, house.booking().await);
    for number in 0..processes {
        let address = match number {
            0 => house.address,
            _ => {
                let (address, shutdown) = house.another_server_with(&more, Clock::system()).await;
                shutdowns.push(shutdown);
                address
            }
        };
        let screen: Person = anna.at(address);
        screens.push(screen.watch_from_now(document!("booking_stream"), json!({})).await);
    }
    // What is done once: connections, statements' plans, and the first message, which nobody waits for.
    let mut version = 1;
    let mut save = async |screens: &mut Vec<Watcher>| {
        anna.save(&booking, version, json!({ "notes": format!("{version}") })).await;
        version += 1;
        sees(screens, version).await;
    };
    for _ in 0..5 {
        save(&mut screens).await;
    }
    let ((all, read), began) = (statements(&site.pool).await, Instant::now());
    sleep(IDLE).await;
    let (after, read_after) = statements(&site.pool).await;
    // The log is looked into where nothing comes, which is not so below.
    let by_time = (after - all - (read_after - read)) / began.elapsed().as_secs_f64();
    let ((before, _), began) = (statements(&site.pool).await, Instant::now());
    for _ in 0..CHANGES {
        save(&mut screens).await;
    }
    let all = statements(&site.pool).await.0 - before - by_time * began.elapsed().as_secs_f64();
    for shutdown in shutdowns {
        shutdown.begin();
    }
    drop((screens, house));
    site.stop().await;
    let each = all / CHANGES as f64;
    println!("{processes} processes, relay: {}: {each:.1} statements a change", broker.is_some());
    each
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_per_change_do_not_grow_with_the_processes() {
    let broker = Broker::start().await;
    let one = cost_with(1, None).await;
    let without = cost_with(4, None).await;
    assert!(without > one * MARGIN, "without a relay each process reads for itself: {one}, {without}");
    for processes in [4, 16] {
        let many = cost_with(processes, Some(&broker)).await;
        assert!(
            many <= one * MARGIN,
            "{many} statements a change with {processes} processes, {one} with one"
        );
    }
}
