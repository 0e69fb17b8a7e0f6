//! The demo people's tokens, which a throwaway server hands out when it starts.

use std::collections::BTreeMap;

use chrono::{SubsecRound, TimeDelta};
use entity::{session, user};
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::token::Tokens;
use super::{Error, Secret};
use crate::clock::Clock;

/// Longer than any run of tests.
const LIFETIME: TimeDelta = TimeDelta::days(30);

/// Opens a session for each of the demo's people, and answers their tokens by their addresses.
///
/// # Errors
/// The database's, and of signing.
pub(crate) async fn open(
    db: &DatabaseConnection,
    secret: &Secret,
    clock: &Clock,
) -> Result<BTreeMap<String, String>, Error> {
    let now = clock.now();
    let expires_at = (now + LIFETIME).trunc_subsecs(0);
    let tokens = Tokens::new(secret, clock.clone());
    let mut opened = BTreeMap::new();
    for person in user::Entity::find().filter(user::Column::Demo.eq(true)).all(db).await? {
        let session = session::Model {
            id: Uuid::now_v7(),
            user_id: person.id,
            created_at: now,
            expires_at,
            revoked_at: None,
            user_agent: Some("frontdesk serve --throwaway".to_owned()),
        };
        opened.insert(person.email, tokens.issue(person.id, session.id, expires_at)?);
        session.into_active_model().reset_all().insert(db).await?;
    }
    Ok(opened)
}
