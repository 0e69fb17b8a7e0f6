//! The address of the database, which may hold a password and therefore never shows itself.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// The parameters of an address that mean something to the driver. It takes no notice of others, but would log
/// their values, and a mistyped `password` is one of those.
const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// How to open a session.
#[derive(Clone)]
pub struct Address(PgConnectOptions);

impl Address {
    /// The same with more settings of the session.
    #[must_use]
    pub fn with(self, more: impl FnOnce(PgConnectOptions) -> PgConnectOptions) -> Self {
        Self(more(self.0))
    }

    pub fn options(&self) -> &PgConnectOptions {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(…)")
    }
}

impl FromStr for Address {
    type Err = String;

    /// The error is the rule, in words that follow the setting's name, and repeats nothing of the address but the
    /// names of parameters that the driver knows.
    fn from_str(text: &str) -> Result<Self, String> {
        let url = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        let mut url = url.ok_or("must be an address that starts with postgres://")?;
        let (known, unknown): (Vec<_>, Vec<_>) =
            url.query_pairs().into_owned().partition(|(name, _)| is_known(name));
        if !unknown.is_empty() {
            tracing::warn!("a parameter of the database's address has no meaning here and is passed over");
        }
        for (name, _) in &known {
            let alone = known.iter().filter(|(other, _)| other == name);
            let mut only = url.clone();
            only.query_pairs_mut().clear().extend_pairs(alone);
            if PgConnectOptions::from_str(only.as_str()).is_err() {
                return Err(format!("has a parameter `{name}` whose value is not understood"));
            }
        }
        url.query_pairs_mut().clear().extend_pairs(known);
        let options = PgConnectOptions::from_str(url.as_str());
        Ok(Self(
            options
                .map_err(|_| "must be an address such as postgres://frontdesk@db.example.com/frontdesk")?,
        ))
    }
}

/// `options[NAME]` is a setting of the session.
fn is_known(parameter: &str) -> bool {
    PARAMETERS.contains(&parameter) || parameter.starts_with("options[")
}
