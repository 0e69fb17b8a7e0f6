//! The GraphQL face of the domain.
pub mod problem;
