//! What a request asks for, and whether it may.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{Executor, Positioned, Request, ServerError, Variables};

use super::absent::leave_out;
use super::arguments;
use super::executor::Guarded;
use super::hash::{Hash, hash};
use super::judged::{Asked, Judged};
use super::known::{Fresh, Known, Prepared};
use super::normal::{around_typename, fill_in, normal, spreads};
use super::trusted::untrusted;
use super::validated::{assumed, is_settled};
use super::values::Fitting;
use super::weight::values_in;
use super::{Refusal, code, named, parse, persisted, scan, weigh};
use crate::graphql::observe::Operation;

/// The document of a request.
enum Source {
    Known(Arc<Known>),
    New(Hash, String),
}

impl<E: Executor> Guarded<E> {
    /// Finds out what a request asks for, and whether it may: once, for whoever wants to know.
    pub(crate) async fn judge(&self, mut request: Request) -> Judged {
        let name = request.operation_name.take();
        let mut operation = Operation::new(name.as_deref());
        let read = self.read(request, name, &mut operation.kind).await;
        operation.judged(read.is_err());
        Judged { operation, read }
    }

    /// Tells the kind of the operation as soon as it is known.
    async fn read(
        &self,
        mut request: Request,
        name: Option<String>,
        kind: &mut Option<OperationType>,
    ) -> Result<Asked, Vec<ServerError>> {
        let own = name.as_deref();
        let known = match self.source(&mut request).map_err(one)? {
            Source::Known(known) => {
                *kind = named(&known.document, own).map(|operation| operation.ty);
                known
            }
            Source::New(hash, text) => {
                let document = parse(&text, &self.limits).map_err(|error| vec![error])?;
                *kind = named(&document, own).map(|operation| operation.ty);
                let uses = weigh(&document, &Variables::default(), &self.limits).map_err(one)?;
                Arc::new(Known::new(hash, document, uses))
            }
        };
        self.weigh_values(&known, &request.variables).map_err(one)?;
        let Some(operation) = named(&known.document, own) else {
            return Err(self.prepare(&known, own, &request.variables).await.err().unwrap_or_default());
        };
        let variant = known.variant(own, operation, &request.variables);
        let (prepared, fresh) = match self.documents.prepared(&variant) {
            Some(prepared) => {
                let operation = prepared.operation().unwrap_or(operation);
                arguments::check_again(self.fitting(), &prepared.arguments, operation, &request.variables)?;
                (prepared, None)
            }
            None => {
                let prepared = self.prepare(&known, own, &request.variables).await?;
                let prepared = Arc::new(prepared);
                let settled = is_settled(&known.document, operation);
                let fresh = Fresh { known: Arc::clone(&known), variant, prepared: Arc::clone(&prepared) };
                (prepared, settled.then_some(fresh))
            }
        };
        fill_in(operation, &mut request.variables);
        Ok(Asked { document: known.hash, operation: name, request, prepared, fresh })
    }

    /// Finds the document that a request holds or names.
    fn source(&self, request: &mut Request) -> Result<Source, Refusal> {
        let text = std::mem::take(&mut request.query);
        let trusts = self.documents.trusted.is_some();
        let id = persisted::id(request)?;
        if text.is_empty()
            && let Some(id) = id
        {
            let known = self.documents.named(id).and_then(|hash| self.documents.known(&hash));
            let missing = if trusts { untrusted } else { persisted::not_found };
            return known.map(Source::Known).ok_or_else(missing);
        }
        if text.len() > self.limits.document_bytes {
            scan(&text, &self.limits)?;
        }
        let hash = hash(&text);
        if id.is_some_and(|id| self.documents.named(id) != Some(hash)) {
            return Err(persisted::mismatch());
        }
        match self.documents.known(&hash) {
            Some(known) => Ok(Source::Known(known)),
            None if trusts => Err(untrusted()),
            None => Ok(Source::New(hash, text)),
        }
    }

    /// Refuses more values in variables than the limits allow.
    fn weigh_values(&self, known: &Known, variables: &Variables) -> Result<(), Refusal> {
        let most = variables.values().map(values_in).max().unwrap_or_default();
        if known.uses.saturating_mul(most.max(known.defaults)) <= self.limits.values {
            return Ok(());
        }
        weigh(&known.document, variables, &self.limits).map(drop)
    }

    fn fitting(&self) -> Fitting<'_> {
        Fitting { types: &self.types, suggestions: self.limits.suggestions }
    }

    /// Makes of a document, for variables of this kind, the operation as it is executed.
    async fn prepare(
        &self,
        known: &Known,
        name: Option<&str>,
        variables: &Variables,
    ) -> Result<Prepared, Vec<ServerError>> {
        let mut document = known.document.clone();
        leave_out(&mut document, name, variables);
        let operation = named(&document, name);
        let arguments = match operation {
            Some(operation) => arguments::check(self.fitting(), &document, operation, variables)?,
            None => vec![],
        };
        let mut question = Request::new("").variables(assumed(&document, operation, variables));
        around_typename(&mut document);
        question.operation_name = name.map(str::to_owned);
        question.set_parsed_query(document.clone());
        // In a box: a socket does not keep room for it.
        let answer = Box::pin(self.validator.execute(question)).await;
        if !answer.errors.is_empty() {
            return Err(answer.errors);
        }
        let Some(operation) = named(&document, name) else { return Err(vec![]) };
        let mut variables = variables.clone();
        fill_in(operation, &mut variables);
        let operation = normal(&self.types, &document, operation, &variables);
        let at = operation.selection_set.pos;
        if operation.ty == OperationType::Subscription && operation.selection_set.node.items.len() != 1 {
            // https://spec.graphql.org/September2025/#sec-Single-Root-Field, which the library does not check.
            let refusal =
                Refusal::broken(code::VALIDATION_FAILED, "A subscription selects exactly one field.");
            return Err(one(refusal.at(at)));
        }
        if !spreads(&operation.selection_set.node) {
            document.fragments = HashMap::new();
        }
        document.operations = DocumentOperations::Single(Positioned::new(operation, at));
        Ok(Prepared { document, arguments })
    }
}

fn one(refusal: Refusal) -> Vec<ServerError> {
    vec![refusal.into()]
}
