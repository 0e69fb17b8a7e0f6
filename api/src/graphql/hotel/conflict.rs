//! Settings that others changed meanwhile.

use async_graphql::SimpleObject;

use super::HotelSettings;
use crate::graphql::problem::FieldConflict;
use crate::hotel::Hotel;
use crate::hotel::conflict::Conflict;

/// The settings have moved on since the version that you edited, and your edit was not saved: it touches what others
/// changed, or `onStale` was REJECT. As a `Conflict` otherwise.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct HotelConflict {
    pub(crate) message: String,
    /// The version that your edit was made on.
    expected_version: i32,
    /// The version of `current`.
    current_version: i32,
    /// The settings as they are now.
    current: Box<HotelSettings>,
    /// Only the fields that collide. Where there are none, `onStale: MERGE` saves both edits.
    fields: Vec<FieldConflict>,
}

impl HotelConflict {
    pub(super) fn of(hotel: &Hotel, conflict: Conflict) -> Self {
        let Conflict { expected_version: expected, current, fields } = conflict;
        let version = current.stored.as_ref().map_or(0, |row| row.version);
        let message = match &current.stored {
            Some(row) if expected < version => {
                let who = &row.updated_by.name;
                format!(
                    "{who} changed the settings since version {expected}: they are now at version {version}."
                )
            }
            _ => format!("There is no version {expected} yet: the settings are at version {version}."),
        };
        Self {
            message,
            expected_version: expected,
            current_version: version,
            current: Box::new(HotelSettings::of(hotel, &current)),
            fields: fields.into_iter().map(FieldConflict::from).collect(),
        }
    }
}
