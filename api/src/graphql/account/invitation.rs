//! Coming by an invitation.

use async_graphql::{Context, Object, Result};

use super::outcome::{AcceptInvitationResult, InvalidInvitation};
use super::{client, hand_over, remember, too_many};
use crate::auth::Auth;
use crate::auth::staff::AcceptError;
use crate::edit::Rule;
use crate::graphql::internal::internal;
use crate::graphql::nullable::or_null;
use crate::graphql::problem::InvalidInput;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Sets the password of the account that a link was made for, ends the sessions that it had, and opens one, as
    /// `signIn` does. The link is used up.
    ///
    /// Attempts with a link that is none are limited per address, together with those of `signIn`.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of the link that a manager handed over.")] token: String,
        #[graphql(desc = "8 to 200 characters.")] password: String,
    ) -> Option<Result<AcceptInvitationResult>> {
        or_null(async {
            match ctx.data::<Auth>()?.accept_invitation(&token, &password, &client(ctx)).await {
                Ok(signed_in) => {
                    let session = hand_over(ctx, &signed_in)?;
                    remember(ctx, &signed_in)?;
                    Ok(AcceptInvitationResult::Session(session))
                }
                Err(AcceptError::NoInvitation) => {
                    Ok(AcceptInvitationResult::InvalidInvitation(InvalidInvitation::new()))
                }
                Err(AcceptError::InvalidPassword(words)) => Ok(AcceptInvitationResult::InvalidInput(
                    InvalidInput::one("password", Rule::Length, words),
                )),
                Err(AcceptError::TooManyAttempts { retry_after }) => {
                    Ok(AcceptInvitationResult::TooManyAttempts(too_many(ctx, retry_after)))
                }
                Err(AcceptError::Unplanned(error)) => Err(internal(error)),
            }
        })
        .await
    }
}
