//! Schema, triggers and constraints of Frontdesk's database.
//!
//! Each migration is a pair of SQL files in `sql/`, whose prose says why each thing is there. The crate depends
//! on no other member: history must not change with today's models. A migration that has shipped is never
//! edited; a new one follows it.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sea_orm_migration::seaql_migrations;

#[derive(Debug)]
pub struct Migrator;

/// One step: its name in `seaql_migrations`, the way up and the way down.
#[derive(Debug)]
struct Step {
    name: &'static str,
    up: &'static str,
    down: &'static str,
}

macro_rules! step {
    ($name:literal) => {
        Step {
            name: $name,
            up: include_str!(concat!("../sql/", $name, "_up.sql")),
            down: include_str!(concat!("../sql/", $name, "_down.sql")),
        }
    };
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's macro accepts only what the trait itself writes")]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.up).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(self.down).await.map(drop)
    }
}

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(step!("01_tables")),
            Box::new(step!("02_versions")),
            Box::new(step!("03_double_booking")),
            Box::new(step!("04_change_log")),
            Box::new(step!("05_people")),
            Box::new(step!("06_presence")),
            Box::new(step!("07_presence_events")),
            Box::new(step!("08_values")),
            Box::new(step!("09_names")),
            Box::new(step!("11_lives")),
            Box::new(step!("12_accounts")),
            Box::new(step!("13_outbox")),
            Box::new(step!("14_write_triggers")),
            Box::new(step!("15_pages")),
            Box::new(step!("16_erasure")),
            Box::new(step!("17_service_accounts")),
            Box::new(step!("18_lost_versions")),
            Box::new(step!("19_life_once_a_session")),
            Box::new(step!("20_lists")),
            Box::new(step!("21_guest_merges")),
            Box::new(step!("22_staff")),
            Box::new(step!("23_account_log")),
            Box::new(step!("24_hotel")),
            Box::new(step!("25_new_rows")),
        ]
    }

    /// Without those that this program does not know. Whether it can go on beside them is not this crate's to say.
    async fn get_migration_models<C>(db: &C) -> Result<Vec<seaql_migrations::Model>, DbErr>
    where
        C: ConnectionTrait,
    {
        Self::install(db).await?;
        let known: Vec<_> = Self::migrations().iter().map(|step| step.name().to_owned()).collect();
        let versions = seaql_migrations::Column::Version;
        seaql_migrations::Entity::find().filter(versions.is_in(known)).order_by_asc(versions).all(db).await
    }
}
