//! What can be told without a database. The stories with one are in the `tests` crate.

use std::time::Duration;

use async_graphql::{EmptySubscription, Request, Response, Schema};
use sea_orm::{ConnectOptions, Database};
use uuid::Uuid;

use super::{AccountMutation, AccountQuery};
use crate::auth::{Auth, ClientInfo, Principal, Secret, Settings};
use crate::clock::Clock;
use crate::graphql::problem::Problem;

type Account = Schema<AccountQuery, AccountMutation, EmptySubscription>;

async fn schema() -> Account {
    // Nothing answers there, and nothing is asked before the first statement.
    let nowhere = ConnectOptions::new("postgres://nobody@127.0.0.1:1/nowhere")
        .connect_lazy(true)
        .acquire_timeout(Duration::from_millis(100))
        .to_owned();
    let db = Database::connect(nowhere).await.unwrap();
    let settings = Settings::new(Secret::new(*b"a secret of at least thirty-two bytes").unwrap());
    let auth = Auth::new(db, Clock::system(), settings);
    Schema::build(AccountQuery, AccountMutation, EmptySubscription)
        .register_output_type::<Problem>()
        .data(auth)
        .finish()
}

async fn ask(query: &str, client: ClientInfo) -> Response {
    schema().await.execute(Request::new(query).data(None::<Principal>).data(client)).await
}

#[tokio::test]
async fn the_contract_is_kept() {
    let sdl = schema().await.sdl();
    for line in [
        "signIn(email: String!, password: String!): SignInResult",
        "union SignInResult = Session | InvalidCredentials | TooManyAttempts",
        "type TooManyAttempts implements Problem {",
        "retryAfterSeconds: Int!",
        "me: User\n",
        "sessions: [SessionInfo!]!",
        "enum Role {",
    ] {
        assert!(sdl.contains(line), "{line} is not in\n{sdl}");
    }
}

#[tokio::test]
async fn nobody_is_nobody() {
    let me = ask("{ me { id } }", ClientInfo::default()).await.into_result().unwrap();
    assert_eq!(me.data.into_json().unwrap()["me"], serde_json::Value::Null);

    let guarded = [
        "{ sessions { id } }".to_owned(),
        "mutation { renewSession { __typename } }".to_owned(),
        format!("mutation {{ revokeSession(id: \"{}\") {{ __typename }} }}", Uuid::nil()),
        "mutation { changePassword(current: \"frontdesk\", new: \"front desk\") { __typename } }".to_owned(),
    ];
    for query in guarded {
        let errors = serde_json::to_value(ask(&query, ClientInfo::default()).await.errors).unwrap();
        assert_eq!(errors[0]["extensions"]["code"], "UNAUTHENTICATED", "{query}");
    }
}

#[tokio::test]
async fn signing_out_takes_the_cookie_back_from_browsers_even_when_it_is_stale() {
    let sign_out = "mutation { signOut { ... on SignedOut { sessionId } } }";

    let browser = ask(sign_out, ClientInfo { browser: true, ..ClientInfo::default() }).await;
    assert!(browser.is_ok());
    let cookie = browser.http_headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.starts_with("frontdesk_session=;") && cookie.contains("Max-Age=0"), "{cookie}");

    let program = ask(sign_out, ClientInfo::default()).await;
    assert!(program.is_ok() && program.http_headers.is_empty());
}

#[tokio::test]
async fn a_broken_database_is_not_described() {
    let sign_in =
        "mutation { signIn(email: \"anna@demo.frontdesk\", password: \"frontdesk\") { __typename } }";
    let broken = ask(sign_in, ClientInfo::default()).await;
    let error = serde_json::to_value(&broken.errors[0]).unwrap();
    assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{error}");
    assert!(!error.to_string().contains("127.0.0.1") && !error.to_string().contains("nobody"), "{error}");
}
