//! Argon2id, with a cap on parallel hashing.
//!
//! The parameters are the crate's defaults, which are OWASP's: 19 MiB, two passes, one lane. A hash carries
//! its own, in PHC string format, so that old hashes still verify once the defaults have grown.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};

/// Verified in place of the hash of an account that does not exist, so that the answer takes as long. Nobody
/// knows its password, and a match would count for nothing.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$RnJvbnRkZXNrIG5vYm9keQ$kqfVP1VQjYq3hPlhbUVGqJ8qbwUTdk6tVzMlsxbOfjI";

/// How many may wait for each that is being hashed. At some 30 ms a hash the last of them waits two seconds;
/// more would only wait until they gave up, and hold memory meanwhile.
const QUEUE_PER_PLACE: usize = 64;

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

/// The rule for new passwords. Old ones are not asked.
///
/// # Errors
///
/// The rule that it breaks, in words that follow the field's name.
pub fn check_new(password: &str) -> Result<(), &'static str> {
    if LENGTH.contains(&password.chars().count()) { Ok(()) } else { Err("must have 8 to 200 characters") }
}

/// The hash to store. For what people ask for over the network, take a [`Place`] first.
///
/// # Errors
///
/// Where memory or the random source fails.
pub async fn hash(password: String) -> Result<String, Error> {
    let hash = spawn_blocking(move || Argon2::default().hash_password(password.as_bytes())).await??;
    Ok(hash.to_string())
}

/// The places where passwords are hashed. Without a cap, a few hundred requests at once would take gigabytes
/// and starve everything else.
#[derive(Debug)]
pub(super) struct Places {
    hashing: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// The right to keep one core busy.
#[derive(Clone, Debug)]
pub(super) struct Place {
    _permits: Arc<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

/// Too many are waiting already.
#[derive(Debug)]
pub(super) struct Busy;

impl Places {
    pub(super) fn new(parallel: usize) -> Self {
        let parallel = parallel.max(1);
        Self {
            hashing: Arc::new(Semaphore::new(parallel)),
            queue: Arc::new(Semaphore::new(
                parallel.saturating_mul(QUEUE_PER_PLACE + 1).min(Semaphore::MAX_PERMITS),
            )),
        }
    }

    /// Waits for a place, unless too many do.
    pub(super) async fn take(&self) -> Result<Place, Busy> {
        let queued = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Busy)?;
        let hashing = Arc::clone(&self.hashing).acquire_owned().await.map_err(|_| Busy)?;
        Ok(Place { _permits: Arc::new((queued, hashing)) })
    }
}

impl Place {
    /// Whether `password` is the one that `hash` was made of; never when there is no hash, which takes as
    /// long.
    pub(super) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        // The place goes along: a client that hangs up must not free it while the core is still busy.
        let place = self.clone();
        spawn_blocking(move || {
            let _place = place;
            let parsed =
                PasswordHash::new(hash.as_deref().unwrap_or(NOBODY)).map_err(password_hash::Error::from)?;
            match Argon2::default().verify_password(password.as_bytes(), &parsed) {
                Ok(()) => Ok(hash.is_some()),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await?
    }

    pub(super) async fn hash(&self, password: String) -> Result<String, Error> {
        let place = self.clone();
        let hash = spawn_blocking(move || {
            let _place = place;
            Argon2::default().hash_password(password.as_bytes())
        })
        .await??;
        Ok(hash.to_string())
    }
}

#[cfg(test)]
mod tests {
    use argon2::Params;

    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let place = Places::new(1).take().await.unwrap();
        let hash = place.hash("frontdesk".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, super::hash("frontdesk".to_owned()).await.unwrap(), "each has its own salt");

        assert!(place.verify("frontdesk".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!place.verify("Frontdesk".to_owned(), Some(hash)).await.unwrap());
        assert!(place.verify("frontdesk".to_owned(), Some("not a hash".to_owned())).await.is_err());
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

        let place = Places::new(1).take().await.unwrap();
        assert!(!place.verify("frontdesk".to_owned(), None).await.unwrap());
    }

    #[tokio::test]
    async fn hashing_is_capped_and_so_is_the_wait_for_it() {
        let places = Arc::new(Places::new(2));
        let first = places.take().await.unwrap();
        let _second = places.take().await.unwrap();

        let mut waiting = Vec::new();
        for _ in 0..2 * QUEUE_PER_PLACE {
            let mut take = Box::pin({
                let places = Arc::clone(&places);
                async move { places.take().await }
            });
            assert!(futures_util::poll!(&mut take).is_pending());
            waiting.push(take);
        }
        assert!(places.take().await.is_err(), "the queue is full");

        drop(first);
        assert!(waiting.swap_remove(0).await.is_ok(), "a place became free");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(check_new("frontdes").is_ok());
        assert!(check_new("frontde").is_err());
        assert!(check_new("äöüßäöüß").is_ok());
        assert!(check_new("äöüß").is_err());
        assert!(check_new(&"ä".repeat(200)).is_ok());
        assert!(check_new(&"ä".repeat(201)).is_err());
    }
}
