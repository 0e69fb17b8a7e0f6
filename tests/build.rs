//! Checks every document of the stories' clients against `schema.graphql`, as a front end's build would: a field
//! that is renamed there fails the build here.

use std::error::Error;
use std::fs;
use std::path::Path;

use apollo_compiler::{ExecutableDocument, Schema};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../schema.graphql");
    println!("cargo::rerun-if-changed=documents");
    let schema = fs::read_to_string("../schema.graphql")?;
    let schema =
        Schema::parse_and_validate(schema, "schema.graphql").map_err(|invalid| invalid.errors.to_string())?;
    let mut broken = String::new();
    for entry in fs::read_dir("documents")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "graphql") {
            let document = fs::read_to_string(&path)?;
            let name = path.file_name().map(Path::new).unwrap_or(&path);
            if let Err(invalid) = ExecutableDocument::parse_and_validate(&schema, document, name) {
                broken += &format!("{}\n", invalid.errors);
            }
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.into()) }
}
