//! A schema that ends where it would execute.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::{BaseType, ExecutableDocument, OperationDefinition, VariableDefinition};
use async_graphql::{Name, Response, Value as ConstValue, Variables, async_trait};

#[derive(Debug)]
pub(super) struct Validated;

impl ExtensionFactory for Validated {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Validated {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

/// The variables that an operation is validated with, so that what is said of it does not depend on their values, which
/// were compared with their types before: those that it declares. The library looks for the lengths of pages in the
/// variables of all operations, so those of the others have some.
pub(super) fn assumed(
    document: &ExecutableDocument,
    operation: Option<&OperationDefinition>,
    variables: &Variables,
) -> Variables {
    let mut assumed = Variables::default();
    for definition in operation.into_iter().flat_map(|operation| &operation.variable_definitions) {
        let name = &definition.node.name.node;
        assumed.extend(variables.get(name).map(|value| (name.clone(), value.clone())));
    }
    for definition in document.operations.iter().flat_map(|(_, other)| &other.node.variable_definitions) {
        let VariableDefinition { name, var_type, default_value, .. } = &definition.node;
        let is_int = matches!(&var_type.node.base, BaseType::Named(name) if name == "Int");
        if is_int && default_value.is_none() {
            assumed.entry(name.node.clone()).or_insert_with(|| ConstValue::from(1));
        }
    }
    assumed
}

/// Whether no other operation of its document declares a variable of the same name with another type: to the library,
/// what was given for the one is given for the other.
pub(super) fn is_settled(document: &ExecutableDocument, operation: &OperationDefinition) -> bool {
    let type_of = |name: &Name| {
        let mut own = operation.variable_definitions.iter();
        own.find(|own| own.node.name.node == *name).map(|own| &own.node.var_type.node)
    };
    let mut all = document.operations.iter().flat_map(|(_, other)| &other.node.variable_definitions);
    all.all(|other| type_of(&other.node.name.node).is_none_or(|own| *own == other.node.var_type.node))
}
