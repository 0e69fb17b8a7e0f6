//! How requests and messages get in and out.
