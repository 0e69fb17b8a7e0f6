//! What guests are written with.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::input::{Fields, inputs};

/// A new guest.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateGuestInput {
    /// A UUID of your own making (version 7 keeps the index tidy), or none for a new one.
    id: Option<ID>,
    /// 1 to 200 characters; spaces around it are dropped, and any between words
    /// become one.
    name: String,
    email: Option<String>,
    /// 1 to 50 characters.
    phone: Option<String>,
    /// The ISO 3166 code of two letters, `DE`: see `Query.countries`.
    country: Option<String>,
    /// At most 10000 characters.
    #[graphql(default)]
    notes: String,
    /// A name of your own making for this write, 1 to 200 bytes. The same request sent again under the same
    /// name is carried out once and gets the first answer.
    mutation_id: Option<ID>,
}

impl CreateGuestInput {
    fn fields(self) -> Fields {
        let given = |value: Option<String>| value.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value);
        let mut fields = Fields::default();
        fields.put_line("name", MaybeUndefined::Value(self.name));
        fields.put_line("email", given(self.email));
        fields.put_phone("phone", given(self.phone));
        fields.put("country", given(self.country));
        fields.put("notes", MaybeUndefined::Value(self.notes));
        fields
    }
}

/// The fields to set. What is left out stays as it is; null clears `email`, `phone` or `country`.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct GuestPatch {
    /// 1 to 200 characters; spaces around it are dropped, and any between words
    /// become one.
    name: MaybeUndefined<String>,
    email: MaybeUndefined<String>,
    /// 1 to 50 characters.
    phone: MaybeUndefined<String>,
    /// The ISO 3166 code of two letters, `DE`: see `Query.countries`.
    country: MaybeUndefined<String>,
    /// At most 10000 characters.
    notes: MaybeUndefined<String>,
}

impl GuestPatch {
    pub(super) fn fields(self) -> Fields {
        let mut fields = Fields::default();
        fields.put_line("name", self.name);
        fields.put_line("email", self.email);
        fields.put_phone("phone", self.phone);
        fields.put("country", self.country);
        fields.put("notes", self.notes);
        fields
    }
}

inputs! {
    CreateGuestInput;
    /// An edit of a guest, and the version that it was made on.
    UpdateGuestInput of GuestPatch;
    /// A guest to delete, and the version that this was decided on.
    DeleteGuestInput
}
