//! The types of the schema, for what is checked before it is executed.

use std::collections::{BTreeMap, HashMap};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, OperationType, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned};

/// What a field, an argument or an input's field takes or gives.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) ty: Type,
    pub(super) has_default: bool,
}

impl Input {
    /// Whether it may be left out.
    pub(super) fn is_optional(&self) -> bool {
        self.ty.nullable || self.has_default
    }
}

/// By their names, in the order of the alphabet: as they are listed in a message.
pub(super) type Inputs = BTreeMap<Name, Input>;

/// A field of an object or an interface.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) arguments: Inputs,
    /// The type of its value, without lists.
    pub(super) of: Name,
}

/// A type that has fields, or whose members have.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) fields: HashMap<Name, Field>,
    /// The members of a union, and whatever implements an interface.
    pub(super) members: Vec<Name>,
}

/// The types of one schema.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) outputs: HashMap<Name, Output>,
    pub(super) inputs: HashMap<Name, Inputs>,
    /// The names of their values.
    pub(super) enums: HashMap<Name, Vec<Name>>,
}

impl Types {
    /// The types that a schema is written down with. One that can't be read has none: then nothing is checked here,
    /// and all is left to the library.
    pub(super) fn of(sdl: &str) -> Self {
        let mut types = Self::default();
        let Ok(schema) = parse_schema(sdl) else { return types };
        for definition in schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let definition = definition.node;
            types.add(definition.name.node, definition.kind);
        }
        types
    }

    fn add(&mut self, name: Name, kind: TypeKind) {
        match kind {
            TypeKind::Scalar => {}
            TypeKind::Object(object) => {
                for interface in object.implements {
                    self.outputs.entry(interface.node).or_default().members.push(name.clone());
                }
                self.outputs.entry(name).or_default().fields = fields(object.fields);
            }
            TypeKind::Interface(interface) => {
                self.outputs.entry(name).or_default().fields = fields(interface.fields);
            }
            TypeKind::Union(union) => {
                self.outputs.entry(name).or_default().members =
                    union.members.into_iter().map(|member| member.node).collect();
            }
            TypeKind::Enum(values) => {
                let values = values.values.into_iter().map(|value| value.node.value.node).collect();
                self.enums.insert(name, values);
            }
            TypeKind::InputObject(input) => drop(self.inputs.insert(name, inputs(input.fields))),
        }
    }

    /// The type of an operation's root.
    pub(super) fn root(kind: OperationType) -> &'static str {
        match kind {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        }
    }
}

fn fields(definitions: Vec<Positioned<FieldDefinition>>) -> HashMap<Name, Field> {
    let fields = definitions.into_iter().map(|definition| {
        let FieldDefinition { name, arguments, ty, .. } = definition.node;
        (name.node, Field { arguments: inputs(arguments), of: named(&ty.node) })
    });
    fields.collect()
}

fn inputs(definitions: Vec<Positioned<InputValueDefinition>>) -> Inputs {
    let inputs = definitions.into_iter().map(|definition| {
        let InputValueDefinition { name, ty, default_value, .. } = definition.node;
        (name.node, Input { ty: ty.node, has_default: default_value.is_some() })
    });
    inputs.collect()
}

fn named(ty: &Type) -> Name {
    match &ty.base {
        BaseType::Named(name) => name.clone(),
        BaseType::List(inner) => named(inner),
    }
}
