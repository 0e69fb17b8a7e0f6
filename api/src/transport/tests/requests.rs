//! One request, one answer.

use super::*;

const CALLER: &str = r#"{"query":"{ caller }"}"#;
const OWN: (&str, &str) = ("origin", "http://localhost:8080");

#[tokio::test]
async fn a_broken_request_is_told_what_is_wrong() {
    for (body, said) in [
        ("{ \"query", "not JSON"),
        ("7", "must be a JSON object"),
        (r#"[{"query":"{ caller }"}]"#, "one request at a time"),
        ("{}", "`query` is missing"),
        (r#"{"query":7}"#, "`query` must be a string"),
        (r#"{"query":"{ caller }","operationName":7}"#, "`operationName` must be a string or null"),
        (r#"{"query":"{ caller }","variables":[]}"#, "`variables` must be an object or null"),
        (r#"{"query":"{ caller }","extensions":"x"}"#, "`extensions` must be an object or null"),
    ] {
        let (status, answer) = ask(&[], body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(said), "{body}: {answer}");
    }
    for content_type in
        ["application/x-www-form-urlencoded", "text/plain", "application/json; charset=latin1", ""]
    {
        let (status, answer) = ask(&[("content-type", content_type)], CALLER).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNSUPPORTED_MEDIA_TYPE");
    }
    let (status, answer) = ask(&[], "x".repeat(2_000)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("1024 bytes"), "{answer}");
}

#[tokio::test]
async fn the_limit_holds_for_a_body_of_unknown_length() {
    let chunks = futures_util::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1_000])));
    let (status, _) = ask(&[], Body::from_stream(chunks)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_status_says_what_happened_to_who_asks_for_it() {
    let modern = [("accept", "application/graphql-response+json")];
    let refused = r#"{"query":"{ nope }"}"#;
    let (status, answer) = ask(&modern, refused).await;
    assert_eq!((status, answer.get("data")), (StatusCode::BAD_REQUEST, None));
    let (status, answer) = ask(&[], refused).await;
    assert_eq!((status, answer.get("data")), (StatusCode::OK, None));
    // Executed, if in vain: the path says where it failed, and data is there.
    let (status, answer) = ask(&modern, r#"{"query":"{ failing }"}"#).await;
    assert_eq!((status, answer.get("data")), (StatusCode::OK, Some(&Value::Null)));
    let (status, _) = ask(&[("accept", "text/html")], CALLER).await;
    assert_eq!(status, StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn a_foreign_page_is_refused_before_its_body_is_read() {
    let never = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let headers = [("origin", "https://evil.example"), ("expect", "100-continue")];
    let (status, answer) = ask(&headers, never).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FOREIGN_ORIGIN");
    assert_eq!(ask(&[OWN], CALLER).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_cookie_needs_the_browsers_word_and_a_bearer_token_does_not() {
    let cookie = ("cookie", "frontdesk_session=good");
    for (headers, caller) in [
        (&[][..], "nobody"),
        (&[("authorization", "Bearer good")], "anna"),
        (&[cookie], "nobody"),
        (&[cookie, ("sec-fetch-site", "cross-site")], "nobody in a browser"),
        (&[cookie, ("sec-fetch-site", "same-origin")], "anna in a browser"),
        (&[cookie, OWN], "anna in a browser"),
        (&[("cookie", "frontdesk_session=old"), OWN], "nobody in a browser"),
    ] {
        assert_eq!(ask(headers, CALLER).await.1["data"]["caller"], caller, "{headers:?}");
    }
    for (token, status) in [
        ("Bearer old", StatusCode::UNAUTHORIZED),
        ("Basic YTpi", StatusCode::UNAUTHORIZED),
        ("Bearer later", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        assert_eq!(ask(&[("authorization", token), cookie, OWN], CALLER).await.0, status, "{token}");
    }
}

#[tokio::test]
async fn what_resolvers_put_into_the_head_gets_there() {
    let answer =
        send(router(app()), &[("x-request-id", "forged")], r#"{"query":"mutation { signIn }"}"#).await;
    let headers = answer.headers();
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["frontdesk_session=good; HttpOnly", "other=1"]);
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert!(uuid::Uuid::parse_str(headers["x-request-id"].to_str().unwrap()).is_ok());
}

#[tokio::test]
async fn a_mutation_by_get_is_refused() {
    let request = Request::get("/graphql?query=mutation%7BsignIn%7D").body(Body::empty()).unwrap();
    let answer = router(app()).oneshot(request).await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()["allow"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap())
    );
    assert!(answer.headers().get("set-cookie").is_none());
    assert!(json_of(answer).await["errors"][0]["message"].is_string());
}

#[tokio::test]
async fn a_panic_and_a_slow_resolver_still_get_an_answer() {
    let answer = send(router(app()), &[], r#"{"query":"{ panicking(really: true) }"}"#).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let answer = json_of(answer).await;
    assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "INTERNAL", "requestId": id }));
    let (status, answer) = ask(&[], r#"{"query":"{ slow(seconds: 60) }"}"#).await;
    assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TIMEOUT");
}

#[tokio::test]
async fn readiness_gives_its_reasons_and_ends_with_the_server() {
    let get = |app| router(app).oneshot(Request::get("/readyz").body(Body::empty()).unwrap());
    assert_eq!(get(app()).await.unwrap().status(), StatusCode::OK);
    let broken = Checked(Err(vec![Reason::new("away", "The database does not answer.")]));
    let answer = get(App { readiness: Arc::new(broken), ..app() }).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let said = json!({ "ready": false, "reason": "away", "reasons": ["The database does not answer."] });
    assert_eq!(json_of(answer).await, said);
    let stopping = app();
    stopping.shutdown.begin();
    assert_eq!(get(stopping).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
}
