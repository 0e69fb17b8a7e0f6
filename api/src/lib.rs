//! Frontdesk: a GraphQL backend for hotels whose staff edit the same bookings at the same time.
//!
//! Dependencies run one way: `main → server → transport → graphql → {booking, guest, room, presence, changes, auth}
//! → edit → entity`. Domain modules never import [`graphql`], resolvers never write SQL, and a mutation never
//! publishes: the database's triggers are the only source of change events.

pub mod auth;
mod backoff;
mod booking;
mod calendar;
pub mod changes;
pub mod clock;
mod coalesced;
mod codes;
pub mod config;
pub mod database;
mod demo;
pub mod doctor;
mod edit;
pub mod graphql;
pub mod guest;
mod hotel;
mod metrics;
mod money;
mod page;
mod presence;
mod request_id;
mod room;
mod search;
pub mod sequencer;
pub mod server;
mod standby;
pub mod telemetry;
mod text;
pub mod throwaway;
pub mod traces;
pub mod transport;
