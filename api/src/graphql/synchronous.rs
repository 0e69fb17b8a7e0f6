//! Rows whose selected fields are all at hand, resolved at once.
//!
//! The library makes a future of each field and a queue of each row's, some 700 for a page of 50 bookings with guest
//! and room: most of the time that the page took. Where nothing is left to wait for, none of them is needed.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet, TypeCondition};
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};

/// What is known of a field without waiting.
pub(crate) enum FieldValue<'a> {
    Value(Value),
    Object(&'a dyn SynchronousFields),
}

/// An object that knows some of its fields without waiting.
pub(crate) trait SynchronousFields: Sync {
    /// Its type, and the interfaces that this implements.
    fn types(&self) -> &'static [&'static str];

    /// The field of this name, as its resolver would answer it; `None` where that has to be asked.
    fn field_value(&self, field: &str) -> Option<FieldValue<'_>>;
}

/// Resolves to the same as what is inside, but at once where that can be.
#[derive(Clone, Debug)]
pub(crate) struct Synchronous<T>(pub T);

impl<T: OutputType + SynchronousFields> OutputType for Synchronous<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let mut object = IndexMap::new();
        match pick(&self.0, &ctx.item.node, &ctx.query_env.fragments, &mut object) {
            Some(()) => Ok(Value::Object(object)),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Adds what is selected; `None` where something has to be waited for, or is said in a way that is not known here.
fn pick(
    object: &dyn SynchronousFields,
    set: &SelectionSet,
    fragments: &Fragments,
    answer: &mut IndexMap<Name, Value>,
) -> Option<()> {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => pick_field(object, &field.node, fragments, answer)?,
            Selection::InlineFragment(inline) => {
                let inline = &inline.node;
                let fits = inline.type_condition.as_ref().is_none_or(|condition| is(object, &condition.node));
                if !inline.directives.is_empty() || !fits {
                    return None;
                }
                pick(object, &inline.selection_set.node, fragments, answer)?;
            }
            Selection::FragmentSpread(spread) => {
                let fragment = &fragments.get(&spread.node.fragment_name.node)?.node;
                if !spread.node.directives.is_empty() || !is(object, &fragment.type_condition.node) {
                    return None;
                }
                pick(object, &fragment.selection_set.node, fragments, answer)?;
            }
        }
    }
    Some(())
}

fn is(object: &dyn SynchronousFields, condition: &TypeCondition) -> bool {
    object.types().contains(&condition.on.node.as_str())
}

fn pick_field(
    object: &dyn SynchronousFields,
    field: &Field,
    fragments: &Fragments,
    answer: &mut IndexMap<Name, Value>,
) -> Option<()> {
    if !field.directives.is_empty() || !field.arguments.is_empty() {
        return None;
    }
    let name = field.name.node.as_str();
    let key = field.response_key().node.clone();
    if name == "__typename" {
        answer.insert(key, Value::from(*object.types().first()?));
        return Some(());
    }
    match object.field_value(name)? {
        FieldValue::Value(value) => {
            answer.insert(key, value);
        }
        FieldValue::Object(inner) => {
            // Selected twice, it is one object with the fields of both.
            let object = answer.entry(key).or_insert_with(|| Value::Object(IndexMap::new()));
            let Value::Object(object) = object else { return None };
            pick(inner, &field.selection_set.node, fragments, object)?;
        }
    }
    Some(())
}

/// A text that may be missing.
pub(crate) fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
    use chrono::{DateTime, NaiveDate};
    use rust_decimal::Decimal;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::edit::neighbours::Neighbours;
    use crate::graphql::booking::Booking;
    use crate::graphql::node::{Node, Versioned};

    fn booking() -> Booking {
        let (when, actor) = (DateTime::UNIX_EPOCH, entity::Actor::user(Uuid::from_u128(9), "Anna"));
        let room = entity::room::Model {
            id: Uuid::from_u128(1),
            name: "12".to_owned(),
            room_type: "Double".to_owned(),
            capacity: 2,
            nightly_rate: Decimal::new(90, 0),
            currency: "EUR".to_owned(),
            notes: "quiet".to_owned(),
            version: 3,
            created_at: when,
            updated_at: when,
            updated_by: actor.clone(),
        };
        let guest = entity::guest::Model {
            id: Uuid::from_u128(2),
            name: "Carl".to_owned(),
            email: Some("carl@example.com".to_owned()),
            phone: None,
            country: Some("DE".to_owned()),
            notes: String::new(),
            version: 1,
            created_at: when,
            updated_at: when,
            updated_by: actor.clone(),
            erased_at: None,
        };
        let row = entity::booking::Model {
            id: Uuid::from_u128(3),
            reference: "B-1042".to_owned(),
            room_id: room.id,
            guest_id: guest.id,
            check_in: NaiveDate::from_ymd_opt(2030, 5, 1).unwrap(),
            check_out: NaiveDate::from_ymd_opt(2030, 5, 4).unwrap(),
            adults: 2,
            children: 1,
            status: entity::booking::BookingStatus::CheckedIn,
            total_price: Decimal::new(12_050, 2),
            currency: "EUR".to_owned(),
            notes: "late".to_owned(),
            version: 7,
            created_at: when,
            updated_at: when,
            updated_by: actor,
        };
        Booking::with_neighbours(row, Neighbours { room: Some(room).into(), guest: Some(guest).into() })
    }

    struct Query;

    #[Object]
    impl Query {
        async fn synchronous(&self) -> Synchronous<Booking> {
            Synchronous(booking())
        }

        async fn step_by_step(&self) -> Booking {
            booking()
        }
    }

    /// What both ways answer to a selection of a booking's fields, which has to be the same.
    async fn both(selection: &str) -> serde_json::Value {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription);
        let schema = schema.register_output_type::<Node>().register_output_type::<Versioned>().finish();
        let (fields, fragments) = selection.split_once("fragment").unwrap_or((selection, ""));
        let fragments = if fragments.is_empty() { String::new() } else { format!("fragment{fragments}") };
        let document = format!("{{ synchronous {{ {fields} }} stepByStep {{ {fields} }} }} {fragments}");
        let answer = schema.execute(&document).await.into_result().unwrap().data.into_json().unwrap();
        assert_eq!(answer["synchronous"], answer["stepByStep"], "{document}");
        answer["synchronous"].clone()
    }

    /// What is asked for of its own, and therefore no part of a row that was read.
    const ASKED: [&str; 2] = ["presence", "duplicates"];

    /// All fields without arguments that the schema gives a type, two objects deep, and whether each is at hand.
    fn all_fields(sdl: &str, object: &dyn SynchronousFields) -> String {
        let name = object.types()[0];
        let body = sdl.split_once(&format!("type {name} ")).unwrap().1;
        let body = body.split_once("\n}").unwrap().0;
        // A description has spaces before its colon; arguments stand deeper, or after a bracket.
        let lines = body.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(':'));
        let fields = lines.map(|(field, _)| field).filter(|field| field.chars().all(char::is_alphanumeric));
        let fields =
            fields.filter(|field| !ASKED.contains(field)).map(|field| match object.field_value(field) {
                Some(FieldValue::Value(_)) => field.to_owned(),
                Some(FieldValue::Object(inner)) => format!("{field} {{ {} }}", all_fields(sdl, inner)),
                None => panic!("{name}.{field} is not at hand"),
            });
        fields.collect::<Vec<_>>().join(" ")
    }

    #[tokio::test]
    async fn every_field_is_at_hand_and_the_same_as_step_by_step() {
        let fields = all_fields(&crate::graphql::schema::sdl(), &booking());
        for expected in
            ["totalPrice", "room {", "nightlyRate", "guest {", "email", "updatedBy { id kind name }"]
        {
            assert!(fields.contains(expected), "{expected} is missing in {fields}");
        }
        let answer = both(&fields).await;
        assert_eq!((&answer["totalPrice"], &answer["status"]), (&json!("120.50"), &json!("CHECKED_IN")));
        assert_eq!((&answer["guest"]["phone"], &answer["nights"]), (&json!(null), &json!(3)));
    }

    #[tokio::test]
    async fn aliases_fragments_and_doubles_come_out_the_same() {
        let answer =
            both("__typename a: version ...on Booking { b: version } room { id } room { name id }").await;
        assert_eq!(answer["room"], json!({ "id": Uuid::from_u128(1), "name": "12" }));
        both("...F ...on Versioned { updatedBy { name } } fragment F on Node { id }").await;
    }

    #[tokio::test]
    async fn what_is_not_known_here_is_left_to_the_library() {
        let answer = both("version @include(if: true) notes @skip(if: true)").await;
        assert_eq!(answer, json!({ "version": 7 }));
    }
}
