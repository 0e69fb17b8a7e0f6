//! A real Prometheus that asks a story's server and goes by the rules of api/observe/alerts.yaml, in haste: what lasts
//! minutes there lasts seconds here.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use super::{eventually, packages};

pub(crate) const RULES: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/observe/alerts.yaml"));

pub(crate) struct Prometheus {
    address: SocketAddr,
    _process: Child,
    _folder: TempDir,
}

impl Prometheus {
    /// One that asks these servers.
    pub(crate) async fn asking(servers: &[SocketAddr]) -> Self {
        let program = packages::prometheus().await;
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "rules.yaml", &in_haste(RULES));
        let targets: Vec<_> = servers.iter().map(|server| format!("\"{server}\"")).collect();
        let config = format!(
            "global: {{scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}}\n\
             rule_files: [rules.yaml]\n\
             scrape_configs: [{{job_name: frontdesk, static_configs: [{{targets: [{}]}}]}}]\n",
            targets.join(", ")
        );
        write(folder.path(), "prometheus.yaml", &config);
        // It can't be asked which port it has chosen.
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let mut command = Command::new(program);
        command.arg(format!("--web.listen-address={address}")).current_dir(folder.path());
        command.args(["--config.file=prometheus.yaml", "--storage.tsdb.path=data", "--log.level=error"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let prometheus = Self { address, _process: command.spawn().unwrap(), _folder: folder };
        eventually("Prometheus answers", async || prometheus.try_ask("query?query=1").await.is_some()).await;
        prometheus
    }

    async fn try_ask(&self, path: &str) -> Option<Value> {
        let answer = reqwest::get(format!("http://{}/api/v1/{path}", self.address)).await.ok()?;
        let answer: Value = answer.json().await.ok()?;
        Some(answer["data"].clone())
    }

    /// The names of the alerts that fire, with their labels.
    pub(crate) async fn firing(&self) -> Vec<Value> {
        let alerts = self.try_ask("alerts").await.unwrap_or_default()["alerts"].clone();
        let alerts = alerts.as_array().cloned().unwrap_or_default();
        let firing = alerts.into_iter().filter(|alert| alert["state"] == "firing");
        firing.map(|alert| alert["labels"].clone()).collect()
    }

    /// Whether it has this one's samples.
    pub(crate) async fn has(&self, query: &str) -> bool {
        let answer = self.try_ask(&format!("query?query={query}")).await.unwrap_or_default();
        answer["result"].as_array().is_some_and(|result| !result.is_empty())
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// Nothing of a rule but its times is changed.
fn in_haste(rules: &str) -> String {
    let lines = rules.lines().map(|line| match line.trim_start().starts_with("for: ") {
        true => format!("{}for: 1s\n", &line[..line.len() - line.trim_start().len()]),
        false => line.replace("[5m]", "[20s]").replace("[15m]", "[60s]") + "\n",
    });
    lines.collect()
}
