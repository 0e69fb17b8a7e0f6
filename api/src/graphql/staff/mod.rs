//! Accounts, for managers: who may sign in, and what they may do.

pub(crate) mod input;
mod log;
pub(crate) mod member;
pub(crate) mod mutation;
pub(crate) mod outcome;

use async_graphql::{Context, Error, Object, Result};
use entity::user::Role;
use log::AccountEntry;
use member::StaffMember;

use super::access::{person, require};
use super::internal::internal;
use crate::auth::{Auth, Principal};
use crate::hotel::Hotel;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StaffQuery;

#[Object]
impl StaffQuery {
    /// Everybody who has an account, people first, by their names; also those that are closed. Programs are listed for you
    /// to know of: their tokens are made and ended by the operator. Needs the role MANAGER.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Vec<StaffMember>> {
        manager(ctx)?;
        let staff = ctx.data::<Auth>()?.staff().await.map_err(internal)?;
        Ok(staff.into_iter().map(StaffMember::from).collect())
    }

    /// What was done to accounts, the newest 200 first. Needs the role MANAGER.
    async fn account_log(&self, ctx: &Context<'_>) -> Result<Vec<AccountEntry>> {
        manager(ctx)?;
        let entries = log::newest(&ctx.data_unchecked::<Hotel>().db).await.map_err(internal)?;
        Ok(entries.into_iter().map(AccountEntry::from).collect())
    }
}

/// A person who is a manager: what a program may do is decided by the operator, and does not include this.
fn manager<'a>(ctx: &Context<'a>) -> Result<&'a Principal, Error> {
    require(ctx, Role::Manager)?;
    person(ctx)
}
