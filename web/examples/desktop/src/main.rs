//! The example in a window of its own: its page is in the program, so that its origin is `tauri://localhost`.
#![cfg_attr(windows, windows_subsystem = "windows")]

use keyring::Entry;
use tauri::{State, WebviewUrl, WebviewWindowBuilder};

/// What the page finds of the commands below; it knows nothing of Tauri.
const KEYRING: &str = "keptToken: () => __TAURI__.core.invoke('kept_token'),
    keepToken: (token) => __TAURI__.core.invoke('keep_token', { token })";

/// The server's address, under which the keyring has its token.
struct Server(String);

impl Server {
    /// Fails where the system has no keyring.
    fn entry(&self) -> keyring::Result<Entry> {
        Entry::new("frontdesk", &self.0)
    }
}

/// The token that was kept, if there is one.
#[tauri::command(async)]
fn kept_token(server: State<'_, Server>) -> Option<String> {
    server.entry().and_then(|entry| entry.get_password()).ok()
}

/// Keeps the token in the system's keyring, or forgets it. Without a keyring it is kept nowhere: whoever opens the window
/// again signs in again. Answers whether it was done.
#[tauri::command(async)]
fn keep_token(server: State<'_, Server>, token: Option<String>) -> bool {
    let done = server.entry().and_then(|entry| match token {
        Some(token) => entry.set_password(&token),
        None => entry.delete_credential(),
    });
    done.is_ok()
}

fn main() -> tauri::Result<()> {
    let server = std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    tauri::Builder::default()
        .manage(Server(server.clone()))
        .invoke_handler(tauri::generate_handler![kept_token, keep_token])
        .setup(move |app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Frontdesk")
                .initialization_script(format!("window.frontdeskShell = {{ server: {server:?}, {KEYRING} }}"))
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
