//! A database as an older version left it.

use super::Database;

/// The migrations of the first version, which never change.
const FIRST: [(&str, &str); 7] = [
    ("01_tables", include_str!("../../../migration/sql/01_tables_up.sql")),
    ("02_versions", include_str!("../../../migration/sql/02_versions_up.sql")),
    ("03_double_booking", include_str!("../../../migration/sql/03_double_booking_up.sql")),
    ("04_change_log", include_str!("../../../migration/sql/04_change_log_up.sql")),
    ("05_people", include_str!("../../../migration/sql/05_people_up.sql")),
    ("06_presence", include_str!("../../../migration/sql/06_presence_up.sql")),
    ("07_presence_events", include_str!("../../../migration/sql/07_presence_events_up.sql")),
];

impl Database {
    /// One that the first version made, with nothing in it.
    pub(crate) async fn of_the_first_version() -> Self {
        let database = Self::empty().await;
        database
            .sql("CREATE TABLE seaql_migrations (version varchar PRIMARY KEY, applied_at bigint NOT NULL)")
            .await;
        for (name, up) in FIRST {
            database.sql(up).await;
            database.sql(&format!("INSERT INTO seaql_migrations VALUES ('{name}', 0)")).await;
        }
        database
    }
}
