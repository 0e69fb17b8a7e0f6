//! The stories are in `stories/`, the documents that their clients send in `documents/`. `build.rs` fails the
//! build when a document does not fit `schema.graphql`.
