//! Which fields of a patch only make sense together, told in the schema for whoever draws a form of their own.

use async_graphql::TypeDirective;

/// Fields of one group only make sense together: two edits that touch the same group collide, even where they touch
/// different fields of it.
#[TypeDirective(location = "InputFieldDefinition", repeatable)]
pub fn coupled(group: String) {}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

    use crate::edit::Noun;
    use crate::edit::noun::by_noun;
    use crate::edit::values::{Editable, api_name};
    use crate::graphql::schema::sdl;

    type CoupledGroups = BTreeSet<BTreeSet<String>>;

    /// The groups of a patch as the schema tells them.
    fn told(patch: &str) -> CoupledGroups {
        let schema = parse_schema(sdl()).unwrap();
        let mut groups = BTreeMap::<String, BTreeSet<String>>::new();
        for definition in schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let TypeKind::InputObject(input) = definition.node.kind else { continue };
            for field in input.fields.into_iter().filter(|_| definition.node.name.node == patch) {
                let directives =
                    field.node.directives.iter().filter(|directive| directive.node.name.node == "coupled");
                for directive in directives {
                    let group = directive.node.arguments[0].1.node.to_string();
                    groups.entry(group).or_default().insert(field.node.name.node.to_string());
                }
            }
        }
        groups.into_values().collect()
    }

    fn meant<R: Editable>() -> CoupledGroups {
        R::COUPLED.iter().map(|group| group.iter().map(|column| api_name(column)).collect()).collect()
    }

    #[test]
    fn the_schema_tells_the_groups_that_merging_goes_by() {
        for noun in Noun::ALL {
            assert_eq!(told(&format!("{noun:?}Patch")), by_noun!(noun, Row => meant::<Row>()));
        }
        assert!(!told("BookingPatch").is_empty());
    }
}
