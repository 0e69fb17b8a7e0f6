//! The rules of a noun that need more than the values of a row.

use std::future::{Future, ready};

use sea_orm::{ConnectionTrait, DbErr};

use super::Store;
use super::failure::Violation;
use super::statement::OnlyIf;
use super::values::{Editable, Values};

/// What a noun's rules have a say in.
pub(crate) trait Rules<R: Editable>: Sync {
    /// What has to be known beyond the row.
    type Facts: Send;

    /// Completes a new row with what its author left out, and says what is wrong with it.
    fn begin(&self, _values: &mut Values) -> Vec<Violation> {
        vec![]
    }

    /// Whether `patch` can be written in one statement without reading the row first, and on what condition.
    fn in_one_statement(&self, patch: &Values) -> Option<Option<OnlyIf>>;

    /// Looks up what [`Rules::complete`] has to know for this patch.
    ///
    /// # Errors
    /// What nobody planned.
    fn facts(
        &self,
        store: Store<'_, impl ConnectionTrait>,
        current: &R,
        patch: &Values,
    ) -> impl Future<Output = Result<Self::Facts, DbErr>> + Send;

    /// Checks a patch against the row that it is written on, and completes it with what follows from it.
    ///
    /// # Errors
    /// The fields and the rules that they break.
    fn complete(&self, current: &R, facts: Self::Facts, patch: Values) -> Result<Values, Vec<Violation>>;

    /// What is in the way of a new row, or of a patch of `row`, that an exclusion constraint refuses; none where nothing
    /// is (any more) and it can be tried again: it is not the `last` time.
    ///
    /// # Errors
    /// What nobody planned.
    fn obstacle(
        &self,
        _store: Store<'_, impl ConnectionTrait>,
        _row: Option<&R>,
        _values: &Values,
        _last: bool,
    ) -> impl Future<Output = Result<Option<R::Obstacle>, DbErr>> + Send {
        ready(Ok(None))
    }
}

/// No rules beyond those that the schema keeps.
#[derive(Debug)]
pub(crate) struct SchemaRules;

impl<R: Editable> Rules<R> for SchemaRules {
    type Facts = ();

    fn in_one_statement(&self, _: &Values) -> Option<Option<OnlyIf>> {
        Some(None)
    }

    async fn facts(&self, _: Store<'_, impl ConnectionTrait>, _: &R, _: &Values) -> Result<(), DbErr> {
        Ok(())
    }

    fn complete(&self, _: &R, (): (), patch: Values) -> Result<Values, Vec<Violation>> {
        Ok(patch)
    }
}
