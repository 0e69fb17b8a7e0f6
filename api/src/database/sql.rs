//! Statements, written down together with their parameters.

use std::borrow::Cow;

use sea_orm::{DbBackend, Statement, Value};

/// A statement that is being written.
#[derive(Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Adds text as it is.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The next parameter, whose place the text has already.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
    }

    /// Adds the place of a parameter.
    pub(crate) fn value(&mut self, value: impl Into<Value>) {
        self.bind(value);
        let number = self.values.len();
        self.text.push_str(&format!("${number}"));
    }

    pub(crate) fn condition(&mut self, Condition { template, values }: &Condition) {
        let mut values = values.iter();
        for (number, part) in template.split("{}").enumerate() {
            if number > 0
                && let Some(value) = values.next()
            {
                self.value(value.clone());
            }
            self.push(part);
        }
    }

    pub(crate) fn build(self) -> Statement {
        Statement::from_sql_and_values(DbBackend::Postgres, self.text, self.values)
    }
}

/// A condition that can be written into any statement: its parameters stand where the template says `{}`.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    template: Cow<'static, str>,
    values: Vec<Value>,
}

impl Condition {
    pub(crate) fn new(
        template: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = Value>,
    ) -> Self {
        Self { template: template.into(), values: values.into_iter().collect() }
    }
}

/// The column holds one of these. They are one array, so that the statement is the same for any number of them, and
/// prepared once.
pub(crate) fn among<T>(column: &str, values: Vec<T>) -> Condition
where
    Vec<T>: Into<Value>,
{
    Condition::new(format!("{column} = ANY ({{}})"), [values.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_where_they_stand() {
        let mut sql = Sql::default();
        sql.push("SELECT ");
        sql.value(7);
        sql.push(" WHERE ");
        sql.condition(&Condition::new("a = {} AND b < {}", [1.into(), 2.into()]));
        assert_eq!(sql.build().to_string(), "SELECT 7 WHERE a = 1 AND b < 2");
    }
}
