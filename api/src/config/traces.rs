//! Where traces go.

use clap::Args;

use crate::traces::{Collector, Settings};

/// What is traced, and who is told. The variables are those that OpenTelemetry has for all programs.
#[derive(Args, Clone, Debug)]
pub struct TraceOptions {
    /// An OpenTelemetry collector nearby that is told what requests are made of, as in http://127.0.0.1:4318, by OTLP over
    /// HTTP. Without it, nothing is traced.
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<Collector>,

    /// The share of requests that are traced, from 0 to 1. Those that a caller traces or does not trace are as the caller
    /// says.
    #[arg(long, env = "OTEL_TRACES_SAMPLER_ARG", value_name = "SHARE", default_value = "1", value_parser = share)]
    pub trace_share: f64,

    /// What the server is called in traces.
    #[arg(long, env = "OTEL_SERVICE_NAME", value_name = "NAME", default_value = "frontdesk", value_parser = name)]
    pub service_name: String,
}

impl TraceOptions {
    /// What they say; none where nothing is traced.
    pub fn settings(&self) -> Option<Settings> {
        let collector = self.otlp_endpoint.clone()?;
        Some(Settings { collector, share: self.trace_share, service: self.service_name.clone() })
    }
}

fn share(text: &str) -> Result<f64, &'static str> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or("must be a number from 0 to 1, such as 0.1")
}

fn name(text: &str) -> Result<String, &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    match text.len() {
        1..=100 if text.bytes().all(plain) => Ok(text.to_owned()),
        _ => Err("must be up to 100 letters, digits, dots, slashes, hyphens and underscores"),
    }
}
