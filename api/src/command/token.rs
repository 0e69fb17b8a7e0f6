//! `frontdesk token`: the programs that may call.

use std::fmt::Write as _;
use std::io::{Write, stdout};
use std::num::NonZeroU32;

use chrono::{DateTime, SecondsFormat, Utc};
use frontdesk::auth::ServiceLimits;
use frontdesk::auth::service_accounts::{self, Grant, Listed, State};
use frontdesk::clock::Clock;
use frontdesk::config::TokenCommand;
use frontdesk::server;
use sea_orm::ActiveEnum;

use super::Outcome;
use super::user::{on, role_of};

pub(super) async fn run(command: TokenCommand) -> Outcome {
    let clock = Clock::system();
    let now = clock.now();
    let said = match command {
        TokenCommand::Add { name, role, days, sockets, requests, secret, database } => {
            let given = server::given_secret(secret.token_secret_file.as_deref(), &database)?;
            let requests = NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN);
            let grant = Grant { role: role_of(role), days, limits: ServiceLimits { sockets, requests } };
            on(&database, async |opened| {
                // Only now: where there is no PostgreSQL, no folder is left behind.
                let secret = match given {
                    Some(secret) => secret,
                    None => server::made_secret(&database)?,
                };
                Ok(service_accounts::add(&opened.db, &secret, &clock, &name, grant).await? + "\n")
            })
            .await
        }
        TokenCommand::List { database } => {
            on(&database, async |opened| Ok(table(&service_accounts::list(&opened.db).await?, now)?)).await
        }
        TokenCommand::Revoke { name, database } => {
            on(&database, async |opened| {
                let was_good = service_accounts::revoke(&opened.db, &name, now).await?;
                let end = if was_good { "has ended" } else { "had ended before" };
                Ok(format!("the token of {name} {end}\n"))
            })
            .await
        }
    };
    Ok(write!(stdout(), "{}", said?)?)
}

/// One program a line, what is in it apart by tabs; the name comes last.
fn table(programs: &[Listed], now: DateTime<Utc>) -> Result<String, std::fmt::Error> {
    let mut table = String::new();
    for listed in programs {
        let (state, until) = match listed.state(now) {
            State::Open(until) => ("open", until.to_rfc3339_opts(SecondsFormat::Secs, true)),
            State::Revoked => ("revoked", "-".to_owned()),
            State::Ended => ("ended", "-".to_owned()),
        };
        let account = &listed.account;
        let limit = |limit: Option<i32>| limit.unwrap_or_default();
        let (sockets, requests) = (limit(account.most_sockets), limit(account.most_requests));
        let role = account.role.to_value();
        writeln!(table, "{role}\t{state}\t{until}\t{sockets}\t{requests}\t{}", account.name)?;
    }
    Ok(table)
}
