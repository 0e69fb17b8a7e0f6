//! Questions over HTTP, answered by one statement each. The page's JSON is built by PostgreSQL.

use std::convert::Infallible;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::QueryAs;
use sqlx::{FromRow, PgPool, Postgres};
use tokio::net::TcpStream;
use uuid::Uuid;

use super::changes::Changes;
use crate::Outcome;

const PAGE: &str = include_str!("page.sql");
/// The statement of `edit::statement` in the measured program, with no more in its answer than is asked for.
const UPDATE: &str = "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.actor', $1, true), \
        set_config('frontdesk.mutations', $2, true), set_config('frontdesk.sequencer', 'woken', true)) \
    UPDATE bookings SET notes = $3, total_price = $4::numeric FROM me WHERE id = $5 AND version = $6 \
    RETURNING id, version, total_price::text, notes";
/// The same with the booking's neighbours, which are read meanwhile.
const UPDATE_WITH_NEIGHBOURS: &str = "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.actor', $1, true), \
        set_config('frontdesk.mutations', $2, true), set_config('frontdesk.sequencer', 'woken', true)), \
    saved AS (UPDATE bookings SET notes = $3, total_price = $4::numeric FROM me WHERE id = $5 AND version = $6 \
        RETURNING id, version, total_price, notes, guest_id, room_id) \
    SELECT saved.id, saved.version, total_price::text, saved.notes, g.id, g.name, g.email, r.id, r.name, r.room_type \
    FROM saved JOIN guests g ON g.id = guest_id JOIN rooms r ON r.id = room_id";
const ACTOR: &str = r#"{"kind":"user","id":"00000000-0000-7000-8000-000000000001","name":"Nobody"}"#;

/// Serves one connection.
pub(super) async fn answer(stream: TcpStream, pool: PgPool, changes: Changes) -> Outcome<()> {
    let service = service_fn(|request| respond(request, &pool, &changes));
    Ok(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await?)
}

async fn respond(
    request: Request<Incoming>,
    pool: &PgPool,
    changes: &Changes,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = match answer_to(request, pool, changes).await {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

#[derive(Deserialize)]
struct Asked {
    query: String,
    variables: Variables,
}

impl Asked {
    /// More of guest and room than their names. Of all that is asked, only the documents that want it name this field.
    fn wants_neighbours(&self) -> bool {
        self.query.contains("email")
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Variables {
    Page { filter: Days, after: Option<String> },
    Update { input: Edit },
}

#[derive(Deserialize)]
struct Days {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Edit {
    id: Uuid,
    expected_version: i32,
    patch: Patch,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Patch {
    notes: String,
    total_price: String,
}

async fn answer_to(request: Request<Incoming>, pool: &PgPool, changes: &Changes) -> Outcome<String> {
    let body = request.into_body().collect().await?.to_bytes();
    let asked: Asked = serde_json::from_slice(&body)?;
    let neighbours = asked.wants_neighbours();
    match asked.variables {
        Variables::Page { filter, after } => page(pool, &filter, after.as_deref(), neighbours).await,
        Variables::Update { input } => {
            let saved = if neighbours {
                update_with_neighbours(pool, &input).await?
            } else {
                update(pool, &input).await?
            };
            changes.wake();
            let saved = match saved {
                Some(booking) => json!({ "__typename": "BookingSaved", "booking": booking }),
                None => json!({ "__typename": "Conflict" }),
            };
            Ok(json!({ "data": { "updateBooking": saved } }).to_string())
        }
    }
}

/// The cursor is the last row's arrival and id, as they are.
async fn page(pool: &PgPool, days: &Days, after: Option<&str>, neighbours: bool) -> Outcome<String> {
    let before_all = ("0001-01-01", "00000000-0000-0000-0000-000000000000");
    let (day, id) = after.and_then(|cursor| cursor.split_once('/')).unwrap_or(before_all);
    Ok(sqlx::query_scalar(PAGE)
        .bind(&days.from)
        .bind(&days.to)
        .bind(day)
        .bind(id.parse::<Uuid>()?)
        .bind(neighbours)
        .fetch_one(pool)
        .await?)
}

/// All rows are to be read, to the end of the transaction: the row itself comes before its outcome.
fn statement<'q, R: for<'r> FromRow<'r, PgRow>>(
    sql: &'static str,
    edit: &'q Edit,
) -> QueryAs<'q, Postgres, R, PgArguments> {
    sqlx::query_as(sql)
        .bind(ACTOR)
        .bind("{}")
        .bind(&edit.patch.notes)
        .bind(&edit.patch.total_price)
        .bind(edit.id)
        .bind(edit.expected_version)
}

async fn update(pool: &PgPool, edit: &Edit) -> Outcome<Option<Value>> {
    let rows: Vec<(Uuid, i32, String, String)> = statement(UPDATE, edit).fetch_all(pool).await?;
    Ok(rows.into_iter().next().map(|(id, version, total_price, notes)| {
        json!({ "id": id, "version": version, "totalPrice": total_price, "notes": notes })
    }))
}

async fn update_with_neighbours(pool: &PgPool, edit: &Edit) -> Outcome<Option<Value>> {
    type Row = (Uuid, i32, String, String, Uuid, String, Option<String>, Uuid, String, String);
    let rows: Vec<Row> = statement(UPDATE_WITH_NEIGHBOURS, edit).fetch_all(pool).await?;
    Ok(rows.into_iter().next().map(|row| {
        let (id, version, total_price, notes, guest, guest_name, email, room, room_name, room_type) = row;
        json!({
            "id": id, "version": version, "totalPrice": total_price, "notes": notes,
            "guest": { "id": guest, "name": guest_name, "email": email },
            "room": { "id": room, "name": room_name, "roomType": room_type },
        })
    }))
}
