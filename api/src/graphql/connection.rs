//! Relay connections over keyset pages.

use async_graphql::connection::{Connection, CursorType, Edge, EmptyFields};
use async_graphql::{Context, ID, OutputType, Result, SimpleObject};
use sea_orm::DbErr;
use uuid::Uuid;

use super::input::parse_id;
use super::internal::{bad_request, internal};
use super::scalar::Revision;
use super::synchronous::{Synchronous, SynchronousFields};
use crate::changes::{Cursor, log};
use crate::edit::Editable;
use crate::hotel::Hotel;
use crate::page::{DEFAULT_SIZE, Listed, MAX_SIZE, Page, PageError, Range, RowCursor};
use crate::search::Search;

/// What a connection says beside its pages.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ListFields {
    /// The revision that the page was read at: watch from here, and no change is missed.
    revision: Revision,
    /// How many rows the filter lets through, on all pages together, where that are at most 1000; null where there are
    /// more: those are not counted.
    total_count: Option<i32>,
}

pub(crate) type List<T> = Connection<RowCursor, Synchronous<T>, ListFields, EmptyFields>;

impl CursorType for RowCursor {
    type Error = &'static str;

    fn decode_cursor(_: &str) -> std::result::Result<Self, Self::Error> {
        Err("a cursor is read together with its page")
    }

    fn encode_cursor(&self) -> String {
        self.encode()
    }
}

/// The arguments of a connection, checked.
pub(crate) fn range(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> Result<Range> {
    let (size, backward) = match (first, last) {
        (Some(_), Some(_)) => return Err(bad_request("first and last exclude each other")),
        (Some(first), None) => (page_size("first", first)?, false),
        (None, Some(last)) => (page_size("last", last)?, true),
        (None, None) => (DEFAULT_SIZE, false),
    };
    Ok(Range { size, backward, after, before })
}

/// What a page costs: what one row costs, for each row that there may be, and a little for asking. A size that
/// will be refused costs nothing.
pub(crate) fn page_cost(first: Option<i32>, last: Option<i32>, row: usize) -> usize {
    let default = i32::try_from(DEFAULT_SIZE).unwrap_or(i32::MAX);
    let rows = usize::try_from(first.or(last).unwrap_or(default)).unwrap_or(0);
    let rows = rows.min(usize::try_from(MAX_SIZE).unwrap_or(usize::MAX));
    rows.saturating_mul(row).saturating_add(10)
}

/// A number of rows, checked.
pub(crate) fn page_size(argument: &str, size: i32) -> Result<u64> {
    match u64::try_from(size) {
        Ok(size) if (1..=MAX_SIZE).contains(&size) => Ok(size),
        _ => Err(bad_request(format!("{argument} must be from 1 to {MAX_SIZE}"))),
    }
}

/// The most values that one condition of a filter may name.
const FILTER_LIMIT: usize = 500;

/// The ids of a filter; what is no id of this API matches nothing.
pub(crate) fn ids(field: &str, ids: Option<Vec<ID>>) -> Result<Option<Vec<Uuid>>> {
    let Some(ids) = ids else { return Ok(None) };
    if ids.len() > FILTER_LIMIT {
        return Err(bad_request(format!("{field} must have at most {FILTER_LIMIT} ids")));
    }
    Ok(Some(ids.iter().filter_map(parse_id).collect()))
}

/// A text to search for, where there is one.
pub(crate) fn searched(field: &str, text: Option<&str>) -> Result<Option<Search>> {
    text.map(Search::of).transpose().map_err(|rule| bad_request(format!("{field} {rule}")))
}

/// Reads where the stream of changes stands, for the list that is read next. In this order: a change that
/// commits in between is in the list, and told once more to whoever watches from here; never the other way
/// round.
pub(crate) async fn revision_before_reading(ctx: &Context<'_>) -> Result<Cursor> {
    if ctx.look_ahead().field("revision").exists() {
        let hotel = ctx.data_unchecked::<Hotel>();
        hotel.sequencer.complete_log().await.map_err(internal)?;
        log::latest(&hotel.db).await.map_err(internal)
    } else {
        Ok(super::stream::reached(ctx))
    }
}

/// Counts, where that is asked for.
pub(crate) async fn counted(
    ctx: &Context<'_>,
    count: impl Future<Output = std::result::Result<Option<i32>, DbErr>>,
) -> Result<Option<i32>> {
    if ctx.look_ahead().field("totalCount").exists() { count.await.map_err(internal) } else { Ok(None) }
}

/// A page, or what was wrong with asking for it.
pub(crate) fn checked<R: Editable>(page: Result<Page<R>, PageError>) -> Result<Page<R>> {
    page.map_err(|error| match error {
        PageError::Cursor(_) => bad_request(error.to_string()),
        PageError::Database(error) => internal(error),
    })
}

/// A page as a connection.
pub(crate) fn list<R, T>(
    page: Page<R>,
    read_at: Cursor,
    total_count: Option<i32>,
    node: impl Fn(R, R::Neighbours) -> T,
) -> List<T>
where
    R: Editable,
    T: OutputType + SynchronousFields,
{
    let fields = ListFields { revision: read_at.into(), total_count };
    let mut list = List::with_additional_fields(page.has_previous, page.has_next, fields);
    list.edges.extend(
        page.rows
            .into_iter()
            .map(|Listed { cursor, row, neighbours }| Edge::new(cursor, Synchronous(node(row, neighbours)))),
    );
    list
}
