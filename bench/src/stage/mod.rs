//! What is measured on: one PostgreSQL, and for each server a database of its own with the same hotel.

mod broker;
mod disk;
mod people;
mod server;

use std::path::PathBuf;

use frontdesk::database::private::{Options, PrivateCluster};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use tempfile::TempDir;

use crate::Outcome;
use crate::process::Process;
pub(crate) use broker::Broker;
pub(crate) use disk::{Disk, Flush};
pub(crate) use people::SOCKETS_EACH;
pub(crate) use server::{OPEN, Server};

const TEMPLATE: &str = "template_hotel";

/// Whom is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contender {
    Frontdesk,
    Bare,
}

impl Contender {
    pub(crate) const BOTH: [Self; 2] = [Self::Frontdesk, Self::Bare];

    fn name(self) -> &'static str {
        match self {
            Self::Frontdesk => "frontdesk",
            Self::Bare => "bare",
        }
    }
}

pub(crate) struct Stage {
    postgres: PrivateCluster,
    admin: PgPool,
    folder: TempDir,
    /// The program that is measured.
    program: PathBuf,
    pub(crate) disk: Disk,
    /// Of people who are signed in.
    pub(crate) tokens: Vec<String>,
}

impl Stage {
    /// Starts PostgreSQL, furnishes the hotel, and signs people in. Without `fsync` no commit waits for the disk; all
    /// else is as production has it, but for these `settings` of PostgreSQL's.
    pub(crate) async fn set(program: PathBuf, fsync: bool, settings: &[(&str, &str)]) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("frontdesk-bench-").tempdir()?;
        let disk = Disk::of(folder.path(), fsync)?;
        let settings = settings.iter().copied().chain([("fsync", if fsync { "on" } else { "off" })]);
        let postgres = PrivateCluster::start(Options {
            data_dir: folder.path().to_owned(),
            pg_bindir: std::env::var_os("PG_BINDIR").map(Into::into),
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        })
        .await?;
        let admin = PgPoolOptions::new().max_connections(1).connect(&postgres.url("postgres")).await?;
        let mut stage = Self { postgres, admin, folder, program, disk, tokens: vec![] };
        stage.furnish().await?;
        Ok(stage)
    }

    async fn furnish(&mut self) -> Outcome<()> {
        self.execute(format!("CREATE DATABASE {TEMPLATE}")).await?;
        let url = self.postgres.url(TEMPLATE);
        people::add_first(&self.program, &url).await?;
        let mut connection = PgConnection::connect(&url).await?;
        sqlx::raw_sql(include_str!("hotel.sql")).execute(&mut connection).await?;
        // No copy begins with work that is left over.
        sqlx::raw_sql("SELECT frontdesk_sequence()").execute(&mut connection).await?;
        sqlx::raw_sql("VACUUM ANALYZE").execute(&mut connection).await?;
        connection.close().await?;
        let server = Server::frontdesk(&self.program, &url, self.folder.path(), &[]).await?;
        self.tokens = people::sign_in(server.address).await?;
        // A database can be cloned only while nobody is connected to it.
        server.stop().await
    }

    /// A server on a new copy of the hotel.
    pub(crate) async fn open(&self, contender: Contender) -> Outcome<House> {
        self.open_with(contender, Flush::AsItIs).await
    }

    /// The same on another disk.
    pub(crate) async fn open_with(&self, contender: Contender, flush: Flush) -> Outcome<House> {
        let database = contender.name();
        let url = self.copy(database).await?;
        for (name, value) in flush.settings() {
            self.execute(format!("ALTER DATABASE {database} SET {name} = {value}")).await?;
        }
        let server = match contender {
            Contender::Frontdesk => Server::frontdesk(&self.program, &url, self.folder.path(), &[]).await?,
            Contender::Bare => Server::bare(&url).await?,
        };
        Ok(House { server, url })
    }

    /// So many servers on one new copy of the hotel, with a relay between them or without.
    pub(crate) async fn open_processes(&self, count: usize, relay: Option<&Broker>) -> Outcome<Vec<House>> {
        let url = self.copy(Contender::Frontdesk.name()).await?;
        let relay: Vec<_> = relay.into_iter().flat_map(|broker| ["--relay-url", &broker.url]).collect();
        let mut houses = vec![];
        for _ in 0..count {
            let server = Server::frontdesk(&self.program, &url, self.folder.path(), &relay).await?;
            houses.push(House { server, url: url.clone() });
        }
        Ok(houses)
    }

    /// A valkey or redis of this stage's own.
    pub(crate) async fn broker(&self) -> Outcome<Broker> {
        Broker::start(self.folder.path()).await
    }

    /// How many statements the servers' database was asked, by PostgreSQL's count, and how many of these look into the
    /// log. Needs `pg_stat_statements`.
    pub(crate) async fn statements(&self) -> Outcome<(f64, f64)> {
        sqlx::raw_sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").execute(&self.admin).await?;
        Ok(sqlx::query_as(
            "SELECT coalesce(sum(calls), 0)::float8, \
                    coalesce(sum(calls) FILTER (WHERE query LIKE '%LEFT JOIN LATERAL (SELECT * FROM change_log%'), 0)::float8 \
             FROM pg_stat_statements JOIN pg_database ON oid = dbid WHERE datname = $1",
        )
        .bind(Contender::Frontdesk.name())
        .fetch_one(&self.admin)
        .await?)
    }

    /// A new copy of the hotel: its address.
    async fn copy(&self, database: &str) -> Outcome<String> {
        self.execute(format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await?;
        self.execute(format!("CREATE DATABASE {database} TEMPLATE {TEMPLATE}")).await?;
        let url = self.postgres.url(database);
        let mut connection = PgConnection::connect(&url).await?;
        // As if no server had been there: a copy is a new life of the database, whose versions would go past those of
        // the life before it, and edits are written on version 1.
        sqlx::query("UPDATE change_stream SET system_identifier = 0").execute(&mut connection).await?;
        connection.close().await?;
        Ok(url)
    }

    async fn execute(&self, statement: String) -> Outcome<()> {
        sqlx::query(AssertSqlSafe(statement)).execute(&self.admin).await?;
        Ok(())
    }

    /// PostgreSQL's first process, the parent of all its others.
    pub(crate) fn postgres(&self) -> Outcome<Process> {
        let note = std::fs::read_to_string(self.folder.path().join("postgres/postmaster.pid"))?;
        let id = note.lines().next().ok_or("PostgreSQL does not note its process id")?;
        Ok(Process(id.trim().parse()?))
    }

    pub(crate) async fn strike(self) -> Outcome<()> {
        self.admin.close().await;
        self.postgres.stop().await?;
        Ok(self.folder.close()?)
    }
}

/// A server, and its database.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) url: String,
}

impl House {
    pub(crate) async fn connect(&self) -> Outcome<PgConnection> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    /// Connects, and sees to it that the log has all that is committed.
    pub(crate) async fn complete_log(&self) -> Outcome<PgConnection> {
        let mut connection = self.connect().await?;
        sqlx::query("SELECT frontdesk_sequence()").execute(&mut connection).await?;
        Ok(connection)
    }
}
