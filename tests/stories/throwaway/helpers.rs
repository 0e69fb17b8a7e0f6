//! What test runners start it with: the fixture of pytest. Those of Vitest and Playwright run with the page's tests.

use tokio::process::Command;

use super::*;
use crate::support::packages::{self, must_succeed};
use crate::support::process::program;

#[tokio::test]
async fn pytest_has_a_fixture() {
    let place = Place::new();
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    let mut pytest = Command::new(packages::python("clients/pytest-requirements.txt").await);
    pytest.args(["-m", "pytest", "-p", "no:cacheprovider", "test_frontdesk.py"]).current_dir(&clients);
    pytest.env("FRONTDESK_BIN", program()).env("PYTHONDONTWRITEBYTECODE", "1");
    for (name, value) in place.command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))) {
        pytest.env(name, value);
    }
    must_succeed(&mut pytest).await;
    eventually("nothing is left on disk", async || place.folders().is_empty()).await;
}
