//! The browsers that accounts were signed in to from before.
//!
//! Whoever guesses at an account from many places shuts it for everybody who comes from somewhere new. Its owner comes
//! from a browser that has been signed in with the right password, and shows so by a token of its own: failures of
//! others are then not held against them. It signs nobody in. One browser at a front desk is several people's, so a
//! token names several accounts, each by a digest that means nothing elsewhere.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::Error;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Secret;
use super::signing::{ALGORITHM, keys};
use super::token::{ISSUER, validation};
use crate::clock::Clock;

/// No session's: neither token is taken for the other.
const AUDIENCE: &str = "frontdesk-device";

/// From the last time that somebody signed in there.
pub(super) const KEPT: TimeDelta = TimeDelta::days(365);

/// How many accounts a browser is known to; who signed in there least lately is forgotten.
const ACCOUNTS: usize = 20;

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    jti: Uuid,
    /// Whose browser it is, the last one last.
    accounts: Vec<String>,
    #[serde(with = "chrono::serde::ts_seconds")]
    exp: DateTime<Utc>,
    aud: String,
    iss: String,
}

/// Makes and reads the tokens of browsers.
pub(super) struct Devices {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    clock: Clock,
}

impl Devices {
    pub(super) fn new(secret: &Secret, clock: Clock) -> Self {
        let (signing, checking) = keys(secret.bytes());
        Self { signing, checking, validation: validation(AUDIENCE, &["exp", "aud", "iss"]), clock }
    }

    /// The browser's id, if its token shows that `account` was signed in to from it.
    pub(super) fn known(&self, token: Option<&str>, account: &str) -> Option<Uuid> {
        let claims = self.read(token?)?;
        claims.accounts.contains(&mark(claims.jti, account)).then_some(claims.jti)
    }

    /// The token of a browser that `account` was just signed in to from. `token` is what it has shown.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub(super) fn signed_in(&self, token: Option<&str>, account: &str) -> Result<String, Error> {
        let exp = self.clock.now() + KEPT;
        let known = token.and_then(|token| self.read(token));
        let (jti, mut accounts) = known.map_or((Uuid::new_v4(), vec![]), |known| (known.jti, known.accounts));
        let mark = mark(jti, account);
        accounts.retain(|account| *account != mark);
        accounts.push(mark);
        accounts.drain(..accounts.len().saturating_sub(ACCOUNTS));
        let claims = Claims { jti, accounts, exp, aud: AUDIENCE.to_owned(), iss: ISSUER.to_owned() };
        encode(&Header::new(ALGORITHM), &claims, &self.signing)
    }

    fn read(&self, token: &str) -> Option<Claims> {
        let claims = decode::<Claims>(token, &self.checking, &self.validation).ok()?.claims;
        (claims.exp > self.clock.now()).then_some(claims)
    }
}

impl fmt::Debug for Devices {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Devices").finish_non_exhaustive()
    }
}

fn mark(device: Uuid, account: &str) -> String {
    let digest = Sha256::new().chain_update(device.as_bytes()).chain_update(account).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..9])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Rejected;
    use crate::auth::token::Tokens;

    const SECRET: &[u8] = b"a secret of at least thirty-two bytes";
    const ANNA: &str = "anna@demo.frontdesk";
    const BEN: &str = "ben@demo.frontdesk";

    fn clock(days: i64) -> Clock {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::days(days);
        Clock::from_fn(move || now)
    }

    fn devices(days: i64) -> Devices {
        Devices::new(&Secret::new(SECRET).unwrap(), clock(days))
    }

    #[test]
    fn a_browser_is_known_to_whoever_signed_in_there() {
        let devices = devices(0);
        let annas = devices.signed_in(None, ANNA).unwrap();
        let id = devices.known(Some(&annas), ANNA).unwrap();
        assert_eq!(devices.known(Some(&annas), BEN), None);
        assert_eq!(devices.known(None, ANNA), None);

        let both = devices.signed_in(Some(&annas), BEN).unwrap();
        assert_eq!((devices.known(Some(&both), ANNA), devices.known(Some(&both), BEN)), (Some(id), Some(id)));
        let other = devices.signed_in(Some("rubbish"), ANNA).unwrap();
        assert_ne!(devices.known(Some(&other), ANNA), Some(id), "another browser");
        assert!(!both.contains("anna"), "and nobody reads whose it is");
    }

    #[test]
    fn it_is_forgotten_after_a_year_and_after_many_others() {
        let token = devices(0).signed_in(None, ANNA).unwrap();
        assert!(devices(364).known(Some(&token), ANNA).is_some());
        assert!(devices(365).known(Some(&token), ANNA).is_none());

        let devices = devices(0);
        let mut token = devices.signed_in(None, ANNA).unwrap();
        for number in 1..ACCOUNTS {
            token = devices.signed_in(Some(&token), &format!("guest-{number}")).unwrap();
        }
        assert!(devices.known(Some(&token), ANNA).is_some());
        token = devices.signed_in(Some(&token), ANNA).unwrap();
        token = devices.signed_in(Some(&token), BEN).unwrap();
        assert!(devices.known(Some(&token), ANNA).is_some());
        assert!(devices.known(Some(&token), "guest-1").is_none(), "who was there least lately");
        assert!(
            token.len() < 1_000,
            "a cookie has 4096 bytes, and travels with each request: {}",
            token.len()
        );
    }

    #[test]
    fn it_is_signed_and_no_token_of_a_session() {
        let secret = Secret::new(SECRET).unwrap();
        let token = devices(0).signed_in(None, ANNA).unwrap();
        let read = Tokens::new(&secret, clock(0)).read(&token);
        assert!(matches!(read, Err(Rejected::Invalid)), "{read:?}");
        let exp = clock(1).now();
        let session = Tokens::new(&secret, clock(0)).issue(Uuid::nil(), Uuid::max(), exp).unwrap();
        assert_eq!(devices(0).known(Some(&session), ANNA), None);
        let forged = Devices::new(&Secret::new(*b"another secret of thirty-two bytes").unwrap(), clock(0));
        let forged = forged.signed_in(None, ANNA).unwrap();
        assert_eq!(devices(0).known(Some(&forged), ANNA), None);
    }
}
