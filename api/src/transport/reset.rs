//! `POST /throwaway/reset`, in a throwaway server only: everything is as it was when that started.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::answer::{MediaType, Problem};
use super::app::App;

pub(super) const PATH: &str = "/throwaway/reset";

/// Answers 204 when the first rows are back.
pub(super) async fn reset<E>(State(app): State<App<E>>, headers: HeaderMap) -> Response {
    let Some(reset) = &app.reset else { return super::answer::not_found().await };
    if let Err(problem) = app.check_origin(&headers) {
        return problem.answer(MediaType::Json);
    }
    match reset.run().await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => {
            tracing::error!(%error, "the first rows could not be brought back");
            let message = format!("The first rows could not be brought back: {error}.");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message).answer(MediaType::Json)
        }
    }
}
