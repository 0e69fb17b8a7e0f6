//! The GraphQL face of the domain. Types wrap domain models and are never derived on a table.
//!
//! | module | gives out |
//! |---|---|
//! | [`schema`], `print` | the schema, and how it is written down |
//! | [`build`] | the schema, put together with everything its resolvers need |
//! | [`booking`], [`guest`], [`room`], [`account`] | each noun's types, inputs, queries, mutations, subscriptions |
//! | [`presence`] | who has which booking open: its types, mutation and subscriptions |
//! | [`change`], [`stream`] | entries of the change log; the words of a stream |
//! | [`synchronous`] | rows that are resolved without a future for each field |
//! | `batching`, `loader` | rows that many ask for, read at once |
//! | [`problem`], [`outcome`], [`internal`], [`nullable`] | ends that were expected, ends that were not, how far those climb |
//! | [`saved`] | whether a mutation that could not be answered was saved |
//! | [`access`] | which role a field needs |
//! | [`shared`] | one execution for everybody who watches the same |
//! | [`observe`] | counting operations |
//! | [`guard`] | what a request may cost, judged before it is parsed |

pub mod access;
pub mod account;
pub mod actor;
mod batching;
pub mod booking;
pub mod build;
pub mod change;
pub mod connection;
mod coupled;
pub mod guard;
pub mod guest;
pub mod input;
pub mod internal;
mod loader;
pub mod node;
pub mod nullable;
pub mod observe;
pub mod outcome;
pub mod presence;
mod print;
pub mod problem;
pub mod room;
pub mod saved;
pub mod scalar;
pub mod schema;
pub mod shared;
pub mod stream;
pub mod synchronous;
pub mod writes;
