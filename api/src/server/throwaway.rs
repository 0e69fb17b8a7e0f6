//! What a throwaway server does before it opens: it begins a life of its own, and lets the demo's people in.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};

use super::ServerError;
use crate::auth::{self, demo_sessions};
use crate::changes::epoch;
use crate::hotel::Hotel;

/// Fails in a database that was not copied from a throwaway server's template.
pub(super) async fn begin(
    hotel: &Hotel,
    secret: &auth::Secret,
) -> Result<BTreeMap<String, String>, ServerError> {
    // Others have begun with the same rows: what they gave out leads nowhere here.
    epoch::renew(&hotel.db).await?;
    count_versions_from_one(hotel).await?;
    let tokens = demo_sessions::open(&hotel.db, secret, &hotel.clock).await;
    let tokens = tokens.map_err(|error| ServerError::Throwaway(error.to_string()))?;
    keep_sessions(hotel).await?;
    Ok(tokens)
}

/// A copied folder is a life of its own, whose versions would go past those of the life before it: nobody has seen those.
async fn count_versions_from_one(hotel: &Hotel) -> Result<(), DbErr> {
    let here = "UPDATE public.change_stream SET version_base = 0; \
                UPDATE throwaway.change_stream SET folder = frontdesk_folder()";
    hotel.db.execute_unprepared(here).await.map(drop)
}

/// The tokens outlive a reset.
async fn keep_sessions(hotel: &Hotel) -> Result<(), DbErr> {
    hotel
        .db
        .execute_unprepared("INSERT INTO throwaway.sessions SELECT * FROM public.sessions")
        .await
        .map(drop)
}
