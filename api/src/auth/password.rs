//! Argon2id, with a cap on parallel hashing.
//!
//! The parameters are the crate's defaults, which are OWASP's: 19 MiB, two passes, one lane. A hash carries
//! its own, in PHC string format, so that old hashes still verify once the defaults have grown.

use std::sync::Arc;
use std::{fmt, io};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};

use crate::text;

/// Verified in slot of the hash of an account that does not exist, so that the answer takes as long. Nobody
/// knows its password, and a match would count for nothing.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$RnJvbnRkZXNrIG5vYm9keQ$kqfVP1VQjYq3hPlhbUVGqJ8qbwUTdk6tVzMlsxbOfjI";

/// How many may wait for each that is being hashed. At some 30 ms a hash the last of them waits two seconds;
/// more would only wait until they gave up, and hold memory meanwhile.
const QUEUE_PER_SLOT: usize = 64;

/// The form of a hash: its parameters are today's, as those of [`NOBODY`].
const FORM: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// Fewest and most characters of a new password. The longest is there to be a limit, not a rule: passphrases
/// fit.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=200;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the password could not be hashed: {0}")]
    Hash(#[from] password_hash::Error),
    /// The process is shutting down, or the hashing panicked.
    #[error("the password could not be hashed: {0}")]
    Task(#[from] JoinError),
}

/// A password that may be stored, in its normal form.
pub(crate) struct NewPassword(String);

impl NewPassword {
    /// Keeps the rules for new passwords. Old ones are not asked.
    ///
    /// # Errors
    ///
    /// The rule that it breaks, in words that follow the field's name.
    pub(crate) fn of(password: &str) -> Result<Self, &'static str> {
        let normal = normal_form(password).ok_or(text::RULE)?;
        if LENGTH.contains(&normal.chars().count()) {
            Ok(Self(normal))
        } else {
            Err("must have 8 to 200 characters")
        }
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NewPassword")
    }
}

/// One password however a keyboard composes it: the profile OpaqueString of RFC 8265 makes a plain space of every
/// space and the normal form C of the whole, and changes neither case nor length. Of what that profile does not
/// allow, only what nobody sees is refused: it would be typed by accident and missing on the next keyboard.
fn normal_form(password: &str) -> Option<String> {
    if text::hides_something(password) {
        return None;
    }
    let space =
        |letter| CodePointMapData::<GeneralCategory>::new().get(letter) == GeneralCategory::SpaceSeparator;
    let spaced: String = password.chars().map(|letter| if space(letter) { ' ' } else { letter }).collect();
    Some(text::nfc(&spaced))
}

/// Stands in the place of a hash where nobody has chosen a password yet: random, so that it is that of no password
/// that could be found, and checked at the same cost.
///
/// # Errors
///
/// Where the random source fails.
pub(super) fn of_nobody() -> io::Result<String> {
    let mut random = [0; 48];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let (salt, hash) = random.split_at(16);
    Ok(format!("{FORM}{}${}", STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash)))
}

/// The hash to store. For what people ask for over the network, take a [`HashingSlot`] first.
///
/// # Errors
///
/// Where memory or the random source fails.
pub(crate) async fn hash(password: NewPassword) -> Result<String, Error> {
    Ok(spawn_blocking(move || hash_now(&password.0)).await??)
}

fn hash_now(password: &str) -> Result<String, password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// The places where passwords are hashed. Without a cap, a few hundred requests at once would take gigabytes
/// and starve everything else.
#[derive(Debug)]
pub(super) struct HashingSlots {
    hashing: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// The right to keep one core busy.
#[derive(Clone, Debug)]
pub(super) struct HashingSlot {
    _permits: Arc<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

/// Whether a password is the one that a hash was made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Wrong,
    Right,
    /// It is as it was typed: the hash is older than the normal form. This one is of that.
    RightAsTyped(String),
}

/// Too many are waiting already.
#[derive(Debug)]
pub(super) struct Busy;

impl HashingSlots {
    pub(super) fn new(parallel: usize) -> Self {
        let parallel = parallel.max(1);
        Self {
            hashing: Arc::new(Semaphore::new(parallel)),
            queue: Arc::new(Semaphore::new(
                parallel.saturating_mul(QUEUE_PER_SLOT + 1).min(Semaphore::MAX_PERMITS),
            )),
        }
    }

    /// Waits for a slot, unless too many do.
    pub(super) async fn take(&self) -> Result<HashingSlot, Busy> {
        let queued = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Busy)?;
        let hashing = Arc::clone(&self.hashing).acquire_owned().await.map_err(|_| Busy)?;
        Ok(HashingSlot { _permits: Arc::new((queued, hashing)) })
    }
}

impl HashingSlot {
    /// Whether `password` is the one that `hash` was made of; never when there is no hash, which takes as
    /// long.
    pub(super) async fn verify(&self, password: String, hash: Option<String>) -> Result<Verdict, Error> {
        // The slot goes along: a client that hangs up must not free it while the core is still busy.
        let slot = self.clone();
        spawn_blocking(move || {
            let _slot = slot;
            let parsed =
                PasswordHash::new(hash.as_deref().unwrap_or(NOBODY)).map_err(password_hash::Error::from)?;
            let matches =
                |password: &str| match Argon2::default().verify_password(password.as_bytes(), &parsed) {
                    Ok(()) => Ok(hash.is_some()),
                    Err(password_hash::Error::PasswordInvalid) => Ok(false),
                    Err(error) => Err(error),
                };
            let normal = normal_form(&password);
            if let Some(normal) = &normal
                && matches(normal)?
            {
                return Ok(Verdict::Right);
            }
            // Whether there is an account or not: both forms are tried where they differ.
            if normal.as_ref() == Some(&password) || !matches(&password)? {
                return Ok(Verdict::Wrong);
            }
            Ok(match normal {
                Some(normal) => Verdict::RightAsTyped(hash_now(&normal)?),
                None => Verdict::Right,
            })
        })
        .await?
    }

    pub(super) async fn hash(&self, password: NewPassword) -> Result<String, Error> {
        let slot = self.clone();
        let hash = spawn_blocking(move || {
            let _slot = slot;
            hash_now(&password.0)
        });
        Ok(hash.await??)
    }
}

#[cfg(test)]
mod tests {
    use argon2::Params;

    use super::*;

    fn new(password: &str) -> NewPassword {
        NewPassword::of(password).unwrap()
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let slot = HashingSlots::new(1).take().await.unwrap();
        let hash = slot.hash(new("frontdesk")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, super::hash(new("frontdesk")).await.unwrap(), "each has its own salt");

        let verdict =
            async |password: &str| slot.verify(password.to_owned(), Some(hash.clone())).await.unwrap();
        assert_eq!(verdict("frontdesk").await, Verdict::Right);
        assert_eq!(verdict("Frontdesk").await, Verdict::Wrong);
        let unreadable = slot.verify("frontdesk".to_owned(), Some("not a hash".to_owned())).await;
        assert!(matches!(unreadable, Err(Error::Hash(_))), "{unreadable:?}");
    }

    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = Params::try_from(&nobody).unwrap();
        let today = Params::default();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (today.m_cost(), today.t_cost(), today.p_cost())
        );
        assert_eq!(nobody.hash.unwrap().len(), Params::DEFAULT_OUTPUT_LEN);

        let slot = HashingSlots::new(1).take().await.unwrap();
        assert_eq!(slot.verify("frontdesk".to_owned(), None).await.unwrap(), Verdict::Wrong);
        assert_eq!(slot.verify("fro\u{308}ntdesk".to_owned(), None).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn what_stands_for_no_password_is_like_a_hash() {
        let slot = HashingSlots::new(1).take().await.unwrap();
        let nobodys = of_nobody().unwrap();
        assert_eq!((nobodys.len(), &nobodys[..FORM.len()]), (NOBODY.len(), FORM));
        assert_ne!(nobodys, of_nobody().unwrap());
        assert_eq!(slot.verify("frontdesk".to_owned(), Some(nobodys)).await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn hashing_is_capped_and_so_is_the_wait_for_it() {
        let places = Arc::new(HashingSlots::new(2));
        let first = places.take().await.unwrap();
        let _second = places.take().await.unwrap();

        let mut waiting = Vec::new();
        for _ in 0..2 * QUEUE_PER_SLOT {
            let mut take = Box::pin({
                let places = Arc::clone(&places);
                async move { places.take().await }
            });
            assert!(futures_util::poll!(&mut take).is_pending());
            waiting.push(take);
        }
        assert!(matches!(places.take().await, Err(Busy)), "the queue is full");

        drop(first);
        assert!(waiting.swap_remove(0).await.is_ok(), "a slot became free");
    }

    #[test]
    fn length_is_counted_in_characters() {
        let sound = |password: &str| NewPassword::of(password).is_ok();
        assert!(sound("frontdes"));
        assert!(!sound("frontde"));
        assert!(sound("äöüßäöüß"));
        assert!(!sound("äöüß"));
        assert!(!sound("a\u{308}o\u{308}u\u{308}ßa"), "a letter and its dots are one");
        assert!(sound(&"ä".repeat(200)));
        assert!(!sound(&"ä".repeat(201)));
    }

    #[test]
    fn a_password_is_one_however_it_is_composed() {
        let normal = |password: &str| normal_form(password).unwrap();
        assert_eq!(normal("Gru\u{308}ße\u{a0}Dich"), "Grüße Dich");
        // The examples of RFC 8265, section 4.3.
        assert_eq!(normal("correct horse battery staple"), "correct horse battery staple");
        assert_ne!(normal("Correct Horse Battery Staple"), normal("correct horse battery staple"));
        assert_eq!(normal("πßå"), "πßå");
        assert_eq!(normal("Jack of \u{2666}s"), "Jack of ♦s");
        assert_eq!(normal("foo\u{1680}bar"), "foo bar");
        assert_eq!(normal_form("my cat is a \u{9}by"), None);
        assert_eq!(normal(" ２ spaces "), " ２ spaces ", "neither width nor ends change");
    }

    #[tokio::test]
    async fn an_older_hash_goes_on_and_is_made_anew() {
        let slot = HashingSlots::new(1).take().await.unwrap();
        let verdict = async |password: &str, hash: &str| {
            slot.verify(password.to_owned(), Some(hash.to_owned())).await.unwrap()
        };
        let decomposed = "fro\u{308}ntdesk";
        let old = hash_now(decomposed).unwrap();
        let Verdict::RightAsTyped(new) = verdict(decomposed, &old).await else {
            panic!("the old hash is void")
        };
        assert_eq!(verdict(decomposed, &new).await, Verdict::Right);
        assert_eq!(verdict("fröntdesk", &new).await, Verdict::Right);
        assert_eq!(verdict("frontdesk", &new).await, Verdict::Wrong);
        // What a new password may not hold.
        assert_eq!(verdict("\u{7}frontdesk", &hash_now("\u{7}frontdesk").unwrap()).await, Verdict::Right);
    }
}
