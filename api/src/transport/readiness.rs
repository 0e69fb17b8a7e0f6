//! Whether requests should be sent here: the seam to whoever knows.

/// What the server stands on.
#[async_trait::async_trait]
pub trait Readiness: Send + Sync + 'static {
    /// The reasons why no request should be sent here now. It has two seconds.
    async fn check(&self) -> Result<(), Vec<Reason>>;
}

/// Why no request should be sent here.
#[derive(Clone, Copy, Debug)]
pub struct Reason {
    /// One word for whoever goes on by it: a script, an alert.
    pub word: &'static str,
    /// A sentence that anybody may read.
    pub sentence: &'static str,
}

impl Reason {
    pub const fn new(word: &'static str, sentence: &'static str) -> Self {
        Self { word, sentence }
    }
}
