//! Compiles the program anew when the page that it embeds was built anew.

fn main() {
    // The folder is there in every checkout, with or without a page in it: a path that is missing would run this,
    // and by that the compiler, each time.
    println!("cargo::rerun-if-changed=../web/dist");
}
