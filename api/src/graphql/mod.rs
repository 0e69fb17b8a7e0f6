//! The GraphQL face of the domain.
pub mod access;
pub mod account;
pub mod internal;
pub mod problem;
