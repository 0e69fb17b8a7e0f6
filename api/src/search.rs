//! Search by any part of a text.

/// The shortest text worth searching for, in characters: the index knows groups of three.
pub const MIN_LENGTH: usize = 2;
/// The longest.
pub const MAX_LENGTH: usize = 100;

/// The ILIKE pattern for texts that contain this one; its own wildcards mean themselves.
pub fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// What is wrong with a text to search for.
///
/// # Errors
/// The rule that it breaks.
pub fn check(text: &str) -> Result<(), &'static str> {
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&text.chars().count()) || text.contains('\0') {
        return Err("must have 2 to 100 characters and no NUL");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn wildcards_mean_themselves() {
        assert_eq!(pattern(r"50%_\"), r"%50\%\_\\%");
    }
}
