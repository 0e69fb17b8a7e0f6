//! Questions over HTTP, answered by one statement each. The page's JSON is built by PostgreSQL.

use std::convert::Infallible;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgPool;
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::Outcome;

const PAGE: &str = include_str!("page.sql");
/// The statement of `edit::statement` in the measured program, with no more in its answer than is asked for.
const UPDATE: &str = "WITH me AS MATERIALIZED (SELECT set_config('frontdesk.actor', $1, true), \
        set_config('frontdesk.mutations', $2, true)) \
    UPDATE bookings SET notes = $3, total_price = $4::numeric FROM me WHERE id = $5 AND version = $6 \
    RETURNING id, version, total_price::text, notes";
const ACTOR: &str = r#"{"kind":"user","id":"00000000-0000-7000-8000-000000000001","name":"Nobody"}"#;

/// Serves one connection.
pub(super) async fn answer(stream: TcpStream, pool: PgPool) -> Outcome<()> {
    let service = service_fn(|request| respond(request, &pool));
    Ok(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await?)
}

async fn respond(request: Request<Incoming>, pool: &PgPool) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = match answer_to(request, pool).await {
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
    variables: Variables,
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

async fn answer_to(request: Request<Incoming>, pool: &PgPool) -> Outcome<String> {
    let body = request.into_body().collect().await?.to_bytes();
    match serde_json::from_slice::<Asked>(&body)?.variables {
        Variables::Page { filter, after } => page(pool, &filter, after.as_deref()).await,
        Variables::Update { input } => update(pool, &input).await,
    }
}

/// The cursor is the last row's arrival and id, as they are.
async fn page(pool: &PgPool, days: &Days, after: Option<&str>) -> Outcome<String> {
    let before_all = ("0001-01-01", "00000000-0000-0000-0000-000000000000");
    let (day, id) = after.and_then(|cursor| cursor.split_once('/')).unwrap_or(before_all);
    Ok(sqlx::query_scalar(PAGE)
        .bind(&days.from)
        .bind(&days.to)
        .bind(day)
        .bind(id.parse::<Uuid>()?)
        .fetch_one(pool)
        .await?)
}

async fn update(pool: &PgPool, edit: &Edit) -> Outcome<String> {
    // All rows are read, to the end of the transaction: the row itself comes before its outcome.
    let rows: Vec<(Uuid, i32, String, String)> = sqlx::query_as(UPDATE)
        .bind(ACTOR)
        .bind("{}")
        .bind(&edit.patch.notes)
        .bind(&edit.patch.total_price)
        .bind(edit.id)
        .bind(edit.expected_version)
        .fetch_all(pool)
        .await?;
    let saved = match rows.into_iter().next() {
        Some((id, version, total_price, notes)) => {
            let booking = json!({ "id": id, "version": version, "totalPrice": total_price, "notes": notes });
            json!({ "__typename": "BookingSaved", "booking": booking })
        }
        None => json!({ "__typename": "Conflict" }),
    };
    Ok(json!({ "data": { "updateBooking": saved } }).to_string())
}
