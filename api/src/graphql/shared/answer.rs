//! What a transport asks of an executor, and is answered.

use std::sync::Arc;

use async_graphql::{Data, Request, Response};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use crate::changes::Cursor;
use crate::graphql::guard::Judged;
use crate::traces::Telling;

/// An answer of an operation, for a transport to send.
#[derive(Debug)]
pub enum Answer {
    /// Of an execution of its own.
    Response(Box<Response>),
    /// Of an execution that others take part in.
    Shared(Arc<Encoded>),
}

/// A response that was encoded once for everybody.
#[derive(Debug)]
pub struct Encoded {
    /// The response as JSON.
    pub json: String,
    /// Where to resume after it, in the form that clients hand back.
    pub revision: String,
    /// It tells of a change.
    pub is_change: bool,
    /// Where the trace goes on of whoever made the change.
    pub(crate) telling: Option<Arc<Telling>>,
}

/// Executes what a transport brings: reads it once, then answers it.
pub trait Execute: Clone + Send + Sync + 'static {
    fn judge(&self, request: Request) -> impl Future<Output = Judged> + Send;

    /// The one answer of a query or a mutation.
    fn execute(&self, judged: Judged) -> impl Future<Output = Response> + Send;

    /// Everything that an operation answers, once it has begun; of a watched stream, what comes after `seen`, which
    /// counts before the revision that the request names.
    fn answers(
        &self,
        judged: Judged,
        data: Arc<Data>,
        seen: Option<Cursor>,
    ) -> BoxFuture<'static, BoxStream<'static, Answer>>;
}
