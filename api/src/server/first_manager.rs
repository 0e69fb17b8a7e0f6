//! What an operator is told whose house nobody can sign in to yet.

use entity::user;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseConnection, DbErr};

/// Says how the first manager is made, where there is no account.
pub(super) async fn hint(db: &DatabaseConnection) -> Result<(), DbErr> {
    if user::Entity::find().one(db).await?.is_none() {
        tracing::info!(
            "nobody has an account yet: `frontdesk user add ADDRESS --name NAME --role manager`, with the same \
             --data-dir or DATABASE_URL, makes the first manager's, also while the server runs"
        );
    }
    Ok(())
}
