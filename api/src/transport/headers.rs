//! The headers that are no part of HTTP itself, and the lists of those that belong together.

use axum::http::{HeaderName, header};

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Where a stream of events is to go on (HTML, server-sent events).
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// What page a browser sends a request from (Fetch Metadata).
pub(super) const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Each proxy's note of whom it was called by.
pub(super) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What nginx keeps back it keeps from the reader.
pub(super) const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Each of them says that a request came through a proxy.
pub(super) const PROXIED: [HeaderName; 5] = [
    header::FORWARDED,
    FORWARDED_FOR,
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-real-ip"),
    header::VIA,
];

/// What is true of every answer that does not say otherwise: it is what it says, and it is nobody else's.
pub(super) const OF_EVERY_ANSWER: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// What a page of another origin may read of an answer, besides what every page may.
pub(super) const EXPOSED: [HeaderName; 2] = [header::RETRY_AFTER, REQUEST_ID];
