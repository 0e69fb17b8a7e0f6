//! The GraphQL face of the domain.
pub mod guard;
pub mod observe;
pub mod problem;
