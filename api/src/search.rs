//! Search by parts of texts, however they are typed: without case, accents or the order of the words.
//!
//! What rows are found by is folded by the database when they are written (`guest_search`, `booking_search`), and what is
//! asked for by the same functions, so that the two can't come apart.

use sea_orm::{ConnectionTrait, DbErr};

use crate::database::sql::{Condition, Sql};
use crate::text::phone;

/// The longest text to search for, in characters.
const MAX_LENGTH: usize = 100;
/// The most words of it, each of which is a look-up of its own.
const MAX_WORDS: usize = 10;
/// So many digits and nothing else than what is written between them are a telephone number.
const PHONE_DIGITS: usize = 6;
/// The index knows groups of three letters.
const INDEXED: usize = 3;
/// How many blocks of a table are looked at to guess how many of its rows have a word: about 2000 rows.
const SAMPLED_BLOCKS: u32 = 24;

/// Words that must all be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Search {
    words: Vec<String>,
    /// The patterns of the same telephone number as others write it, where the only word is one.
    phone: Vec<String>,
}

impl Search {
    /// Reads what is searched for.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub(crate) fn of(text: &str) -> Result<Self, &'static str> {
        // Whatever comes along with a copied number.
        let text = phone(text)?;
        if !(1..=MAX_LENGTH).contains(&text.chars().count()) {
            return Err("must have 1 to 100 characters");
        }
        let phone = phone_patterns(&text);
        if !phone.is_empty() {
            return Ok(Self { words: vec![text], phone });
        }
        let mut words: Vec<String> = vec![];
        for word in text.split(' ') {
            if words.iter().all(|known| known != word) {
                words.push(word.to_owned());
            }
        }
        if words.len() > MAX_WORDS {
            return Err("must have at most 10 words");
        }
        Ok(Self { words, phone })
    }

    /// Looks at some rows of the tables that are searched, and guesses what a page of `limit` rows costs either way.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn weigh(
        &self,
        db: &impl ConnectionTrait,
        tables: &[&str],
        limit: u64,
    ) -> Result<Weighed, DbErr> {
        let rows = db.query_all_raw(self.sample(tables).build()).await?;
        let mut words = Vec::with_capacity(rows.len());
        let mut all = 0.0;
        for row in rows {
            let patterns: Vec<String> = row.try_get("", "patterns")?;
            let share: f64 = row.try_get("", "share")?;
            all = row.try_get("", "rows_of_first")?;
            words.push(Word {
                is_indexed: patterns.iter().all(|pattern| is_indexed(pattern)),
                patterns,
                share,
            });
        }
        words.sort_by(|a, b| a.share.total_cmp(&b.share));
        let rarest = words.first().map_or(1.0, |word| word.share) * all;
        let met: f64 = words.iter().map(|word| word.share).product();
        #[expect(clippy::cast_precision_loss, reason = "a page is short")]
        let walked = limit as f64 / met;
        Ok(Weighed { words, is_looked_up: rarest < walked })
    }

    /// For each word its patterns, the share of rows that have it in one of the tables, and how many rows the first has.
    fn sample(&self, tables: &[&str]) -> Sql {
        let mut sql = Sql::default();
        sql.push("WITH wanted AS MATERIALIZED (SELECT frontdesk_search_patterns(word) || ");
        sql.value(self.phone.clone());
        sql.push("::text[] AS patterns FROM unnest(");
        sql.value(self.words.clone());
        sql.push("::text[]) AS word)");
        for (number, table) in tables.iter().enumerate() {
            let part =
                format!("least(100, 819200.0 * {SAMPLED_BLOCKS} / greatest(1, pg_relation_size('{table}')))");
            sql.push(&format!(
                ", part{number} AS (SELECT {part} AS percent), \
                 sample{number} AS MATERIALIZED \
                   (SELECT words FROM {table} TABLESAMPLE SYSTEM ((SELECT percent FROM part{number}))), \
                 size{number} AS (SELECT count(*) AS rows FROM sample{number})"
            ));
        }
        // None in the sample is not none in the table.
        let shares = (0..tables.len()).map(|number| {
            format!(
                "(SELECT greatest(0.5, count(*)) FROM sample{number} WHERE words LIKE ANY (patterns)) \
                 / greatest(1, (SELECT rows FROM size{number}))"
            )
        });
        let shares: Vec<_> = shares.collect();
        sql.push(&format!(
            " SELECT patterns, least(1, {})::float8 AS share, \
              ((SELECT rows FROM size0) * 100 / (SELECT percent FROM part0))::float8 AS rows_of_first FROM wanted",
            shares.join(" + ")
        ));
        sql
    }
}

/// A search, and how it is best carried out.
#[derive(Clone, Debug)]
pub(crate) struct Weighed {
    /// The rarest first.
    words: Vec<Word>,
    is_looked_up: bool,
}

/// A part of a text.
#[derive(Clone, Debug)]
struct Word {
    /// What texts that have it are LIKE.
    patterns: Vec<String>,
    is_indexed: bool,
    /// Of all rows, as far as a sample tells.
    share: f64,
}

impl Weighed {
    /// Whether few rows are likely to be found, so that these are better looked up than met on a walk along all.
    pub(crate) fn is_looked_up(&self) -> bool {
        self.is_looked_up
    }

    /// The conditions that all words are found. `found` looks rows up by a word, `beside` looks for it beside a row that
    /// is at hand; both say `words` where the column of that name has to have it.
    pub(crate) fn conditions(&self, found: &str, beside: &str) -> Vec<Condition> {
        let looked_up = usize::from(self.is_looked_up);
        let words = self.words.iter().enumerate();
        words.map(|(number, word)| word.within(if number < looked_up { found } else { beside })).collect()
    }
}

impl Word {
    fn within(&self, template: &str) -> Condition {
        // Kept from the index where that would be read as a whole.
        let column = if self.is_indexed { "words" } else { "(words || '')" };
        let places = template.matches("words").count();
        let template = template.replace("words", &format!("{column} LIKE ANY ({{}})"));
        Condition::new(template, std::iter::repeat_n(self.patterns.clone().into(), places))
    }
}

/// Whether the index of groups of three letters, of which a word's beginning is one, has something for a pattern.
fn is_indexed(pattern: &str) -> bool {
    let longest = |text: &str| {
        text.split(|letter: char| !letter.is_alphanumeric()).map(|run| run.chars().count()).max()
    };
    !pattern.starts_with('%') || pattern.starts_with("% ") || longest(pattern) >= Some(INDEXED)
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
        Search::of(text).unwrap().words
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
