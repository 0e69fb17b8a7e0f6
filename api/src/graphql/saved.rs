//! Whether a mutation that could not be answered was saved.
//!
//! What is read for the answer of a mutation is read after the write. A failure to read it must not look like one to
//! write.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, ErrorExtensionValues, Executor, Request, Response, ServerError, Value};
use futures_util::stream::BoxStream;
use tokio_stream::StreamExt;

use super::guard::named;
use super::internal::{MAY_BE_SAVED, UNAVAILABLE, UNCONFIRMED};

/// The schema, whose `UNAVAILABLE` is true of a mutation's field, too: nothing of it was saved.
#[derive(Clone, Debug)]
pub struct Truthful<E>(pub E);

impl<E: Executor> Executor for Truthful<E> {
    async fn execute(&self, mut request: Request) -> Response {
        let writes = writes(&mut request);
        let response = self.0.execute(request).await;
        if writes { doubted(response) } else { response }
    }

    fn execute_stream(&self, mut request: Request, data: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let writes = writes(&mut request);
        let responses = self.0.execute_stream(request, data);
        if writes { Box::pin(responses.map(doubted)) } else { responses }
    }
}

/// Whether it is a mutation. The guard has parsed it.
fn writes(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let document = request.parsed_query().ok();
    let operation = document.and_then(|document| named(document, name.as_deref()));
    operation.is_some_and(|operation| operation.ty == OperationType::Mutation)
}

fn doubted(mut response: Response) -> Response {
    // The path of a field at the root is its name alone; what is below it belongs to the answer of a write.
    for error in
        response.errors.iter_mut().filter(|error| error.path.len() > 1 && has_code(error, UNAVAILABLE))
    {
        MAY_BE_SAVED.clone_into(&mut error.message);
        error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", UNCONFIRMED);
    }
    response
}

pub(crate) fn has_code(error: &ServerError, code: &str) -> bool {
    error.extensions.as_ref().and_then(|extensions| extensions.get("code")) == Some(&Value::from(code))
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptySubscription, Object, Result, Schema};
    use sea_orm::{ConnAcquireErr, DbErr};

    use super::*;
    use crate::graphql::internal::internal;

    struct Root;
    struct Booking;

    fn away<T>() -> Result<T> {
        Err(internal(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))
    }

    #[Object]
    impl Booking {
        async fn room(&self) -> Result<&str> {
            away()
        }
    }

    #[Object]
    impl Root {
        async fn save(&self) -> Option<Result<Booking>> {
            Some(Ok(Booking))
        }

        async fn refuse(&self) -> Option<Result<Booking>> {
            Some(away())
        }
    }

    async fn codes(document: &str) -> String {
        let schema = Truthful(Schema::build(Root, Root, EmptySubscription).finish());
        let response = schema.execute(Request::new(document)).await;
        let code = |error: &ServerError| error.extensions.as_ref().and_then(|of| of.get("code").cloned());
        response.errors.iter().filter_map(code).map(|code| code.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[tokio::test]
    async fn only_what_was_not_saved_is_unavailable() {
        assert_eq!(codes("mutation { refuse { room } }").await, "\"UNAVAILABLE\"");
        assert_eq!(codes("mutation { save { room } }").await, "\"UNCONFIRMED\"");
        assert_eq!(codes("mutation A { save { room } } query B { save { room } }").await, "");
        assert_eq!(codes("{ save { room } }").await, "\"UNAVAILABLE\"", "a reading");
    }
}
