//! Pages that are served elsewhere.

use super::*;

const OTHER: &str = "http://localhost:5173";
const FOREIGN: &str = "https://evil.example";
const COOKIE: (&str, &str) = ("cookie", "frontdesk_session=good");

fn open() -> Router {
    let others = [OTHER, "tauri://localhost"].map(|origin| origin.parse().unwrap());
    let origins = Origins::new(&[], "127.0.0.1:8080".parse().unwrap()).with_others(&others, false);
    router(App { origins: Arc::new(origins), ..app() })
}

async fn preflight(path: &str, origin: &str) -> Response {
    let request = Request::options(path)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type,x-client-name");
    open().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// The origin that the answer may be read from.
fn readable_from(answer: &Response) -> Option<&str> {
    let headers = answer.headers();
    assert!(!headers.contains_key("access-control-allow-credentials"), "the cookie is never another page's");
    let vary: Vec<_> = headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(
        vary.join(",").to_ascii_lowercase().contains("origin"),
        "a cache must tell origins apart: {vary:?}"
    );
    headers.get("access-control-allow-origin").map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_who_may_call() {
    for path in ["/graphql", "/graphql/stream"] {
        for allowed in [OTHER, "tauri://localhost", "http://localhost:8080"] {
            let answer = preflight(path, allowed).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path} {allowed}");
            assert_eq!(readable_from(&answer), Some(allowed), "{path}");
            let headers = answer.headers();
            assert_eq!(headers["access-control-allow-methods"], "GET,POST");
            assert_eq!(headers["access-control-allow-headers"], "authorization,content-type,x-client-name");
            assert!(headers.contains_key("access-control-max-age") && headers.contains_key("x-request-id"));
        }
        for foreign in [FOREIGN, "null", "http://localhost:5174", "http://localhost:5173.evil.example", "*"] {
            let answer = preflight(path, foreign).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {foreign}");
            assert_eq!(readable_from(&answer), None, "{path} {foreign}");
        }
        let nobody = Request::options(path).header("origin", OTHER).body(Body::empty()).unwrap();
        assert_eq!(open().oneshot(nobody).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    let elsewhere = preflight("/metrics", OTHER).await;
    assert!(!elsewhere.headers().contains_key("access-control-allow-origin"), "only the API");
}

#[tokio::test]
async fn every_answer_can_be_read_also_a_refusal() {
    let large = "x".repeat(2_000);
    let panicking = r#"{"query":"{ panicking(really: true) }"}"#;
    let caller = r#"{"query":"{ caller }"}"#;
    for (header, body, status) in [
        (("x-none", ""), caller, StatusCode::OK),
        (("x-none", ""), "{", StatusCode::BAD_REQUEST),
        (("authorization", "Bearer old"), caller, StatusCode::UNAUTHORIZED),
        (("authorization", "Bearer later"), caller, StatusCode::SERVICE_UNAVAILABLE),
        (("accept", "text/html"), caller, StatusCode::NOT_ACCEPTABLE),
        (("content-type", "text/plain"), caller, StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (("x-none", ""), large.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        (("x-none", ""), panicking, StatusCode::INTERNAL_SERVER_ERROR),
        (("x-none", ""), r#"{"query":"{ slow(seconds: 60) }"}"#, StatusCode::GATEWAY_TIMEOUT),
    ] {
        let answer = send(open(), &[("origin", OTHER), header], body.to_owned()).await;
        assert_eq!(answer.status(), status, "{header:?}");
        assert_eq!(readable_from(&answer), Some(OTHER), "{status}");
        assert_eq!(answer.headers()["access-control-expose-headers"], "retry-after,x-request-id");
        assert!(answer.headers().contains_key("x-request-id"), "{status}");
    }
    for (path, status) in
        [("/graphql", StatusCode::METHOD_NOT_ALLOWED), ("/graphql/stream", StatusCode::BAD_REQUEST)]
    {
        let request = Request::get(path).header("origin", OTHER).body(Body::empty()).unwrap();
        let answer = open().oneshot(request).await.unwrap();
        assert_eq!((answer.status(), readable_from(&answer)), (status, Some(OTHER)), "{path}");
    }
    let answer = send(open(), &[("origin", FOREIGN)], caller).await;
    assert_eq!((answer.status(), readable_from(&answer)), (StatusCode::FORBIDDEN, None));
    let answer = send(open(), &[], caller).await;
    assert_eq!((answer.status(), readable_from(&answer)), (StatusCode::OK, None));
}

#[tokio::test]
async fn a_page_of_another_origin_calls_as_a_program_does() {
    let caller = r#"{"query":"{ caller }"}"#;
    let bearer = ("authorization", "Bearer good");
    for (headers, expected) in [
        (&[("origin", OTHER)][..], "nobody"),
        (&[("origin", OTHER), bearer], "anna"),
        (&[("origin", OTHER), COOKIE], "nobody"),
        (&[("origin", OTHER), COOKIE, ("sec-fetch-site", "same-origin")], "nobody"),
        (&[("origin", OTHER), ("origin", "http://localhost:8080"), COOKIE], "nobody"),
        (&[("origin", "http://localhost:8080"), COOKIE], "anna in a browser"),
    ] {
        let answer = json_of(send(open(), headers, caller).await).await;
        assert_eq!(answer["data"]["caller"], expected, "{headers:?}");
    }
}
