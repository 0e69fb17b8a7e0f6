//! The documents that may be asked for, where an operator has listed them.
//!
//! The list is as Apollo's `generate-persisted-query-manifest` writes it
//! (<https://www.apollographql.com/docs/graphos/platform/security/persisted-queries>).

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, ServerError, Variables};
use serde::Deserialize;

use super::hash::{Hash, hash};
use super::known::Known;
use super::normal::around_typename;
use super::validated::assumed;
use super::{Limits, Refusal, code, parse, persisted, weigh};

const FORMAT: &str = "apollo-persisted-query-manifest";

#[derive(Debug, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    operations: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    body: String,
}

/// Documents that were checked, by their hashes and by the ids that clients name them by.
#[derive(Debug, Default)]
pub(crate) struct Trusted {
    documents: HashMap<Hash, Arc<Known>>,
    ids: HashMap<String, Hash>,
}

impl Trusted {
    /// Adds what a list says.
    ///
    /// # Errors
    /// What is wrong with the list, or with the first of its entries that is none of the schema, to be read after the
    /// list's name.
    pub(crate) async fn add(
        &mut self,
        manifest: &str,
        validator: &impl Executor,
        limits: &Limits,
    ) -> Result<(), String> {
        let manifest: Manifest =
            serde_json::from_str(manifest).map_err(|error| format!("is not a list of documents: {error}"))?;
        if (manifest.format.as_str(), manifest.version) != (FORMAT, 1) {
            return Err(format!("is not of the format {FORMAT}, version 1"));
        }
        for entry in manifest.operations {
            let known = self.check(&entry, validator, limits).await;
            let known = known
                .map_err(|rule| format!("has the operation \"{}\" ({}), {rule}", entry.name, entry.id))?;
            self.ids.insert(entry.id, known.hash);
            self.documents.insert(known.hash, Arc::new(known));
        }
        Ok(())
    }

    async fn check(
        &self,
        entry: &Entry,
        validator: &impl Executor,
        limits: &Limits,
    ) -> Result<Known, String> {
        let wrong = |error: &ServerError| format!("which can't be executed: {}", error.message);
        let document = parse(&entry.body, limits).map_err(|error| wrong(&error))?;
        let uses =
            weigh(&document, &Variables::default(), limits).map_err(|refusal| wrong(&refusal.into()))?;
        let operations: Vec<_> = document.operations.iter().collect();
        let &[(name, operation)] = &operations[..] else {
            return Err("whose body has not exactly one operation".to_owned());
        };
        if name.is_none_or(|name| name != entry.name.as_str()) {
            return Err("whose body is not named so".to_owned());
        }
        let kind = match operation.node.ty {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        if kind != entry.kind {
            return Err(format!("whose body is a {kind}, not a {}", entry.kind));
        }
        let hash = hash(&entry.body);
        if self.ids.get(&entry.id).is_some_and(|other| *other != hash) {
            return Err("whose id another document has".to_owned());
        }
        let mut question = document.clone();
        around_typename(&mut question);
        let given = assumed(&question, Some(&operation.node), &Variables::default());
        let mut request = Request::new("").variables(given);
        request.set_parsed_query(question);
        match validator.execute(request).await.errors.first() {
            Some(error) => Err(wrong(error)),
            None => Ok(Known::new(hash, document, uses)),
        }
    }

    pub(super) fn document(&self, hash: &Hash) -> Option<Arc<Known>> {
        self.documents.get(hash).cloned()
    }

    /// The hash of the document that a client names so: by its id, or by its hash whatever the id.
    pub(super) fn named(&self, id: &str) -> Option<Hash> {
        self.ids.get(id).copied().or_else(|| persisted::hash(id))
    }
}

pub(super) fn untrusted() -> Refusal {
    let message = "This server executes only the documents on its list of trusted documents, and this one is not on it.";
    Refusal::broken(code::DOCUMENT_NOT_TRUSTED, message)
}

#[cfg(test)]
mod tests;
