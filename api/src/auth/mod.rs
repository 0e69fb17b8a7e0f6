//! Who may do what: passwords, sessions, tokens, roles. Knows no GraphQL, and of HTTP only how a cookie is written.
//!
//! | module | what it gives out |
//! |---|---|
//! | [`service`], [`credentials`] | [`Auth`]: authenticate, renew, list, revoke; sign in, change the password |
//! | [`settings`] | [`Settings`], [`SignInLimits`]: what the operator may choose |
//! | [`principal`] | [`Principal`] (somebody signed in), [`ClientInfo`] (where from), [`Rejected`] (why not) |
//! | [`secret`] | the key that signs tokens, and its file |
//! | [`cookie`] | the token as a browser carries it |
//! | [`users`] | accounts: `user add`, the demo's four |
//! | [`accounts`] | what the operator does with them: `user list`, `close`, `reopen`, `role`, `password` |
//! | [`staff`] | what managers do with them, from the page: invite, change, close |
//! | [`service_accounts`] | programs' accounts and their tokens: `token add`, `list`, `revoke` |
//! | `demo_sessions` | the demo people's tokens, for tests |
//! | [`password`] | Argon2id, with a cap on parallel hashing |
//! | `token`, `signing` | signed claims, and how they are signed |
//! | `session`, `watch` | the rows of sessions, what is remembered of them |
//! | `limit`, `device` | failed attempts, and whose browser they are not held against |
//!
//! A token only names a user and a session. Whether the session still runs and what its user may do is asked
//! from the database, so that a revocation and a change of role take effect without waiting for the token's
//! end. Triggers notify of both, so every process asks again at once.

pub mod accounts;
pub(crate) mod cookie;
pub(crate) mod credentials;
pub(crate) mod demo_sessions;
mod device;
mod limit;
pub(crate) mod password;
pub(crate) mod principal;
pub(crate) mod secret;
pub(crate) mod service;
pub mod service_accounts;
mod session;
pub(crate) mod settings;
mod signing;
pub mod staff;
mod token;
pub mod users;
mod watch;

pub use credentials::{ChangePasswordError, SignInError};
pub use principal::{ClientInfo, Principal, Rejected, ServiceLimits};
pub use secret::Secret;
pub use service::{Auth, Error, SignedIn};
pub use session::sweep;
pub use settings::{Allowance, Settings, SignInLimits};
