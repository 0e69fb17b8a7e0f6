//! A transaction in the name of a manager.

use entity::invitation::{self, Purpose};
use entity::user::{self, Kind, Role};
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};
use uuid::Uuid;

use super::{StaffError, log, member};
use crate::auth::{Auth, Principal};
use crate::database::away::in_doubt;

/// What is done to accounts in it, a manager does who still is one. Those who are can't cease to be meanwhile.
pub(super) struct Acting<'a> {
    auth: &'a Auth,
    pub(super) transaction: DatabaseTransaction,
    /// Who could run the house.
    managers: Vec<Uuid>,
}

impl<'a> Acting<'a> {
    /// # Errors
    /// Expected: [`StaffError::NoManager`].
    pub(super) async fn begin(auth: &'a Auth, by: &Principal) -> Result<Self, StaffError> {
        let transaction = auth.0.db.begin().await?;
        let managers = lock_managers(&transaction, auth.settings().demo).await?;
        if !managers.contains(&by.user_id) {
            return Err(StaffError::NoManager);
        }
        log::sign(&transaction, &by.actor()).await?;
        Ok(Self { auth, transaction, managers })
    }

    /// A person's account, locked, at the version that it is expected to be at.
    ///
    /// # Errors
    /// Expected: [`StaffError::Unknown`] and [`StaffError::Stale`].
    pub(super) async fn account(&self, id: Uuid, expected_version: i32) -> Result<user::Model, StaffError> {
        let usable = (!self.auth.settings().demo).then(|| user::Column::Demo.eq(false));
        let account = user::Entity::find_by_id(id)
            .filter(user::Column::Kind.eq(Kind::Person))
            .filter(Condition::all().add_option(usable))
            .lock(LockType::NoKeyUpdate)
            .one(&self.transaction)
            .await?
            .ok_or(StaffError::Unknown)?;
        if account.version == expected_version {
            return Ok(account);
        }
        let current = member::member(&self.transaction, account, self.auth.now()).await?;
        Err(StaffError::Stale(Box::new(current)))
    }

    /// Whether nobody is left to run the house without this one.
    pub(super) fn is_last(&self, id: Uuid) -> bool {
        self.managers == [id]
    }

    /// # Errors
    /// When the database cannot be asked, or did not answer.
    pub(super) async fn commit(self) -> Result<(), StaffError> {
        Ok(self.transaction.commit().await.map_err(in_doubt)?)
    }
}

/// Those who are managers and have a password, in the order of their ids, so that two who lock them wait and don't
/// deadlock. Who ceased to be one while this waited is not among them.
async fn lock_managers(transaction: &DatabaseTransaction, demo: bool) -> Result<Vec<Uuid>, DbErr> {
    let invited = Query::select()
        .column(invitation::Column::UserId)
        .from(invitation::Entity)
        .and_where(invitation::Column::Purpose.eq(Purpose::Join))
        .to_owned();
    let managers = user::Entity::find()
        .filter(user::Column::Role.eq(Role::Manager))
        .filter(user::Column::Kind.eq(Kind::Person))
        .filter(user::Column::DisabledAt.is_null())
        .filter(Condition::all().add_option((!demo).then(|| user::Column::Demo.eq(false))))
        .filter(user::Column::Id.not_in_subquery(invited))
        .order_by_asc(user::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(transaction)
        .await?;
    Ok(managers.into_iter().map(|manager| manager.id).collect())
}
