//! The schema as text, laid out as graphql-js's `printSchema` does it, which the tools of front ends write and compare.
//!
//! Beyond that, it shows the directives that the schema's own definitions carry: `printSchema` leaves them out.

use async_graphql::Positioned;
use async_graphql::parser::types::{
    ConstDirective, DirectiveDefinition, FieldDefinition, InputValueDefinition, ServiceDocument,
    TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql_value::Name;

type Description = Option<Positioned<String>>;

/// What the language defines is nowhere written down.
const OF_THE_LANGUAGE: [&str; 5] = ["deprecated", "include", "oneOf", "skip", "specifiedBy"];

/// A description of more characters has lines to itself.
const ONE_LINE: usize = 70;

/// The definitions, directives first. The roots have their usual names, which need no word.
pub(super) fn print(schema: &ServiceDocument) -> String {
    let definitions = || schema.definitions.iter();
    let directives = definitions().filter_map(|definition| match definition {
        TypeSystemDefinition::Directive(directive) => Some(&directive.node),
        _ => None,
    });
    let types = definitions().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(type_definition(&definition.node)),
        _ => None,
    });
    let own = directives.filter(|directive| !OF_THE_LANGUAGE.contains(&&*directive.name.node));
    let all: Vec<_> = own.map(directive_definition).chain(types).collect();
    all.join("\n\n") + "\n"
}

fn directive_definition(directive: &DirectiveDefinition) -> String {
    let DirectiveDefinition { description, name, arguments, is_repeatable, locations } = directive;
    let repeatable = if *is_repeatable { " repeatable" } else { "" };
    let locations: Vec<_> =
        locations.iter().map(|location| screaming(&format!("{:?}", location.node))).collect();
    let (description, arguments) = (described(description, "", true), list_of(arguments, ""));
    format!("{description}directive @{name}{arguments}{repeatable} on {}", locations.join(" | "))
}

fn type_definition(definition: &TypeDefinition) -> String {
    let (keyword, rest) = match &definition.kind {
        TypeKind::Scalar => ("scalar", String::new()),
        TypeKind::Object(object) => ("type", implements(&object.implements) + &block(&object.fields, field)),
        TypeKind::Interface(interface) => {
            ("interface", implements(&interface.implements) + &block(&interface.fields, field))
        }
        TypeKind::Union(union) => ("union", format!(" = {}", joined(&union.members, " | "))),
        TypeKind::Enum(values) => {
            let value = |value: &_| {
                let async_graphql::parser::types::EnumValueDefinition { description, value, directives } =
                    value;
                (description.clone(), format!("{value}{}", applied(directives)))
            };
            ("enum", block(&values.values, value))
        }
        TypeKind::InputObject(input) => {
            let value = |value: &InputValueDefinition| (value.description.clone(), input_value(value));
            ("input", block(&input.fields, value))
        }
    };
    let description = described(&definition.description, "", true);
    format!("{description}{keyword} {}{}{rest}", definition.name, applied(&definition.directives))
}

fn implements(interfaces: &[Positioned<Name>]) -> String {
    if interfaces.is_empty() { String::new() } else { format!(" implements {}", joined(interfaces, " & ")) }
}

fn joined(names: &[Positioned<Name>], between: &str) -> String {
    names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(between)
}

/// What stands in braces, each on a line of its own below its description.
fn block<T>(members: &[Positioned<T>], print: impl Fn(&T) -> (Description, String)) -> String {
    let lines = members.iter().enumerate().map(|(index, member)| {
        let (description, text) = print(&member.node);
        format!("{}  {text}\n", described(&description, "  ", index == 0))
    });
    format!(" {{\n{}}}", lines.collect::<String>())
}

fn field(field: &FieldDefinition) -> (Description, String) {
    let FieldDefinition { description, name, arguments, ty, directives } = field;
    (description.clone(), format!("{name}{}: {ty}{}", list_of(arguments, "  "), applied(directives)))
}

/// Arguments: in one line, where none has a description.
fn list_of(arguments: &[Positioned<InputValueDefinition>], indent: &str) -> String {
    let arguments: Vec<_> = arguments.iter().map(|argument| &argument.node).collect();
    if arguments.is_empty() {
        return String::new();
    }
    if arguments.iter().all(|argument| argument.description.is_none()) {
        let arguments: Vec<_> = arguments.into_iter().map(input_value).collect();
        return format!("({})", arguments.join(", "));
    }
    let inner = format!("  {indent}");
    let lines = arguments.into_iter().enumerate().map(|(index, argument)| {
        format!("{}{inner}{}\n", described(&argument.description, &inner, index == 0), input_value(argument))
    });
    format!("(\n{}{indent})", lines.collect::<String>())
}

fn input_value(value: &InputValueDefinition) -> String {
    let InputValueDefinition { name, ty, default_value, directives, .. } = value;
    let default = default_value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    format!("{name}: {ty}{default}{}", applied(directives))
}

fn applied(directives: &[Positioned<ConstDirective>]) -> String {
    let applied = directives.iter().map(|directive| {
        let ConstDirective { name, arguments } = &directive.node;
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let arguments =
            if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!(" @{name}{arguments}")
    });
    applied.collect()
}

/// A description in the lines above what it describes, and a blank line before it, unless it is the first in its block.
fn described(description: &Description, indent: &str, is_first: bool) -> String {
    let Some(text) = description.as_ref().map(|description| &description.node) else { return String::new() };
    let escaped = text.replace("\"\"\"", "\\\"\"\"");
    let fits = text.chars().count() <= ONE_LINE && !text.contains('\n') && !text.ends_with(['"', '\\']);
    let block = if fits { escaped } else { format!("\n{escaped}\n").replace('\n', &format!("\n{indent}")) };
    let blank = if is_first || indent.is_empty() { "" } else { "\n" };
    format!("{blank}{indent}\"\"\"{block}\"\"\"\n")
}

/// `InputFieldDefinition` as the language writes it.
fn screaming(name: &str) -> String {
    let mut screaming = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !screaming.is_empty() {
            screaming.push('_');
        }
        screaming.extend(letter.to_uppercase());
    }
    screaming
}
