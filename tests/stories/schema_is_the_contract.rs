//! `schema.graphql` says what the program says, and keeps the promises that clients' caches rely on.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Value, json};

use crate::support::contract::{SDL, contract, roots};
use crate::support::{House, document};

/// What Relay's connections have everywhere, and what the library declares.
const BOILERPLATE: [&str; 4] = ["PageInfo", "Edge", "Connection", "Decimal"];

/// Fields that say all by their names, wherever they occur.
const PLAIN: [&str; 31] = [
    "action",
    "actor",
    "adults",
    "after",
    "at",
    "before",
    "bookingId",
    "changedAt",
    "children",
    "createdAt",
    "deletedAt",
    "deletedBy",
    "email",
    "entity",
    "field",
    "guest",
    "guestId",
    "id",
    "kind",
    "message",
    "name",
    "notes",
    "phone",
    "role",
    "room",
    "roomId",
    "sessionId",
    "status",
    "updatedAt",
    "updatedBy",
    "user",
];

/// Fields whose type says all.
const SAID_BY_TYPE: [&str; 3] = ["mode", "onStale", "patch"];

/// Fields of a filter that list what the named field may be.
const LISTS: [&str; 5] = ["guestIds", "ids", "roomIds", "roomTypes", "statuses"];

#[test]
fn the_file_is_what_the_program_prints() {
    let printed = frontdesk::graphql::schema::sdl();
    let difference =
        SDL.lines().zip(printed.lines()).enumerate().find(|(_, (file, program))| file != program);
    assert!(
        SDL == printed,
        "schema.graphql is not what the program prints: run `make schema` and commit the file. The first \
         difference (line from 0, file, program): {difference:?}"
    );
}

fn is_problem(name: &str) -> bool {
    let object = contract().get_object(name).unwrap();
    object.implements_interfaces.iter().any(|interface| interface.name == "Problem")
}

#[test]
fn every_member_that_is_no_success_is_a_problem() {
    let successes = [
        "BookingSaved",
        "BookingsSaved",
        "BookingDeleted",
        "GuestSaved",
        "GuestDeleted",
        "GuestErased",
        "GuestsMerged",
        "HotelSaved",
        "RoomSaved",
        "RoomsSaved",
        "RoomDeleted",
        "Session",
        "SignedOut",
        "SessionRevoked",
        "PasswordChanged",
        "PresenceSaved",
        "InvitationSaved",
        "StaffMemberSaved",
    ];
    let mut met = BTreeSet::new();
    for mutation in roots("mutation") {
        let result = mutation.ty.inner_named_type();
        // One that fails must not hide that another of the same request was saved.
        assert!(!mutation.ty.is_non_null(), "{} can't be null", mutation.name);
        let ExtendedType::Union(union) = &contract().types[result] else {
            panic!("the result of {} is no union", mutation.name)
        };
        for member in &union.members {
            let success = successes.contains(&member.as_str());
            assert_ne!(success, is_problem(member), "{member} of {result}: a problem, or a success");
            met.insert(member.to_string());
        }
    }
    for (name, definition) in &contract().types {
        if definition.is_object() && is_problem(name) {
            assert!(met.contains(name.as_str()), "{name} is a Problem that no mutation answers");
            let message = &contract().get_object(name).unwrap().fields["message"];
            assert_eq!(message.ty.to_string(), "String!");
        }
    }
}

#[test]
fn an_old_state_has_no_id() {
    let ExtendedType::Union(snapshots) = &contract().types["Snapshot"] else { panic!("no union Snapshot") };
    let named: BTreeSet<_> =
        contract().types.keys().filter(|name| name.ends_with("Snapshot") && *name != "Snapshot").collect();
    assert_eq!(named, snapshots.members.iter().map(|member| &member.name).collect());
    assert!(named.len() >= 3);
    for name in named {
        let snapshot = contract().get_object(name).unwrap();
        assert!(!snapshot.fields.contains_key("id"), "{name} would be taken for the row as it is");
        assert!(snapshot.implements_interfaces.is_empty(), "{name}");
        let now = name.as_str().trim_end_matches("Snapshot");
        assert!(snapshot.fields.contains_key(format!("{}Id", now.to_lowercase()).as_str()), "{name}");
    }
    // An entry of the log neither: its id would not be the row's.
    for entry in ["Change", "BookingChange", "GuestChange", "RoomChange", "FieldChange"] {
        assert!(!contract().get_object(entry).unwrap().fields.contains_key("id"), "{entry}");
    }
}

#[test]
fn everything_is_explained() {
    let mut silent = BTreeSet::new();
    let mut check = |path: String, described: bool| {
        let (owner, name) = path.split_once('.').unwrap_or((&path, ""));
        let boilerplate = BOILERPLATE.iter().any(|suffix| owner.ends_with(suffix));
        let plain = PLAIN.contains(&name)
            || SAID_BY_TYPE.contains(&name)
            || (owner.ends_with("Filter") && LISTS.contains(&name))
            // An old state explains itself as a whole; its fields are the row's.
            || (owner.ends_with("Snapshot") && !name.is_empty())
            || (owner.starts_with("Stream") && name == "revision");
        if !described && !boilerplate && !plain {
            silent.insert(path);
        }
    };
    for (name, definition) in &contract().types {
        if definition.is_built_in() {
            continue;
        }
        check(name.to_string(), definition.description().is_some());
        match definition {
            ExtendedType::Object(object) => {
                for field in object.fields.values() {
                    check(format!("{name}.{}", field.name), field.description.is_some());
                }
            }
            ExtendedType::Interface(interface) => {
                for field in interface.fields.values() {
                    check(format!("{name}.{}", field.name), field.description.is_some());
                }
            }
            ExtendedType::InputObject(input) => {
                for field in input.fields.values() {
                    check(format!("{name}.{}", field.name), field.description.is_some());
                }
            }
            _ => {}
        }
    }
    let list = silent.iter().cloned().collect::<Vec<_>>().join("\n");
    assert!(silent.is_empty(), "write doc comments in api/src/graphql for:\n{list}");
}

#[tokio::test]
async fn a_playground_reads_the_schema() {
    let house = House::open().await;
    let anna = house.anna().await;
    let described = anna.run(document!("introspection"), json!({})).await["__schema"].clone();

    for (field, root) in
        [("queryType", "Query"), ("mutationType", "Mutation"), ("subscriptionType", "Subscription")]
    {
        assert_eq!(described[field]["name"], root);
    }
    let types: BTreeSet<_> = described["types"].as_array().unwrap().iter().map(lines_of_a_type).collect();
    let sdl: BTreeSet<_> = contract()
        .types
        .iter()
        .filter(|(name, _)| !name.starts_with("__"))
        .map(|(name, definition)| lines_of_a_definition(name, definition))
        .collect();
    let types: BTreeSet<_> = types.into_iter().filter(|text| !text.starts_with("__")).collect();
    let standard = ["Int", "Float", "String", "Boolean", "ID"];
    let others = |of: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        of.difference(other).filter(|text| !standard.contains(&text.as_str())).cloned().collect()
    };
    let (more, less) = (others(&types, &sdl), others(&sdl, &types));
    assert!(more.is_empty() && less.is_empty(), "only described: {more:#?}\nonly in the file: {less:#?}");
    assert!(types.len() > 60, "{}", types.len());

    let directives = described["directives"].as_array().unwrap();
    for name in ["include", "skip", "specifiedBy"] {
        assert!(directives.iter().any(|directive| directive["name"] == name), "@{name}");
    }
}

/// A type and its fields, in a form that both descriptions can be brought to.
fn lines_of_a_type(described: &Value) -> String {
    let mut lines = vec![];
    for field in described["fields"].as_array().into_iter().flatten() {
        let arguments: BTreeSet<_> = field["args"].as_array().unwrap().iter().map(typed).collect();
        lines.push(format!("{}({arguments:?})", typed(field)));
    }
    lines.extend(described["inputFields"].as_array().into_iter().flatten().map(typed));
    let names = |list: &Value| -> Vec<String> {
        let list = list.as_array().into_iter().flatten();
        list.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    lines.extend(names(&described["enumValues"]));
    if described["kind"] == "UNION" {
        lines.extend(names(&described["possibleTypes"]));
    }
    lines.sort();
    [&[described["name"].as_str().unwrap().to_owned()], lines.as_slice()].concat().join("\n")
}

fn typed(field: &Value) -> String {
    format!("{}: {}", field["name"].as_str().unwrap(), reference(&field["type"]))
}

fn reference(reference_: &Value) -> String {
    match reference_["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", reference(&reference_["ofType"])),
        "LIST" => format!("[{}]", reference(&reference_["ofType"])),
        _ => reference_["name"].as_str().unwrap().to_owned(),
    }
}

fn lines_of_a_definition(name: &str, definition: &ExtendedType) -> String {
    let mut lines: Vec<String> = match definition {
        ExtendedType::Object(object) => object.fields.values().map(|field| line_of(field)).collect(),
        ExtendedType::Interface(interface) => interface.fields.values().map(|field| line_of(field)).collect(),
        ExtendedType::InputObject(input) => {
            input.fields.values().map(|field| format!("{}: {}", field.name, field.ty)).collect()
        }
        ExtendedType::Enum(values) => values.values.keys().map(ToString::to_string).collect(),
        ExtendedType::Union(union) => union.members.iter().map(|member| member.to_string()).collect(),
        ExtendedType::Scalar(_) => vec![],
    };
    lines.sort();
    [&[name.to_owned()], lines.as_slice()].concat().join("\n")
}

fn line_of(field: &apollo_compiler::ast::FieldDefinition) -> String {
    let arguments: BTreeSet<_> =
        field.arguments.iter().map(|argument| format!("{}: {}", argument.name, argument.ty)).collect();
    format!("{}: {}({arguments:?})", field.name, field.ty)
}

/// The checks above find what they look for.
#[test]
fn a_difference_is_seen() {
    let changed = SDL.replace("totalPrice: Decimal!", "totalPrice: Decimal");
    let changed = Schema::parse_and_validate(changed, "changed.graphql").unwrap();
    let (file, other) = (&contract().types["Booking"], &changed.types["Booking"]);
    assert_ne!(lines_of_a_definition("Booking", file), lines_of_a_definition("Booking", other));
}
