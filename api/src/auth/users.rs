//! Accounts.

use entity::user::{self, Kind, Role};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, SqlErr,
};
use uuid::Uuid;

use super::password::{self, NewPassword};
use crate::text;

/// The demo's accounts: name, address, role. The tests and the front desk's sign-in page rely on them.
const DEMO: [(&str, &str, Role); 4] = [
    ("Anna", "anna@demo.frontdesk", Role::Desk),
    ("Ben", "ben@demo.frontdesk", Role::Desk),
    ("Mara", "mara@demo.frontdesk", Role::Manager),
    ("Vera", "vera@demo.frontdesk", Role::Viewer),
];

/// Known to everybody, therefore worth nothing outside a demo.
const DEMO_PASSWORD: &str = "frontdesk";

#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// A value breaks a rule: the field, and the rule in words that follow its name.
    #[error("{0} {1}")]
    Invalid(&'static str, &'static str),
    #[error("there is an account for {0} already")]
    EmailTaken(String),
    #[error(transparent)]
    Password(#[from] password::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// An address as accounts are stored and found by it.
pub fn normalize_email(email: &str) -> String {
    // What has no normal form is no address either: `check_email` says so.
    let line = text::one_line(email).unwrap_or_else(|_| email.trim().to_owned());
    text::nfc(&line.to_lowercase())
}

/// The rule for a normalised address; the database's `users_email_form` says the same. Whether mail arrives
/// there is not asked: it is a name to sign in by.
///
/// # Errors
///
/// The rule that it breaks, in words that follow the field's name.
pub fn check_email(email: &str) -> Result<(), &'static str> {
    let sound =
        |part: &str| !part.is_empty() && !part.contains(char::is_whitespace) && !text::hides_something(part);
    match email.split_once('@') {
        _ if email.chars().count() > 254 => Err("must have at most 254 characters"),
        Some((local, domain)) if sound(local) && sound(domain) && !domain.contains('@') => Ok(()),
        _ => Err("must look like name@example.com"),
    }
}

/// A name as it is stored.
///
/// # Errors
///
/// The rule that it breaks, in words that follow the field's name.
pub(super) fn sound_name(name: &str) -> Result<String, &'static str> {
    let name = text::one_line(name)?;
    if (1..=200).contains(&name.chars().count()) { Ok(name) } else { Err("must have 1 to 200 characters") }
}

/// Adds an account.
///
/// # Errors
///
/// Expected: a value that breaks a rule, and an address that has an account.
pub async fn add(
    db: &DatabaseConnection,
    email: &str,
    name: &str,
    role: Role,
    password: String,
) -> Result<user::Model, AddUserError> {
    let email = normalize_email(email);
    check_email(&email).map_err(|rule| AddUserError::Invalid("email", rule))?;
    let name = sound_name(name).map_err(|rule| AddUserError::Invalid("name", rule))?;
    let password = NewPassword::of(&password).map_err(|rule| AddUserError::Invalid("password", rule))?;

    let hash = password::hash(password).await?;
    account(&email, &name, role, hash, false).insert(db).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => AddUserError::EmailTaken(email),
        _ => error.into(),
    })
}

/// Adds the demo's accounts where they are missing. Only ever to be called for a demo database.
///
/// # Errors
///
/// When the database cannot be asked, or the password cannot be hashed.
pub async fn ensure_demo(db: &DatabaseConnection, id: impl Fn(u64) -> Uuid) -> Result<(), AddUserError> {
    let present = user::Entity::find()
        .filter(user::Column::Email.is_in(DEMO.map(|(_, email, _)| email)))
        .all(db)
        .await?;
    if present.len() == DEMO.len() {
        return Ok(());
    }
    // One hash for all: their password is no secret, and the demo is to start quickly.
    let password = NewPassword::of(DEMO_PASSWORD).map_err(|rule| AddUserError::Invalid("password", rule))?;
    let hash = password::hash(password).await?;
    let accounts = (1..).zip(DEMO).map(|(number, (name, email, role))| user::ActiveModel {
        id: ActiveValue::Set(id(number)),
        ..account(email, name, role, hash.clone(), true)
    });
    user::Entity::insert_many(accounts)
        .on_conflict(OnConflict::column(user::Column::Email).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn find(db: &DatabaseConnection, id: Uuid) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).one(db).await
}

/// Stores the hash of the same password in another form, where `old_hash` still is the stored one.
pub(super) async fn rehash(
    db: &DatabaseConnection,
    id: Uuid,
    old_hash: &str,
    hash: &str,
) -> Result<bool, DbErr> {
    let updated = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PasswordHash.eq(old_hash))
        .exec(db)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// `email` as [`normalize_email`] leaves it.
pub(super) async fn find_by_email(
    db: &DatabaseConnection,
    email: &str,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find().filter(user::Column::Email.eq(email)).one(db).await
}

/// The database says when it was created.
pub(super) fn account(
    email: &str,
    name: &str,
    role: Role,
    password_hash: String,
    demo: bool,
) -> user::ActiveModel {
    user::ActiveModel {
        id: ActiveValue::Set(Uuid::now_v7()),
        email: ActiveValue::Set(email.to_owned()),
        name: ActiveValue::Set(name.to_owned()),
        role: ActiveValue::Set(role),
        password_hash: ActiveValue::Set(password_hash),
        demo: ActiveValue::Set(demo),
        created_at: ActiveValue::NotSet,
        disabled_at: ActiveValue::NotSet,
        kind: ActiveValue::Set(Kind::Person),
        most_sockets: ActiveValue::NotSet,
        most_requests: ActiveValue::NotSet,
        version: ActiveValue::NotSet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_account_however_it_is_typed() {
        assert_eq!(normalize_email("  Anna@Demo.Frontdesk\n"), "anna@demo.frontdesk");
        assert_eq!(normalize_email("\u{200b}A\u{308}NNA@demo.frontdesk\u{a0}"), "änna@demo.frontdesk");
    }

    #[test]
    fn an_address_looks_like_one() {
        for sound in ["anna@demo.frontdesk", "a@b", "änna+x@hotel.example"] {
            assert!(check_email(sound).is_ok(), "{sound}");
        }
        let long = format!("{}@b", "a".repeat(253));
        for broken in ["", "anna", "@b", "a@", "a@b@c", "a b@c", "a@b\0", "a\u{202e}@b", &long] {
            assert!(check_email(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn the_demo_password_keeps_the_rule() {
        assert!(NewPassword::of(DEMO_PASSWORD).is_ok());
        assert!(DEMO.iter().all(|(_, email, _)| check_email(email).is_ok()));
    }
}
