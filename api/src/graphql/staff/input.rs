//! What managers ask for.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::auth::staff::Patch;
use crate::edit::Rule;
use crate::edit::failure::Violation;
use crate::graphql::account::Role;

/// A new account. Its owner chooses the password, by the link that comes with the answer.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct InviteColleagueInput {
    /// 1 to 200 characters.
    pub(super) name: String,
    /// What they will sign in with. No mail is sent there.
    pub(super) email: String,
    pub(super) role: Role,
}

/// A change of an account.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateStaffMemberInput {
    pub(super) id: ID,
    /// The version that the change was made on. Where somebody was faster, nothing is written.
    pub(super) expected_version: i32,
    pub(super) patch: StaffMemberPatch,
}

/// What is to be other than before. What is left out stays as it is; null is no value.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct StaffMemberPatch {
    /// 1 to 200 characters.
    name: MaybeUndefined<String>,
    /// What they sign in with.
    email: MaybeUndefined<String>,
    /// Takes effect at once, also where they are signed in.
    role: MaybeUndefined<Role>,
    /// Closed, an account ends its sessions at once, and nobody signs in to it. Open again, its password is the one that
    /// it had.
    closed: MaybeUndefined<bool>,
}

/// An account that something is done to.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct StaffMemberInput {
    pub(super) id: ID,
    /// The version that was looked at. Where somebody was faster, nothing is done.
    pub(super) expected_version: i32,
}

impl StaffMemberPatch {
    /// # Errors
    /// The fields that are null.
    pub(super) fn read(self) -> Result<Patch, Vec<Violation>> {
        let mut problems = vec![];
        let patch = Patch {
            name: given("name", self.name, &mut problems),
            email: given("email", self.email, &mut problems),
            role: given("role", self.role, &mut problems).map(Into::into),
            closed: given("closed", self.closed, &mut problems),
        };
        if problems.is_empty() { Ok(patch) } else { Err(problems) }
    }
}

fn given<T>(field: &str, value: MaybeUndefined<T>, problems: &mut Vec<Violation>) -> Option<T> {
    if value.is_null() {
        problems.push(Violation::new(field, Rule::Required, "must not be null"));
    }
    value.take()
}
