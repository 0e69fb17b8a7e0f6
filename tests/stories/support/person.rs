//! Somebody at a screen: a client with a token.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::{Watcher, document};

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) http: reqwest::Client,
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
}

impl Person {
    /// Somebody who has not signed in.
    pub(crate) fn nobody(address: SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), address, token: String::new() }
    }

    /// Signs in with a demo account.
    pub(crate) async fn sign_in(address: SocketAddr, name: &str) -> Self {
        let nobody = Self::nobody(address);
        let variables = json!({ "email": format!("{name}@demo.frontdesk"), "password": "frontdesk" });
        let answer = nobody.run(document!("sign_in"), variables).await;
        let token =
            answer["signIn"]["token"].as_str().unwrap_or_else(|| panic!("{name} can't sign in: {answer}"));
        Self { token: token.to_owned(), ..nobody }
    }

    /// The same person, at a screen of another server on the same database.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// The `data` of an answer that has no errors.
    pub(crate) async fn run(&self, document: &str, variables: Value) -> Value {
        let answer = self.ask(document, variables).await;
        assert_eq!(answer["errors"], Value::Null, "{document}\n{answer}");
        answer["data"].clone()
    }

    /// The whole answer, whatever it says.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> Value {
        let request = self
            .http
            .post(format!("http://{}/graphql", self.address))
            .json(&json!({ "query": document, "variables": variables }));
        let request = if self.token.is_empty() { request } else { request.bearer_auth(&self.token) };
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Opens a socket and subscribes.
    pub(crate) async fn watch(&self, document: &str, variables: Value) -> Watcher {
        Watcher::open(self.address, &self.token, document, variables).await
    }

    /// `updateBooking`, answering the member of its result.
    pub(crate) async fn update(&self, booking: &Value, version: i64, patch: Value, more: Value) -> Value {
        let mut input = json!({ "id": booking["id"], "expectedVersion": version, "patch": patch });
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.run(document!("update_booking"), json!({ "input": input })).await["updateBooking"].clone()
    }

    /// A new guest of this name.
    pub(crate) async fn guest(&self, name: &str) -> Value {
        let created = self.run(document!("create_guest"), json!({ "input": { "name": name } })).await;
        created["createGuest"]["guest"].clone()
    }
}
