//! Tells a service manager how far the program is, where one waits to hear:
//! <https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html>

use std::env;
use std::os::unix::net::UnixDatagram;

/// The server answers.
pub(super) const READY: &str = "READY=1";
/// The server ends in good order.
pub(super) const STOPPING: &str = "STOPPING=1";

/// Nothing rests on its being heard: who does not hear it gives up waiting.
pub(super) fn tell(state: &str) {
    // A path. (Names without a file, which begin with @, are what systemd gave before 2014.)
    let Some(socket) = env::var_os("NOTIFY_SOCKET") else { return };
    let told = UnixDatagram::unbound().and_then(|datagram| datagram.send_to(state.as_bytes(), &socket));
    if let Err(error) = told {
        tracing::warn!(%error, state, "the service manager can't be told");
    }
}
