//! Reading what may come from a standby.

use std::future::Future;

use async_graphql::Context;
use async_graphql::parser::types::OperationType;

use crate::hotel::Hotel;
use crate::standby::{ReadError, Source};

/// Reads a list or a history: of a query at the standby, where there is one that has come as far; else at the primary, as
/// what is told to watchers and answered after a write.
pub(crate) async fn read<T, E, F>(ctx: &Context<'_>, read: impl Fn(Source) -> F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
    E: ReadError,
{
    let hotel = ctx.data_unchecked::<Hotel>();
    if ctx.query_env.operation.node.ty == OperationType::Query {
        hotel.reads.read(&hotel.db, read).await
    } else {
        read(Source::Primary(hotel.db.clone())).await
    }
}
