//! What managers do to accounts.

use async_graphql::{Context, ID, Object, Result};
use entity::user::Role;
use uuid::Uuid;

use super::input::{InviteColleagueInput, StaffMemberInput, UpdateStaffMemberInput};
use super::outcome::{
    AccountClosed, EndStaffSessionsResult, InvitationSaved, InviteColleagueResult, LastManager,
    RenewInvitationResult, StaffConflict, StaffMemberSaved, UpdateStaffMemberResult,
};
use crate::auth::staff::StaffError;
use crate::auth::{Auth, Principal};
use crate::edit::Rule;
use crate::graphql::access::{permit, person};
use crate::graphql::input::parse_id;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::outcome::{Ended, Ends};
use crate::graphql::problem::{Forbidden, InvalidInput, NotFound};

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StaffMutation;

#[Object]
impl StaffMutation {
    /// Adds an account for somebody, who chooses the password by a link that works once, for a week. Needs the role
    /// MANAGER.
    async fn invite_colleague(
        &self,
        ctx: &Context<'_>,
        input: InviteColleagueInput,
    ) -> Option<Result<InviteColleagueResult>> {
        or_null(async {
            let asked = match Asked::by_manager(ctx)? {
                Ok(asked) => asked,
                Err(ended) => return Ends::ended(ended),
            };
            let InviteColleagueInput { name, email, role } = input;
            let invited = asked.auth.invite(asked.by, &email, &name, role.into()).await;
            asked.answer(invited.map(InvitationSaved::from))
        })
        .await
    }

    /// Another link for somebody who lost theirs, for a week, or who forgot their password, for a day. The link before
    /// it, if there was one, opens nothing any more. Needs the role MANAGER.
    async fn renew_invitation(
        &self,
        ctx: &Context<'_>,
        input: StaffMemberInput,
    ) -> Option<Result<RenewInvitationResult>> {
        or_null(async {
            let asked = match Asked::about(ctx, &input.id, input.expected_version)? {
                Ok(asked) => asked,
                Err(ended) => return Ends::ended(ended),
            };
            let invited = asked.auth.invite_again(asked.by, asked.id, asked.version).await;
            asked.answer(invited.map(InvitationSaved::from))
        })
        .await
    }

    /// Changes somebody's name, address or role, closes their account, or opens it again. Needs the role MANAGER.
    async fn update_staff_member(
        &self,
        ctx: &Context<'_>,
        input: UpdateStaffMemberInput,
    ) -> Option<Result<UpdateStaffMemberResult>> {
        or_null(async {
            let UpdateStaffMemberInput { id, expected_version, patch } = input;
            let asked = match Asked::about(ctx, &id, expected_version)? {
                Ok(asked) => asked,
                Err(ended) => return Ends::ended(ended),
            };
            let patch = match patch.read() {
                Ok(patch) => patch,
                Err(problems) => return Ends::ended(Ended::InvalidInput(InvalidInput::of(problems))),
            };
            let updated = asked.auth.update_member(asked.by, asked.id, asked.version, patch).await;
            asked.answer(updated.map(StaffMemberSaved::from))
        })
        .await
    }

    /// Signs somebody out everywhere. Needs the role MANAGER.
    async fn end_staff_sessions(
        &self,
        ctx: &Context<'_>,
        input: StaffMemberInput,
    ) -> Option<Result<EndStaffSessionsResult>> {
        or_null(async {
            let asked = match Asked::about(ctx, &input.id, input.expected_version)? {
                Ok(asked) => asked,
                Err(ended) => return Ends::ended(ended),
            };
            let updated = asked.auth.end_sessions_of(asked.by, asked.id, asked.version).await;
            asked.answer(updated.map(StaffMemberSaved::from))
        })
        .await
    }
}

/// What a manager asks for, and about which version of whose account: of nobody's where it is to be made.
struct Asked<'a> {
    auth: &'a Auth,
    by: &'a Principal,
    id: Uuid,
    version: i32,
}

impl<'a> Asked<'a> {
    /// A person who is a manager: what a program may do is decided by the operator, and does not include this.
    fn by_manager(ctx: &Context<'a>) -> Result<Result<Self, Ended>> {
        let auth = ctx.data::<Auth>()?;
        match permit(ctx, Role::Manager)? {
            Ok(_) => Ok(Ok(Self { auth, by: person(ctx)?, id: Uuid::nil(), version: 0 })),
            Err(forbidden) => Ok(Err(Ended::Forbidden(forbidden))),
        }
    }

    fn about(ctx: &Context<'a>, id: &ID, version: i32) -> Result<Result<Self, Ended>> {
        let asked = match Self::by_manager(ctx)? {
            Ok(asked) => asked,
            Err(ended) => return Ok(Err(ended)),
        };
        Ok(match parse_id(id) {
            Some(id) => Ok(Self { id, version, ..asked }),
            None => Err(Ended::InvalidInput(InvalidInput::one("id", Rule::Form, "must be a UUID"))),
        })
    }

    fn answer<Success, Answer: Ends + From<Success>>(
        &self,
        done: Result<Success, StaffError>,
    ) -> Result<Answer> {
        Ends::ended(match done {
            Ok(success) => return Ok(success.into()),
            Err(StaffError::NoManager) => Ended::Forbidden(Forbidden::new("You no longer are a manager.")),
            Err(StaffError::Unknown) => Ended::NotFound(NotFound::new(self.id)),
            Err(StaffError::Stale(current)) => {
                Ended::StaffConflict(StaffConflict::new(self.version, *current))
            }
            Err(StaffError::LastManager) => Ended::LastManager(LastManager::new()),
            Err(StaffError::Closed) => Ended::AccountClosed(AccountClosed::new()),
            Err(StaffError::Invalid(field, rule, words)) => {
                Ended::InvalidInput(InvalidInput::one(field, rule, words))
            }
            Err(StaffError::Unplanned(error)) => return Err(internal(error)),
        })
    }
}
