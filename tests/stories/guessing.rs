//! Somebody guesses at an account: how long they wait, and who does not wait with them.

use std::net::SocketAddr;

use frontdesk::clock::Clock;
use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};

use crate::support::{House, document};

/// A house behind proxies, which write the address that each request comes from.
async fn house() -> House {
    House::open_with(&["--demo", "--trusted-proxy", "127.0.0.0/8,10.0.0.0/8"], Clock::system()).await
}

/// A screen somewhere.
struct Screen<'a> {
    house: SocketAddr,
    /// As a proxy writes it.
    forwarded: &'a str,
    /// The cookies of a browser; none where it is a program.
    browser: Option<&'a str>,
}

impl Screen<'_> {
    async fn sign_in(&self, email: &str, password: &str) -> reqwest::Response {
        let variables = json!({ "email": email, "password": password });
        let request = reqwest::Client::new()
            .post(format!("http://{}/graphql", self.house))
            .header("x-forwarded-for", self.forwarded)
            .json(&json!({ "query": document!("sign_in"), "variables": variables }));
        let request = match self.browser {
            Some(cookies) => request.header(ORIGIN, format!("http://{}", self.house)).header(COOKIE, cookies),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// The member that Anna's sign-in is answered with.
    async fn anna(&self, password: &str) -> String {
        let answer: Value = self.sign_in("anna@demo.frontdesk", password).await.json().await.unwrap();
        answer["data"]["signIn"]["__typename"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

#[tokio::test]
async fn who_guesses_waits_alone() {
    let house = house().await;
    // What a load balancer writes that adds ports, behind another proxy.
    let from = |forwarded| Screen { house: house.address, forwarded, browser: None };
    for port in 0..5 {
        let forwarded = format!("198.51.100.1:{}, 10.0.0.1", 50_000 + port);
        let guess = Screen { forwarded: &forwarded, ..from("") };
        assert_eq!(guess.anna("a wrong guess").await, "InvalidCredentials");
    }
    let refused = from("198.51.100.1:50009, 10.0.0.1").sign_in("anna@demo.frontdesk", "frontdesk").await;
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    let refused: Value = refused.json().await.unwrap();
    let refused = &refused["data"]["signIn"];
    assert_eq!(refused["__typename"], "TooManyAttempts", "{refused}");
    assert!((1..=15).contains(&wait), "{wait}");

    for elsewhere in
        ["198.51.100.2:50000, 10.0.0.1", "[2001:db8::1]:443, 10.0.0.1", "[2001:db8:0:1::1], 10.2.3.4"]
    {
        assert_eq!(from(elsewhere).anna("frontdesk").await, "Session", "{elsewhere}");
    }
    // They are two clients, not one proxy.
    for _ in 0..5 {
        assert_eq!(from("[2001:db8::1]:443, 10.0.0.1").anna("a wrong guess").await, "InvalidCredentials");
    }
    assert_eq!(from("[2001:db8::ffff]:1, 10.0.0.1").anna("frontdesk").await, "TooManyAttempts");
    assert_eq!(from("[2001:db8:0:1::1], 10.0.0.1").anna("frontdesk").await, "Session");
}

#[tokio::test]
async fn a_browser_that_anna_signed_in_from_is_let_through() {
    let house = house().await;
    let home = |browser| Screen { house: house.address, forwarded: "203.0.113.7", browser };
    let signed_in = home(Some("")).sign_in("anna@demo.frontdesk", "frontdesk").await;
    let cookies: Vec<_> = signed_in.headers().get_all(SET_COOKIE).iter().collect();
    let mut device = cookies.iter().map(|cookie| cookie.to_str().unwrap());
    let device = device.find(|cookie| cookie.starts_with("frontdesk_device=")).unwrap();
    for mark in ["; HttpOnly", "; SameSite=Strict", "; Max-Age=31536000"] {
        assert!(device.contains(mark), "{mark} in {device}");
    }
    let device = device.split(';').next().unwrap();
    let program = home(None).sign_in("anna@demo.frontdesk", "frontdesk").await;
    assert!(program.headers().get(SET_COOKIE).is_none(), "a program goes by its address");
    // Ben's browser, too, and a browser of Ben's alone.
    let bens = home(Some("")).sign_in("ben@demo.frontdesk", "frontdesk").await;
    let mut bens =
        bens.headers().get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned());
    let bens = bens.find(|cookie| cookie.starts_with("frontdesk_device=")).unwrap();

    // From so many places that nobody who is new may sign in to the account.
    let mut places = 0..250;
    loop {
        let forwarded = format!("198.51.100.{}", places.next().expect("guessing never ends"));
        let guess = Screen { forwarded: &forwarded, ..home(None) }.anna("a wrong guess").await;
        if guess == "TooManyAttempts" {
            break;
        }
        assert_eq!(guess, "InvalidCredentials");
    }
    // Nobody new may, as long as they go on guessing; Anna may at once.
    assert_eq!(home(Some(device)).anna("frontdesk").await, "Session");
    for stranger in [None, Some(""), Some("frontdesk_device=rubbish"), Some(bens.split(';').next().unwrap())]
    {
        let mut again = 0..250;
        loop {
            let forwarded = format!("192.0.2.{}", again.next().expect("guessing never ends"));
            let screen = Screen { forwarded: &forwarded, browser: stranger, ..home(None) };
            if screen.anna("a wrong guess").await == "TooManyAttempts" {
                break;
            }
        }
    }
    // Guesses from her own browser are held against it.
    for _ in 0..5 {
        assert_eq!(home(Some(device)).anna("a wrong guess").await, "InvalidCredentials");
    }
    assert_eq!(home(Some(device)).anna("frontdesk").await, "TooManyAttempts");
}
