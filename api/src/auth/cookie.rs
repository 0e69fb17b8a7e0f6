//! The token as a browser carries it.
//!
//! HttpOnly keeps it from scripts, SameSite=Strict from requests that other sites start. The transport checks
//! the Origin besides: SameSite counts every port and subdomain of a host as the same site.

use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;

pub(crate) const NAME: &str = "frontdesk_session";

/// The cookie by which a browser shows who signed in from it before.
pub(crate) const DEVICE: &str = "frontdesk_device";

/// The `Set-Cookie` value that gives a browser its token for `lifetime`.
pub(crate) fn set(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    cookie(NAME, token, lifetime, secure)
}

/// The `Set-Cookie` value that gives a browser what it shows of who signed in from it.
pub(crate) fn set_device(token: &str, lifetime: TimeDelta, secure: bool) -> String {
    cookie(DEVICE, token, lifetime, secure)
}

fn cookie(name: &'static str, value: &str, lifetime: TimeDelta, secure: bool) -> String {
    let lifetime = lifetime.max(TimeDelta::zero());
    // `build` wants the `time` crate's duration, which cannot fail to hold what chrono's holds.
    let max_age = lifetime.to_std().unwrap_or_default().try_into().unwrap_or_default();
    Cookie::build((name, value))
        .http_only(true)
        .same_site(SameSite::Strict)
        .path("/")
        .max_age(max_age)
        .secure(secure)
        .to_string()
}

/// The `Set-Cookie` value that makes a browser forget its token.
pub(crate) fn clear(secure: bool) -> String {
    set("", TimeDelta::zero(), secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_keeps_the_token_from_scripts_and_other_sites() {
        assert_eq!(
            set("a.b.c", TimeDelta::seconds(90), false),
            "frontdesk_session=a.b.c; HttpOnly; SameSite=Strict; Path=/; Max-Age=90"
        );
        assert!(set("a.b.c", TimeDelta::hours(12), true).contains("; Secure"));
        let device = set_device("d.e.f", TimeDelta::seconds(90), true);
        assert!(
            device.starts_with("frontdesk_device=d.e.f; HttpOnly; SameSite=Strict")
                && device.contains("; Secure")
        );
        assert_eq!(clear(false), "frontdesk_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    }
}
