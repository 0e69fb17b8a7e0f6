//! The front desk and the playground as `web/` built them, embedded into the program.

use std::borrow::Cow;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use super::answer::not_found;

/// Each file as Vite wrote it, and beside it as `web/scripts/compress.js` compressed it. Empty where the program was
/// built without the page.
#[derive(RustEmbed)]
#[folder = "../web/dist/page"]
#[allow_missing = true]
struct Built;

/// The route of what the pages load; a file's name holds a hash of what is in it.
pub(super) const ASSETS: &str = "/assets/{*file}";

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Kept, and asked for anew each time whether it is still the same.
const REVALIDATED: &str = "no-cache";

/// The encodings that files are kept in, the smallest first, with the ending of their names.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Nothing from elsewhere. Mantine and GraphiQL write style elements; GraphiQL's fonts are in its style sheet.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    font-src 'self' data:; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The worker asks this server, and nobody else.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// What the page's build lists of its documents, for a server that executes only those that it trusts.
const DOCUMENTS: &str = "documents.json";

/// Where `index.html` says whether the demo's people can sign in.
const DEMO: &str = "%FRONTDESK_DEMO%";

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Frontdesk</title>\
    <h1>Frontdesk</h1><p>The API is at <code>/graphql</code>: POST it a request, or open a WebSocket.</p>\
    <p>This program was built without the front desk and the playground. <code>make run</code> builds them first; \
    so does <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code> before <code>cargo build</code>.</p>";

/// The pages and what they load. Every address that is nothing else's is the front desk's, for who asks for HTML: its
/// screens have addresses of their own.
pub(super) fn router(demo: bool) -> Router {
    let front_desk = HtmlPage::new("index.html", demo);
    let playground = HtmlPage::new("graphiql.html", demo);
    let screen = front_desk.clone();
    Router::new()
        .route("/", get(async move |request: HeaderMap| front_desk.answer(&request)))
        .route("/graphiql", get(async move |request: HeaderMap| playground.answer(&request)))
        .route(ASSETS, get(asset))
        .route("/icon.svg", get(icon))
        .route("/sw.js", get(worker))
        .fallback(async move |method: Method, request: HeaderMap| {
            if method.is_safe() && wants_html(&request) { screen.answer(&request) } else { not_found().await }
        })
}

/// The list of the documents that the front desk asks; none where the program was built without it.
pub fn documents() -> Option<String> {
    Built::get(DOCUMENTS).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

async fn asset(Path(file): Path<String>, request: HeaderMap) -> Response {
    match embedded(&format!("assets/{file}"), IMMUTABLE, &request) {
        Some(answer) => answer,
        None => not_found().await,
    }
}

async fn icon(request: HeaderMap) -> Response {
    match embedded("icon.svg", REVALIDATED, &request) {
        Some(answer) => answer,
        None => not_found().await,
    }
}

/// The service worker, which opens the page while this server is away. Its place is what gives it all of the page.
async fn worker(request: HeaderMap) -> Response {
    let Some(mut answer) = embedded("sw.js", REVALIDATED, &request) else { return not_found().await };
    let policy = HeaderValue::from_static(WORKER_POLICY);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

/// A page, finished for this server.
#[derive(Clone)]
struct HtmlPage {
    html: Bytes,
    tag: String,
}

impl HtmlPage {
    fn new(file: &str, demo: bool) -> Self {
        let built = Built::get(file).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        let html = built.unwrap_or_else(|| UNBUILT.to_owned()).replace(DEMO, &demo.to_string());
        let tag = tag(&Sha256::digest(&html));
        Self { html: html.into(), tag }
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let about = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, REVALIDATED),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ];
        tagged(request, &self.tag, about, self.html.clone())
    }
}

/// A file in the best encoding that the request accepts.
fn embedded(path: &str, caching: &'static str, request: &HeaderMap) -> Option<Response> {
    let plain = Built::get(path)?;
    let media_type = plain.metadata.mimetype().to_owned();
    let compressed = ENCODINGS.iter().find_map(|(encoding, ending)| {
        let file = accepts(request, encoding).then(|| Built::get(&format!("{path}{ending}")))??;
        Some((*encoding, file))
    });
    let about = [
        (header::CONTENT_TYPE, media_type.as_str()),
        (header::CACHE_CONTROL, caching),
        (header::VARY, "accept-encoding"),
    ];
    let encoding = compressed.as_ref().map(|(encoding, _)| HeaderValue::from_static(encoding));
    let file = compressed.map_or(plain, |(_, file)| file);
    let mut answer = tagged(request, &tag(&file.metadata.sha256_hash()), about, bytes(file));
    if let Some(encoding) = encoding {
        answer.headers_mut().insert(header::CONTENT_ENCODING, encoding);
    }
    Some(answer)
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

/// The answer, or only its head where the request says that it has these very bytes.
fn tagged<const N: usize>(
    request: &HeaderMap,
    tag: &str,
    about: [(HeaderName, &str); N],
    body: Bytes,
) -> Response {
    let mut answer =
        if has(request, tag) { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let headers = answer.headers_mut();
    for (name, value) in about.into_iter().chain([(header::ETAG, tag)]) {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    answer
}

/// A strong entity tag.
fn tag(digest: &[u8]) -> String {
    format!("\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(digest))
}

/// If-None-Match compares weakly: RFC 9110, section 13.1.2.
fn has(request: &HeaderMap, tag: &str) -> bool {
    list(request, header::IF_NONE_MATCH)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// Whether the encoding is named with a weight above nothing.
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    list(request, header::ACCEPT_ENCODING).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
        let weight = weight.trim().trim_start_matches("q=").parse().unwrap_or(1.0);
        name.trim().eq_ignore_ascii_case(encoding) && weight > 0.0
    })
}

fn wants_html(request: &HeaderMap) -> bool {
    list(request, header::ACCEPT).any(|offer| offer.split(';').next() == Some("text/html"))
}

/// The items of a header that is a list, over all of its lines.
fn list(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lines = request.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: HeaderName, lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (name.clone(), HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn an_encoding_is_accepted_where_it_is_named_and_not_refused() {
        for (lines, accepted) in [
            (&["gzip, deflate, br"][..], true),
            (&["gzip", "BR;q=0.5"], true),
            (&["br;q=0, gzip"], false),
            (&["br; q=0.000"], false),
            (&["brotli"], false),
            (&[], false),
        ] {
            assert_eq!(accepts(&request(header::ACCEPT_ENCODING, lines), "br"), accepted, "{lines:?}");
        }
    }

    #[test]
    fn a_tag_is_known_also_among_others_and_weakened() {
        for (lines, known) in [
            (&["\"a\", \"b\""][..], true),
            (&["\"a\"", "W/\"b\""], true),
            (&["*"], true),
            (&["\"bb\""], false),
            (&[], false),
        ] {
            assert_eq!(has(&request(header::IF_NONE_MATCH, lines), "\"b\""), known, "{lines:?}");
        }
    }

    #[test]
    fn only_who_names_html_gets_the_front_desk_where_nothing_is() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, html) in
            [(browser, true), ("text/html;q=0.9", true), ("*/*", false), ("application/json", false)]
        {
            assert_eq!(wants_html(&request(header::ACCEPT, &[accept])), html, "{accept}");
        }
    }
}
