//! The GraphQL face of the domain. Types wrap domain models and are never derived on a table.
//!
//! | module | gives out |
//! |---|---|
//! | [`schema`], `print` | the schema, and how it is written down |
//! | [`build`] | the schema, put together with everything its resolvers need |
//! | [`booking`], [`guest`], [`room`], [`account`] | each noun's types, inputs, queries, mutations, subscriptions |
//! | [`staff`] | accounts, for managers |
//! | [`hotel`] | what the house is run with: its type, mutation and subscription |
//! | [`presence`] | who has which booking open: its types, mutation and subscriptions |
//! | [`change`], [`stream`] | entries of the change log; the words of a stream |
//! | `activity` | the change log of the whole house, newest first |
//! | [`synchronous`] | rows that are resolved without a future for each field |
//! | `batching`, `loader` | rows that many ask for, read at once |
//! | [`problem`], [`outcome`], [`internal`], [`nullable`] | ends that were expected, ends that were not, how far those climb |
//! | [`saved`] | whether a mutation that could not be answered was saved |
//! | `reads` | where lists and histories are read |
//! | [`access`] | which role a field needs |
//! | [`shared`] | one execution for everybody who watches the same |
//! | [`observe`] | counting operations |
//! | [`guard`] | what a request may cost, judged before it is parsed |

pub(crate) mod access;
pub(crate) mod account;
mod activity;
pub(crate) mod actor;
mod batching;
pub(crate) mod booking;
pub(crate) mod build;
pub(crate) mod change;
pub(crate) mod connection;
mod coupled;
pub(crate) mod guard;
pub(crate) mod guest;
pub(crate) mod hotel;
pub(crate) mod input;
pub(crate) mod internal;
mod loader;
pub(crate) mod node;
pub(crate) mod nullable;
pub(crate) mod observe;
pub(crate) mod outcome;
pub(crate) mod presence;
mod print;
pub(crate) mod problem;
mod reads;
pub(crate) mod room;
pub(crate) mod saved;
pub(crate) mod scalar;
pub mod schema;
pub(crate) mod shared;
pub(crate) mod staff;
pub(crate) mod stream;
pub(crate) mod synchronous;
pub(crate) mod writes;
