//! `frontdesk guest`: what is known of a guest, and the end of that.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Write, stdout};
use std::path::Path;

use entity::erasure;
use frontdesk::config::{self, GuestCommand};
use frontdesk::guest::erasure::{Kept, apply, erase, list, refresh_samples};
use frontdesk::guest::export::export;
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::Outcome;
use super::user::on;

pub(super) async fn run(command: GuestCommand) -> Outcome {
    let said = match command {
        GuestCommand::Export { id, database } => {
            on(&database, async |database| {
                let export = export(&database.db, id).await?;
                Ok(format!("{}\n", export.ok_or_else(|| unknown(id))?))
            })
            .await
        }
        GuestCommand::Erasures { database } => {
            on(&database, async |database| {
                Ok(format!("{}\n", serde_json::to_string_pretty(&list(&database.db).await?)?))
            })
            .await
        }
        GuestCommand::Erase { list: Some(file), database, .. } => {
            let erasures = read(&file)?;
            on(&database, async |database| {
                apply(&database.db, &erasures).await?;
                refresh_samples(&database.db).await?;
                Ok(format!("{} erased\n", guests(erasures.len())))
            })
            .await
        }
        GuestCommand::Erase { id, reason, list: None, database } => {
            let id = id.unwrap_or_default();
            on(&database, async |database| {
                let done = erase(&database.db, None, id, reason_of(reason)).await?;
                let done = done.ok_or_else(|| unknown(id))?;
                refresh_samples(&database.db).await?;
                Ok(report(&done.erasure)?)
            })
            .await
        }
    };
    Ok(write!(stdout(), "{}", said?)?)
}

fn unknown(id: Uuid) -> Box<dyn Error> {
    format!("there is no guest {id}, and as far as the history goes back there never was").into()
}

fn read(file: &Path) -> Result<Vec<erasure::Model>, Box<dyn Error>> {
    let named = |error: &dyn Error| format!("{} is no list of erasures: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| named(&error))?;
    Ok(serde_json::from_str(&text).map_err(|error| named(&error))?)
}

fn reason_of(reason: config::Reason) -> erasure::Reason {
    match reason {
        config::Reason::Requested => erasure::Reason::Requested,
        config::Reason::NoLongerNeeded => erasure::Reason::NoLongerNeeded,
        config::Reason::Unlawful => erasure::Reason::Unlawful,
        config::Reason::LegalDuty => erasure::Reason::LegalDuty,
    }
}

fn guests(count: usize) -> String {
    match count {
        1 => "1 guest".to_owned(),
        count => format!("{count} guests"),
    }
}

fn report(erasure: &erasure::Model) -> Result<String, std::fmt::Error> {
    let erasure::Model { guest_id, at, actor, reason, bookings, changes } = erasure;
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut report = format!(
        "guest {guest_id} was erased at {at} by {} ({})\n\
         entries of the history that lost values: {changes}\n\
         bookings that name what is left: {bookings}\n\n\
         Kept, and why:\n",
        actor.name,
        reason.to_value()
    );
    for kept in Kept::ALL {
        writeln!(report, "- {}", kept.why())?;
    }
    Ok(report)
}
