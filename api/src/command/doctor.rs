//! `frontdesk doctor`: what is wrong, a line each.

use std::io::{Write, stdout};

use frontdesk::clock::Clock;
use frontdesk::config::DoctorOptions;
use frontdesk::doctor::{Verdict, examine};

use super::Outcome;

pub(super) async fn run(options: &DoctorOptions) -> Outcome {
    let findings = examine(options, &Clock::system()).await;
    for finding in &findings {
        writeln!(stdout(), "{finding}")?;
    }
    match findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).count() {
        0 => Ok(()),
        1 => Err("one thing is wrong".into()),
        count => Err(format!("{count} things are wrong").into()),
    }
}
