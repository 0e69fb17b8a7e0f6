//! What a browser is given at each address: the page where the program was built with it, and otherwise a page that
//! says how.

use std::path::Path;

use frontdesk::clock::Clock;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, IF_NONE_MATCH, VARY,
};
use reqwest::{Client, Method, StatusCode};

use crate::support::House;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Whether `web/` was built before the program; `make test` does.
fn built() -> bool {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist/page/index.html")).exists()
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl House {
    async fn get(&self, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
        let mut request = Client::new().get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Answer { status, headers, body: answer.bytes().await.unwrap().into() }
    }

    async fn page(&self, path: &str) -> Answer {
        self.get(path, &[(ACCEPT, BROWSER)]).await
    }
}

/// The address of the script that the front desk begins with.
fn script_of(page: &str) -> &str {
    let (_, rest) = page.split_once("src=\"/assets/").expect("the page loads no script");
    let end = rest.find('"').unwrap();
    let begin = page.len() - rest.len() - "/assets/".len();
    &page[begin..begin + "/assets/".len() + end]
}

#[tokio::test]
async fn every_screen_is_the_front_desk_and_loads_nothing_from_elsewhere() {
    let house = House::open().await;
    let front_desk = house.page("/").await;
    for path in ["/", "/bookings", "/guests", "/rooms?sort=name", "/some/where"] {
        let page = house.page(path).await;
        assert_eq!((page.status, page.text()), (StatusCode::OK, front_desk.text()), "{path}");
        assert_eq!(page.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(page.header(CACHE_CONTROL), "no-cache");
        let policy = page.header(CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("http"), "{policy}");
    }
    let playground = house.page("/graphiql").await;
    assert_eq!(playground.header(CONTENT_SECURITY_POLICY), front_desk.header(CONTENT_SECURITY_POLICY));
    if built() {
        assert_ne!(playground.text(), front_desk.text());
    } else {
        assert!(front_desk.text().contains("<code>make run</code>"), "{}", front_desk.text());
        assert_eq!(playground.text(), front_desk.text());
    }
}

#[tokio::test]
async fn a_page_that_the_browser_has_is_not_sent_again() {
    let house = House::open().await;
    let first = house.page("/").await;
    let again = house.get("/", &[(ACCEPT, BROWSER), (IF_NONE_MATCH, first.header(ETAG))]).await;
    assert_eq!((again.status, again.text()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.header(ETAG), first.header(ETAG));
    let other = house.get("/", &[(ACCEPT, BROWSER), (IF_NONE_MATCH, "\"other\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_page_loads_is_compressed_and_kept_for_ever() {
    let house = House::open().await;
    if !built() {
        assert_eq!(house.page("/icon.svg").await.status, StatusCode::NOT_FOUND);
        return;
    }
    let page = house.page("/").await;
    let script = script_of(page.text());
    let plain = house.get(script, &[]).await;
    assert_eq!((plain.status, plain.header(CONTENT_TYPE)), (StatusCode::OK, "text/javascript"));
    let mut tags = vec![plain.header(ETAG).to_owned()];
    for (accepted, encoding) in [("gzip, deflate", "gzip"), ("gzip, deflate, br, zstd", "br")] {
        let small = house.get(script, &[(ACCEPT_ENCODING, accepted)]).await;
        assert_eq!(small.header(CONTENT_ENCODING), encoding);
        assert_eq!(small.header(CACHE_CONTROL), IMMUTABLE);
        assert_eq!(small.header(VARY), "accept-encoding");
        assert!(small.body.len() < plain.body.len() / 2, "{} of {}", small.body.len(), plain.body.len());
        tags.push(small.header(ETAG).to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "an entity tag names the bytes that were sent: {tags:?}");
    assert_eq!(house.get("/icon.svg", &[]).await.header(CONTENT_TYPE), "image/svg+xml");
}

#[tokio::test]
async fn the_service_worker_keeps_what_the_page_loads_and_nothing_else() {
    let house = House::open().await;
    let worker = house.get("/sw.js", &[]).await;
    if !built() {
        assert_eq!(worker.status, StatusCode::NOT_FOUND);
        return;
    }
    assert_eq!((worker.status, worker.header(CONTENT_TYPE)), (StatusCode::OK, "text/javascript"));
    assert_eq!(worker.header(CACHE_CONTROL), "no-cache");
    assert_eq!(worker.header(CONTENT_SECURITY_POLICY), "default-src 'none'; connect-src 'self'");
    let page = house.page("/").await;
    let script = script_of(page.text());
    let entry = format!("const ENTRY = '{script}'");
    assert!(worker.text().contains(&entry), "it is of another build than the page");
    let (_, rest) = worker.text().split_once("const FILES = [").unwrap();
    let (files, _) = rest.split_once(']').unwrap();
    let files: Vec<_> = files.split(',').map(|file| file.trim().trim_matches('"')).collect();
    assert!(files.contains(&script) && files.contains(&"/icon.svg"), "{files:?}");
    for file in files {
        assert_eq!(house.get(file, &[]).await.status, StatusCode::OK, "{file}");
        assert!(file == "/icon.svg" || file.starts_with("/assets/"), "{file}");
        assert!(!file.contains("graphiql"), "{file} is the playground's");
    }
}

#[tokio::test]
async fn what_is_nowhere_is_told_to_programs_as_json() {
    let house = House::open().await;
    for (path, headers) in [
        ("/nowhere", &[(ACCEPT, "*/*")][..]),
        ("/nowhere", &[]),
        ("/assets/nowhere.js", &[(ACCEPT, BROWSER)]),
        ("/assets/../.vite/manifest.json", &[]),
        ("/assets/..%2f.vite%2fmanifest.json", &[]),
        ("/.vite/manifest.json", &[]),
        ("/index.html", &[]),
    ] {
        let answer = house.get(path, headers).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header(CONTENT_TYPE), "application/json; charset=utf-8", "{path}");
        assert_eq!(answer.header(CACHE_CONTROL), "no-store", "{path}");
    }
    let url = format!("http://{}/bookings", house.address);
    let posted = Client::new().request(Method::POST, url).header(ACCEPT, BROWSER).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_demo_offers_the_demos_people() {
    let demo = House::open().await;
    let own = House::open_with(&[], Clock::system()).await;
    let (demo, own) = (demo.page("/").await, own.page("/").await);
    for (page, offered) in [(demo, "true"), (own, "false")] {
        let flag = format!("<meta name=\"frontdesk-demo\" content=\"{offered}\"");
        assert_eq!(page.text().contains(&flag), built(), "{}", page.text());
    }
}
