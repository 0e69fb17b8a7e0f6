//! Search by parts of texts, however they are typed: without case, accents or the order of the words.
//!
//! What rows are found by is folded by the database when they are written (`guest_search`, `booking_search`), and what is
//! asked for by the same functions, so that the two can't come apart.

use crate::database::sql::Condition;
use crate::text::phone;

/// The longest text to search for, in characters.
const MAX_LENGTH: usize = 100;
/// The most words of it, each of which is a look-up of its own.
const MAX_WORDS: usize = 10;
/// So many digits and nothing else than what is written between them are a telephone number.
const PHONE_DIGITS: usize = 6;
/// The index knows groups of three letters.
const INDEXED: usize = 3;

/// Words that must all be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub words: Vec<Word>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    text: String,
    /// The patterns of the same telephone number as others write it.
    phone: Vec<String>,
}

impl Search {
    /// Reads what is searched for.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn of(text: &str) -> Result<Self, &'static str> {
        // Whatever comes along with a copied number.
        let text = phone(text)?;
        if !(1..=MAX_LENGTH).contains(&text.chars().count()) {
            return Err("must have 1 to 100 characters");
        }
        let patterns = phone_patterns(&text);
        if !patterns.is_empty() {
            return Ok(Self { words: vec![Word { text, phone: patterns }] });
        }
        let mut words: Vec<Word> = vec![];
        for text in text.split(' ') {
            if words.iter().all(|word| word.text != text) {
                words.push(Word { text: text.to_owned(), phone: vec![] });
            }
        }
        if words.len() > MAX_WORDS {
            return Err("must have at most 10 words");
        }
        Ok(Self { words })
    }

    /// Whether few rows are likely to be found, so that these are better looked up than come by on a walk.
    pub fn is_selective(&self) -> bool {
        self.words.iter().any(|word| !word.is_common())
    }
}

impl Word {
    /// One or two letters of the Latin script are in very many texts, and of Chinese in few.
    pub fn is_common(&self) -> bool {
        self.text.is_ascii() && self.text.len() < INDEXED
    }

    /// The condition that a column of folded words contains this one. `template` has it where it says `{}`.
    pub fn within(&self, template: &str) -> Condition {
        let short = self.text.chars().count() < INDEXED;
        // Kept from the index where that would be read as a whole.
        let column = if short { "(words || '')" } else { "words" };
        let contains = format!("{column} LIKE ANY (frontdesk_search_patterns({{}}) || {{}})");
        let values =
            template.matches("{}").flat_map(|_| [self.text.as_str().into(), self.phone.clone().into()]);
        Condition::new(template.replace("{}", &contains), values)
    }
}

/// The patterns of a telephone number, compared by its digits: `+49 30 123456` and `0049 30 123456` also find
/// `030 123456`, and the other way round. None for any other text.
fn phone_patterns(text: &str) -> Vec<String> {
    let text = text.replace("(0)", "");
    let between = |letter: char| matches!(letter, ' ' | '-' | '/' | '.' | '(' | ')' | '+');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only = text.chars().all(|letter| letter.is_ascii_digit() || between(letter));
    if digits.len() < PHONE_DIGITS || !only || text.rfind('+').is_some_and(|place| place > 0) {
        return vec![];
    }
    let international = if text.starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    match international {
        Some(number) => {
            // The country's code has one to three digits; a national number begins with 0 instead.
            let national =
                (1..=3).filter_map(|code| number.get(code..).filter(|rest| rest.len() >= PHONE_DIGITS - 1));
            let national = national.map(|rest| format!("% 0{rest}%"));
            [format!("%{number}%")].into_iter().chain(national).collect()
        }
        None => vec![format!("%{}%", digits.strip_prefix('0').unwrap_or(&digits))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Search::of(text).unwrap().words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn each_word_counts_once_and_in_any_order() {
        assert_eq!(words(" Ines\u{a0}Weber  Ines "), ["Ines", "Weber"]);
        assert_eq!(words("山"), ["山"]);
        assert_eq!(words("B-1002"), ["B-1002"]);
    }

    #[test]
    fn what_cannot_be_searched_for_is_told() {
        assert_eq!(Search::of(" \u{200b}"), Err("must have 1 to 100 characters"));
        assert_eq!(Search::of(&"ü".repeat(101)), Err("must have 1 to 100 characters"));
        assert_eq!(Search::of("a b c d e f g h i j k"), Err("must have at most 10 words"));
        assert_eq!(Search::of("a\0b"), Err(crate::text::RULE));
    }

    #[test]
    fn a_telephone_number_is_its_digits() {
        assert_eq!(phone_patterns("030 123456"), ["%30123456%"]);
        assert_eq!(phone_patterns("+49 (0)30/123456")[0], "%4930123456%");
        assert_eq!(phone_patterns("0049 30 123456"), phone_patterns("+4930123456"));
        assert!(phone_patterns("+49 30 123456").contains(&"% 030123456%".to_owned()));
        assert_eq!(phone_patterns("12345"), Vec::<String>::new());
        assert_eq!(phone_patterns("Suite 123456"), Vec::<String>::new());
        assert_eq!(phone_patterns("123456+7"), Vec::<String>::new());
    }
}
