//! The id of what is being worked on: a request, or one operation of a socket. It stands in every log line of that work
//! and in the answer, so that whoever is told of a mistake can name it.

use std::sync::Arc;

use tracing::{Instrument, Span};
use uuid::Uuid;

tokio::task_local! {
    static CURRENT: Arc<str>;
}

/// The id of what this task works on; none outside of [`Work`].
pub(crate) fn current() -> Option<Arc<str>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// An id that sorts by time.
pub(crate) fn made() -> Arc<str> {
    Uuid::now_v7().to_string().into()
}

/// Whether an id from elsewhere can stand in a log as it is: neither so short that it names nothing, nor so long that it
/// fills the log, and without anything that has a meaning there.
pub(crate) fn is_well_formed(id: &str) -> bool {
    (8..=128).contains(&id.len()) && is_plain(id)
}

fn is_plain(id: &str) -> bool {
    id.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'=' | b'+'))
}

/// The id of an operation on a socket: the socket's, and the client's own where it is plain and short; else its number.
pub(crate) fn of_operation(socket: &str, id: &str, number: u64) -> Arc<str> {
    match id.len() <= 64 && is_plain(id) {
        true => format!("{socket}/{id}").into(),
        false => format!("{socket}/#{number}").into(),
    }
}

/// A piece of work: its id, and the span that its log lines are written in.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    id: Arc<str>,
    span: Span,
}

impl Work {
    pub(crate) fn new(id: Arc<str>, span: Span) -> Self {
        Self { id, span }
    }

    /// Does a part of it that does not wait.
    pub(crate) fn during<T>(&self, part: impl FnOnce() -> T) -> T {
        let _entered = self.span.enter();
        CURRENT.sync_scope(Arc::clone(&self.id), part)
    }

    /// Does a part of it that may wait.
    pub(crate) fn run<F: Future>(&self, part: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(Arc::clone(&self.id), part).instrument(self.span.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_elsewhere_is_plain_and_of_a_bearable_length() {
        for good in
            ["0192f3c4-8c1e-7d2a-9b3e-5f6a7b8c9d0e", "Root=1-67891233-abcdef012345678912345678", "req_12345"]
        {
            assert!(is_well_formed(good), "{good}");
        }
        for bad in
            ["", "short", "with space", "line\nbreak", "a\"quote\"", "größe-12345", "<script>1</script>"]
        {
            assert!(!is_well_formed(bad), "{bad}");
        }
        assert!(is_well_formed(&"a".repeat(128)) && !is_well_formed(&"a".repeat(129)));
    }

    #[test]
    fn an_operation_is_named_by_its_socket_and_by_its_client() {
        assert_eq!(&*of_operation("socket", "7", 3), "socket/7");
        assert_eq!(&*of_operation("socket", "line\nbreak", 3), "socket/#3");
        assert_eq!(&*of_operation("socket", &"a".repeat(65), 3), "socket/#3");
    }

    #[tokio::test]
    async fn work_knows_its_id_and_nothing_else_does() {
        let work = Work::new("a".into(), Span::none());
        assert_eq!(work.run(async { current() }).await.as_deref(), Some("a"));
        assert_eq!(work.during(current).as_deref(), Some("a"));
        assert_eq!(current(), None);
    }
}
