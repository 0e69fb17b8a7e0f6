//! Somebody who may sign in, as the API shows them.

use async_graphql::{Enum, ID, SimpleObject};

use crate::auth::Principal;

/// Somebody who may sign in.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct User {
    id: ID,
    /// What they sign in with, in lower case.
    email: String,
    /// What changes and presence name them by.
    name: String,
    role: Role,
}

impl From<&Principal> for User {
    fn from(principal: &Principal) -> Self {
        Self {
            id: principal.user_id.into(),
            email: principal.email.clone(),
            name: principal.name.clone(),
            role: principal.role.into(),
        }
    }
}

/// What somebody may do. Each role includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::user::Role")]
pub enum Role {
    /// Sees everything of the hotel, changes nothing of it.
    Viewer,
    /// Works at the front desk: makes and changes bookings and guests.
    Desk,
    /// Runs the house: also its rooms.
    Manager,
}
