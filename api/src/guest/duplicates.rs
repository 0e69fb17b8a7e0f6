//! Other guests who may be the same person: what they have in common, looked up in an index and never guessed.

use entity::guest::Model;
use sea_orm::entity::prelude::Uuid;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

use crate::edit::columns::Columns;

/// The most that are told.
pub(crate) const LIMIT: usize = 20;

/// What two guests have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    Email,
    Phone,
    Name,
}

/// Each likeness with the column that tells it, the first the strongest.
const LIKENESSES: [(Likeness, &str); 3] =
    [(Likeness::Email, "same_email"), (Likeness::Phone, "same_phone"), (Likeness::Name, "same_name")];

/// A guest who may be the same person.
#[derive(Clone, Debug)]
pub(crate) struct Duplicate {
    pub guest: Model,
    pub likenesses: Vec<Likeness>,
}

/// Each likeness is a lookup of its own (migration/sql/21_guest_merges_up.sql), which ends where there are very many of one
/// name.
fn sql() -> String {
    let columns = Model::list("guests");
    format!(
        "WITH me AS MATERIALIZED (\
            SELECT id, frontdesk_caseless(email) AS email, nullif(frontdesk_phone_digits(phone), '') AS phone, \
                frontdesk_fold(name) AS name FROM guests WHERE id = $1 AND erased_at IS NULL\
         ), same (id) AS (\
            (SELECT g.id FROM me JOIN guests g ON frontdesk_caseless(g.email) = me.email \
                WHERE g.erased_at IS NULL LIMIT 200) \
            UNION (SELECT g.id FROM me JOIN guests g ON frontdesk_phone_digits(g.phone) = me.phone \
                WHERE g.erased_at IS NULL LIMIT 200) \
            UNION (SELECT g.id FROM me JOIN guests g ON frontdesk_fold(g.name) = me.name \
                WHERE g.erased_at IS NULL LIMIT 200)\
         ), likely AS (\
            SELECT guests.*, coalesce(frontdesk_caseless(guests.email) = me.email, false) AS same_email, \
                coalesce(frontdesk_phone_digits(guests.phone) = me.phone, false) AS same_phone, \
                frontdesk_fold(guests.name) = me.name AS same_name \
            FROM me, same JOIN guests USING (id) WHERE guests.id <> me.id\
         ) \
         SELECT {columns}, same_email, same_phone, same_name FROM likely AS guests \
         ORDER BY same_email::int + same_phone::int + same_name::int DESC, created_at, id LIMIT {LIMIT}"
    )
}

/// Who may be the same person as a guest, those with most in common first.
///
/// # Errors
/// The database's.
pub(crate) async fn read(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Duplicate>, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql(), [id.into()]);
    db.query_all_raw(statement).await?.iter().map(Duplicate::at).collect()
}

impl Duplicate {
    fn at(row: &QueryResult) -> Result<Self, DbErr> {
        let mut likenesses = vec![];
        for (likeness, column) in LIKENESSES {
            if row.try_get("", column)? {
                likenesses.push(likeness);
            }
        }
        Ok(Self { guest: Model::at(row, 0)?, likenesses })
    }
}
