//! Changing the settings.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject, Union};
use entity::user::Role;

use super::HotelSettings;
use super::conflict::HotelConflict;
use super::input::UpdateHotelInput;
use crate::edit::values::api_name;
use crate::graphql::access::{refusal, signed_in};
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::problem::{Forbidden, InvalidInput};
use crate::hotel::Hotel;
use crate::hotel::update::{Outcome, update};
use crate::metrics::Metrics;

/// The settings are saved, and in force in every server.
#[derive(Debug, SimpleObject)]
pub(crate) struct HotelSaved {
    /// The settings as they are now.
    hotel: HotelSettings,
    /// Fields that others changed since your version, and that this save kept.
    merged_fields: Vec<String>,
}

/// The outcomes of changing the settings.
#[derive(Debug, Union)]
pub(crate) enum UpdateHotelResult {
    HotelSaved(HotelSaved),
    HotelConflict(HotelConflict),
    InvalidInput(InvalidInput),
    Forbidden(Forbidden),
}

#[derive(Debug, Default)]
pub(crate) struct HotelMutation;

#[Object]
impl HotelMutation {
    /// Changes what the house is run with, on the version that was on the screen, for all servers at once. Needs the role
    /// MANAGER.
    async fn update_hotel(
        &self,
        ctx: &Context<'_>,
        input: UpdateHotelInput,
    ) -> Option<Result<UpdateHotelResult>> {
        or_null(save(ctx, input)).await
    }
}

async fn save(ctx: &Context<'_>, input: UpdateHotelInput) -> Result<UpdateHotelResult> {
    let principal = signed_in(ctx)?;
    let (patch, author) = input.read(principal, ctx.field().name());
    let hotel = ctx.data_unchecked::<Hotel>();
    let (name, result) = match update(hotel, &author, patch).await.map_err(internal)? {
        Outcome::Saved { settings, merged } => {
            let merged_fields: Vec<_> = merged.iter().map(|field| api_name(field)).collect();
            let name = if merged_fields.is_empty() { "saved" } else { "merged" };
            let hotel = HotelSettings::of(hotel, &settings);
            (name, UpdateHotelResult::HotelSaved(HotelSaved { hotel, merged_fields }))
        }
        Outcome::Conflict(conflict) => {
            ("conflict", UpdateHotelResult::HotelConflict(HotelConflict::of(hotel, *conflict)))
        }
        Outcome::Invalid(broken) => {
            ("invalid_input", UpdateHotelResult::InvalidInput(InvalidInput::of(broken)))
        }
        Outcome::Forbidden => {
            let forbidden = Forbidden::new(refusal(principal, Role::Manager));
            ("forbidden", UpdateHotelResult::Forbidden(forbidden))
        }
    };
    ctx.data_unchecked::<Arc<Metrics>>().write("hotel", name);
    Ok(result)
}
