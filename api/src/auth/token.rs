//! Signed claims: a token names a user and a session, and nothing that could go stale.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::errors::Error;
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::signing::{ALGORITHM, keys};
use super::{Rejected, Secret};
use crate::clock::Clock;

pub(super) const ISSUER: &str = "frontdesk";
const AUDIENCE: &str = "frontdesk-api";

/// How far the clocks of two servers may be apart before one takes the other's fresh tokens for forgeries.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// All but `nbf` are required; a token without one of them is not ours.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    /// The user.
    pub(super) sub: Uuid,
    /// The session.
    pub(super) sid: Uuid,
    #[serde(with = "chrono::serde::ts_seconds")]
    pub(super) iat: DateTime<Utc>,
    #[serde(with = "chrono::serde::ts_seconds")]
    pub(super) exp: DateTime<Utc>,
    /// Ours have none; who else has the secret may want a token to be good only from later on.
    #[serde(with = "chrono::serde::ts_seconds_option", default, skip_serializing_if = "Option::is_none")]
    nbf: Option<DateTime<Utc>>,
    aud: String,
    iss: String,
}

/// Makes and reads tokens.
pub(super) struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    clock: Clock,
}

impl Tokens {
    pub(super) fn new(secret: &Secret, clock: Clock) -> Self {
        let (signing, checking) = keys(secret.bytes());
        Self { signing, checking, validation: validation(AUDIENCE, &["exp", "aud", "iss", "sub"]), clock }
    }

    /// A token that names `user` and `session` until `exp`, a whole second.
    pub(super) fn issue(&self, user: Uuid, session: Uuid, exp: DateTime<Utc>) -> Result<String, Error> {
        let claims = Claims {
            sub: user,
            sid: session,
            iat: self.clock.now(),
            exp,
            nbf: None,
            aud: AUDIENCE.to_owned(),
            iss: ISSUER.to_owned(),
        };
        encode(&Header::new(ALGORITHM), &claims, &self.signing)
    }

    /// The claims of a token that this server, or one with the same secret, signed and whose time is not
    /// over.
    pub(super) fn read(&self, token: &str) -> Result<Claims, Rejected> {
        let claims =
            decode::<Claims>(token, &self.checking, &self.validation).map_err(|_| Rejected::Invalid)?.claims;
        let now = self.clock.now();
        if claims.iat > now + CLOCK_SKEW {
            Err(Rejected::Invalid)
        } else if claims.exp <= now {
            Err(Rejected::Expired)
        } else if claims.nbf.is_some_and(|nbf| now < nbf) {
            Err(Rejected::Early)
        } else {
            Ok(claims)
        }
    }
}

/// What the library checks of a token for `audience`, besides the signature. Of times it would ask the machine's clock:
/// whoever reads the claims asks ours.
pub(super) fn validation(audience: &str, required: &[&str]) -> Validation {
    let mut validation = Validation::new(ALGORITHM);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[ISSUER]);
    validation.set_required_spec_claims(required);
    validation.validate_exp = false;
    validation
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokens").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{Hmac, KeyInit, Mac};
    use serde_json::{Value, json};
    use sha2::Sha512;

    use super::*;

    const SECRET: &[u8] = b"a secret of at least thirty-two bytes";
    const NOON: i64 = 1_800_000_000;

    fn tokens_at(seconds: i64) -> Tokens {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        Tokens::new(&Secret::new(SECRET).unwrap(), Clock::from_fn(move || now))
    }

    fn claims() -> Value {
        json!({
            "sub": Uuid::nil(), "sid": Uuid::max(), "iat": NOON, "exp": NOON + 60,
            "aud": AUDIENCE, "iss": ISSUER,
        })
    }

    fn signed(secret: &[u8], claims: &Value) -> String {
        encode(&Header::new(ALGORITHM), claims, &keys(secret).0).unwrap()
    }

    fn part(json: &Value) -> String {
        URL_SAFE_NO_PAD.encode(json.to_string())
    }

    #[test]
    fn a_token_names_its_user_and_session_until_it_ends() {
        let exp = DateTime::from_timestamp(NOON + 60, 0).unwrap();
        let token = tokens_at(NOON).issue(Uuid::nil(), Uuid::max(), exp).unwrap();

        let claims = tokens_at(NOON + 59).read(&token).unwrap();
        assert_eq!((claims.sub, claims.sid, claims.exp), (Uuid::nil(), Uuid::max(), exp));
        assert!(matches!(tokens_at(NOON + 60).read(&token), Err(Rejected::Expired)));
    }

    #[test]
    fn an_altered_token_is_refused() {
        let token = signed(SECRET, &claims());
        assert!(tokens_at(NOON).read(&token).is_ok());

        let mut forged = claims();
        forged["sub"] = json!(Uuid::max());
        let parts: Vec<_> = token.split('.').collect();
        let forged = format!("{}.{}.{}", parts[0], part(&forged), parts[2]);
        assert!(matches!(tokens_at(NOON).read(&forged), Err(Rejected::Invalid)));

        let other_key = signed(b"another secret of thirty-two bytes or more", &claims());
        for token in [other_key.as_str(), &token[..token.len() - 1], "", ".", "..", "a.b.c", "💥"] {
            assert!(matches!(tokens_at(NOON).read(token), Err(Rejected::Invalid)), "{token}");
        }
    }

    #[test]
    fn the_header_does_not_choose_the_algorithm() {
        let mac = |header: &Value| {
            let message = format!("{}.{}", part(header), part(&claims()));
            // Right for HS512, if it were asked.
            let mac = Hmac::<Sha512>::new_from_slice(SECRET).unwrap().chain_update(&message).finalize();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
        };
        for algorithm in ["HS512", "HS384", "HS256", "RS256"] {
            let token = mac(&json!({ "typ": "JWT", "alg": algorithm }));
            assert!(matches!(tokens_at(NOON).read(&token), Err(Rejected::Invalid)), "{algorithm}");
        }
        for algorithm in ["none", "None", "NONE", ""] {
            let header = part(&json!({ "typ": "JWT", "alg": algorithm }));
            let unsigned = format!("{header}.{}.", part(&claims()));
            assert!(matches!(tokens_at(NOON).read(&unsigned), Err(Rejected::Invalid)), "{algorithm}");
        }
    }

    #[test]
    fn a_token_may_be_good_only_from_later_on() {
        let mut later = claims();
        later["nbf"] = json!(NOON + 30);
        let later = signed(SECRET, &later);
        assert!(matches!(tokens_at(NOON + 29).read(&later), Err(Rejected::Early)));
        assert!(tokens_at(NOON + 30).read(&later).is_ok());
        assert!(matches!(tokens_at(NOON + 60).read(&later), Err(Rejected::Expired)));
    }

    #[test]
    fn every_claim_is_required_and_checked() {
        for claim in ["sub", "sid", "iat", "exp", "aud", "iss"] {
            let mut without = claims();
            without.as_object_mut().unwrap().remove(claim);
            let token = signed(SECRET, &without);
            assert!(matches!(tokens_at(NOON).read(&token), Err(Rejected::Invalid)), "without {claim}");
        }
        for (claim, value) in [
            ("aud", json!("somebody-else")),
            ("aud", json!(["somebody-else"])),
            ("iss", json!("somebody-else")),
            ("sub", json!("anna")),
            ("exp", json!("never")),
            ("iat", json!(NOON + 3600)),
            ("nbf", json!("later")),
        ] {
            let mut wrong = claims();
            wrong[claim] = value.clone();
            let token = signed(SECRET, &wrong);
            assert!(matches!(tokens_at(NOON).read(&token), Err(Rejected::Invalid)), "{claim}: {value}");
        }
    }
}
