//! The program `frontdesk`.

fn main() {}
