//! Frontdesk: a GraphQL backend for hotels whose staff edit the same bookings at the same time.
//!
//! Dependencies run one way: `main → server → transport → graphql → {booking, guest, room, presence, changes, auth}
//! → edit → entity`. Domain modules never import [`graphql`], resolvers never write SQL, and a mutation never
//! publishes: the database's triggers are the only source of change events.

pub mod auth;
mod backoff;
pub mod booking;
pub mod calendar;
pub mod changes;
pub mod clock;
mod coalesced;
pub mod codes;
pub mod config;
pub mod database;
pub mod demo;
pub mod doctor;
pub mod edit;
pub mod graphql;
pub mod guest;
pub mod hotel;
pub mod metrics;
pub mod money;
pub mod page;
pub mod presence;
pub mod room;
pub mod search;
pub mod sequencer;
pub mod server;
pub mod telemetry;
pub mod text;
pub mod transport;
