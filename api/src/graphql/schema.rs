//! The schema, with everything its resolvers need.

use async_graphql::parser::parse_schema;
use async_graphql::{
    Context, ID, MergedObject, MergedSubscription, Object, Result, Schema, SchemaBuilder, SimpleObject,
};
use entity::user::Role;

use super::access::require;
use super::account::{AccountMutation, AccountQuery, InvitationMutation};
use super::activity::ActivityQuery;
use super::booking::Booking;
use super::booking::mutation::BookingMutation;
use super::booking::query::BookingQuery;
use super::booking::subscription::BookingSubscription;
use super::change::{self, ChangeConnection};
use super::connection::{List, page_cost};
use super::guest::Guest;
use super::guest::erasure::ErasureMutation;
use super::guest::merge::{MergeMutation, MergeQuery};
use super::guest::mutation::GuestMutation;
use super::guest::query::GuestQuery;
use super::guest::subscription::GuestSubscription;
use super::hotel::HotelQuery;
use super::hotel::mutation::HotelMutation;
use super::hotel::subscription::HotelSubscription;
use super::input::parse_id;
use super::loader::row;
use super::node::{Node, Versioned};
use super::nullable::null_or;
use super::presence::mutation::PresenceMutation;
use super::presence::subscription::PresenceSubscription;
use super::print::print;
use super::problem::Problem;
use super::room::Room;
use super::room::mutation::RoomMutation;
use super::room::query::RoomQuery;
use super::room::subscription::RoomSubscription;
use super::saved::Truthful;
use super::scalar::Revision;
use super::staff::StaffQuery;
use super::staff::mutation::StaffMutation;
use crate::codes;
use crate::edit::Noun;
use crate::edit::noun::by_noun;

/// What can be read. All but `me` needs a session, and the role VIEWER where nothing else is said.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    BookingQuery,
    GuestQuery,
    MergeQuery,
    RoomQuery,
    HotelQuery,
    ActivityQuery,
    AccountQuery,
    StaffQuery,
    CommonQuery,
);

/// What can be done. Expected ends are members of the result, broken requests are errors.
///
/// An error whose code is `UNAVAILABLE` says that nothing of its field was saved; `UNCONFIRMED`, that it may have been
/// saved or not: send it again with the same `mutationId`.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    BookingMutation,
    GuestMutation,
    MergeMutation,
    ErasureMutation,
    RoomMutation,
    HotelMutation,
    PresenceMutation,
    AccountMutation,
    InvitationMutation,
    StaffMutation,
);

/// What can be watched: changes as they are committed, the hotel's settings, and who has which booking open.
#[derive(Debug, Default, MergedSubscription)]
pub struct Subscription(
    BookingSubscription,
    GuestSubscription,
    RoomSubscription,
    HotelSubscription,
    PresenceSubscription,
);

pub type FrontdeskSchema = Truthful<Schema<Query, Mutation, Subscription>>;

#[derive(Debug, Default)]
struct CommonQuery;

/// A currency that something can be priced in.
#[derive(Debug, SimpleObject)]
struct Currency {
    /// ISO 4217.
    code: &'static str,
    /// How many decimals an amount has.
    decimals: u32,
}

/// A country that a guest can come from.
#[derive(Debug, SimpleObject)]
struct Country {
    /// ISO 3166-1 alpha-2.
    code: &'static str,
}

#[Object]
impl CommonQuery {
    /// The currencies that a room or a booking can be priced in, by their codes.
    async fn currencies(&self, ctx: &Context<'_>) -> Result<Vec<Currency>> {
        require(ctx, Role::Viewer)?;
        Ok(codes::currencies().map(|(code, decimals)| Currency { code, decimals }).collect())
    }

    /// The countries that a guest can come from, by their codes.
    async fn countries(&self, ctx: &Context<'_>) -> Result<Vec<Country>> {
        require(ctx, Role::Viewer)?;
        Ok(codes::countries().map(|code| Country { code }).collect())
    }

    /// The object with this id; null where there is none.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Option<Result<Node>> {
        null_or(async {
            require(ctx, Role::Viewer)?;
            let Some(id) = parse_id(&id) else { return Ok(None) };
            for noun in Noun::ALL {
                let found = by_noun!(noun, Row => row::<Row>(ctx, id).await?.map(Node::from));
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(None)
        })
        .await
    }

    /// Who changed what of one booking, guest or room, newest first, also after it was deleted; empty where nothing is
    /// known of it.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        id: ID,
        #[graphql(desc = "How many: 1 to 200, 50 by default.")] first: Option<i32>,
        #[graphql(desc = "A cursor of this history.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        require(ctx, Role::Viewer)?;
        change::history(ctx, parse_id(&id).unwrap_or_default(), first, after).await
    }

    /// The changes after a revision, in the order of the log: for catching up over plain HTTP.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From the oldest that is kept where none is given.")] after: Option<Revision>,
        #[graphql(desc = "How many: 1 to 200, 50 by default.")] first: Option<i32>,
    ) -> Result<ChangeConnection> {
        require(ctx, Role::Viewer)?;
        change::changes(ctx, after, first).await
    }
}

/// The schema before it is told what its resolvers stand on.
pub(super) fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<Problem>()
        .register_output_type::<Node>()
        .register_output_type::<Versioned>()
        .override_output_type_description::<List<Booking>>("A page of bookings.")
        .override_output_type_description::<List<Guest>>("A page of guests.")
        .override_output_type_description::<List<Room>>("A page of rooms.")
        .override_output_type_description::<ChangeConnection>("A page of the log of changes.")
}

/// The schema as text, in the schema definition language.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items();
    let sdl = builder().finish().sdl_with_options(options);
    // What the library writes, it reads.
    parse_schema(&sdl).map_or(sdl, |schema| print(&schema))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::values::api_name;

    #[test]
    fn every_noun_is_read_written_and_watched() {
        let sdl = sdl();
        for noun in Noun::ALL {
            let name = api_name(noun.name());
            let fields = [
                format!("{name}(id: ID!):"),
                format!("create{noun:?}("),
                format!("update{noun:?}("),
                format!("delete{noun:?}("),
                format!("{name}Changed("),
            ];
            for field in fields {
                assert!(sdl.contains(&format!("\n  {field}")), "{noun:?} has no {field}");
            }
        }
    }
}
