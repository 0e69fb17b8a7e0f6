//! What a statement is called: what it does, and to which table. Of a short list, whatever the statement says, so that
//! it can be a label; and nothing of anybody's is in it.

/// The schema's tables. One that is missing here is counted as `other`.
const TABLES: [&str; 18] = [
    "bookings",
    "guests",
    "rooms",
    "change_log",
    "change_inbox",
    "change_stream",
    "mutations",
    "deleted_rows",
    "presence",
    "sessions",
    "users",
    "invitations",
    "account_log",
    "erasures",
    "guest_merges",
    "booking_search",
    "guest_search",
    "hotel_settings",
];
const OTHER: &str = "other";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementName {
    pub verb: &'static str,
    pub table: &'static str,
}

impl StatementName {
    /// The name of a statement's text. What writes is called by what it writes, however much it reads beside.
    pub fn of(sql: &str) -> Self {
        let words = || {
            sql.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .filter(|word| !word.is_empty())
        };
        let mut before = ("", "");
        let mut read = None;
        for word in words() {
            let table = TABLES.into_iter().find(|table| *table == word);
            if let Some(table) = table {
                let is = |verb: &str| before.1.eq_ignore_ascii_case(verb);
                let after = |verb: &str, then: &str| before.0.eq_ignore_ascii_case(verb) && is(then);
                let verb = match () {
                    () if after("INSERT", "INTO") => Some("INSERT"),
                    () if after("DELETE", "FROM") => Some("DELETE"),
                    () if is("UPDATE") => Some("UPDATE"),
                    () => None,
                };
                if let Some(verb) = verb {
                    return Self { verb, table };
                }
                if is("FROM") || is("JOIN") {
                    read = read.or(Some(table));
                }
            } else if word == "frontdesk_sequence" {
                return Self { verb: "SELECT", table: "change_inbox" };
            }
            before = (before.1, word);
        }
        let reads = words()
            .next()
            .is_some_and(|word| ["SELECT", "WITH"].iter().any(|verb| word.eq_ignore_ascii_case(verb)));
        Self { verb: if reads { "SELECT" } else { OTHER }, table: read.unwrap_or(OTHER) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_called_by_what_it_does() {
        for (sql, verb, table) in [
            (
                "SELECT \"bookings\".\"id\" FROM \"bookings\" LEFT JOIN \"rooms\" ON true",
                "SELECT",
                "bookings",
            ),
            (
                "WITH me AS (SELECT 1), w AS (UPDATE bookings SET notes = $1 FROM me) SELECT * FROM w",
                "UPDATE",
                "bookings",
            ),
            ("SELECT * FROM rooms WHERE id = $1 FOR UPDATE", "SELECT", "rooms"),
            ("INSERT INTO \"guests\" (id) VALUES ($1) ON CONFLICT DO UPDATE SET id = $1", "INSERT", "guests"),
            ("delete from sessions", "DELETE", "sessions"),
            ("SELECT frontdesk_sequence() AS newest", "SELECT", "change_inbox"),
            ("SELECT 'Carla Rossi' FROM carla_rossi", "SELECT", "other"),
            ("BEGIN", "other", "other"),
        ] {
            assert_eq!(StatementName::of(sql), StatementName { verb, table }, "{sql}");
        }
    }

    #[test]
    fn every_table_of_the_schema_has_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migration/sql");
        for file in std::fs::read_dir(folder).unwrap() {
            let sql = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for (_, rest) in sql.match_indices("TABLE ").map(|(at, found)| sql.split_at(at + found.len())) {
                let made = sql[..sql.len() - rest.len()].lines().last().unwrap_or_default();
                let name = rest.split(|letter: char| !letter.is_ascii_lowercase() && letter != '_').next();
                if made == "CREATE TABLE " || made == "CREATE UNLOGGED TABLE " {
                    assert!(TABLES.contains(&name.unwrap()), "{name:?} is not on the list");
                }
            }
        }
    }
}
