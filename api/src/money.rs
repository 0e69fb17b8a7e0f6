//! Amounts of money: read from what a client sent without bending it, and written with their currency's decimals.

use rust_decimal::Decimal;
use serde_json::Number;

use crate::codes;

/// Why a text or a number is no amount, in words that follow a field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is not written as one.
    Form(&'static str),
    /// It is larger than anything that is kept.
    TooLarge,
}

/// Amounts are smaller than this.
pub(crate) const LIMIT: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0);

const FORM: &str = "must be digits with at most one point, such as 120.50";
const INEXACT: &str = "has more digits than a JSON number holds exactly: write it as a string";
const TOO_LONG: &str = "must have at most three decimals";

/// A double holds any decimal number of so many digits, and gives it back.
const EXACT_DIGITS: usize = 15;

/// Reads an amount: digits, with at most one point that has digits on both sides, and a minus sign before it, whose
/// amount is then refused as negative rather than as unreadable.
///
/// # Errors
/// Anything else. Nothing is rounded, cut or guessed.
pub(crate) fn parse(text: &str) -> Result<Decimal, Unreadable> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return Err(Unreadable::Form(FORM));
    }
    if whole.trim_start_matches('0').len() > 15 {
        return Err(Unreadable::TooLarge);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > codes::MOST_DECIMALS as usize {
        return Err(Unreadable::Form(TOO_LONG));
    }
    let plain = format!("{}.{fraction:0<1}", whole.trim_start_matches('0'));
    let amount = Decimal::from_str_exact(&format!("0{plain}")).map_err(|_| Unreadable::Form(FORM))?;
    Ok(if text.starts_with('-') && !amount.is_zero() { -amount } else { amount })
}

/// Reads an amount from a JSON number. A number with a fraction has come as a double: what it stands for is its
/// shortest form, where that is within the digits that a double holds.
///
/// # Errors
/// A number that may have been bent on its way here.
pub(crate) fn from_number(number: &Number) -> Result<Decimal, Unreadable> {
    let shortest = match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(whole), _, _) => whole.to_string(),
        (_, Some(whole), _) => whole.to_string(),
        (_, _, Some(double)) => {
            let shortest = double.to_string();
            let digits = shortest.trim_start_matches('-').replace('.', "");
            if digits.trim_matches('0').len() > EXACT_DIGITS {
                return Err(Unreadable::Form(INEXACT));
            }
            shortest
        }
        _ => return Err(Unreadable::Form(FORM)),
    };
    parse(&shortest)
}

/// How many decimals an amount needs.
pub(crate) fn scale(amount: Decimal) -> u32 {
    amount.normalize().scale()
}

/// The same amount with its currency's decimals. One that has more (written by others, or before this was checked)
/// keeps them: nothing is rounded.
pub(crate) fn written(amount: Decimal, currency: &str) -> Decimal {
    with_scale(amount, codes::decimals(currency))
}

/// The same amount with at least so many decimals.
pub(crate) fn with_scale(amount: Decimal, decimals: u32) -> Decimal {
    let mut amount = amount.normalize();
    amount.rescale(decimals.max(amount.scale()));
    amount
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text).ok().map(|amount| amount.to_string())
    }

    #[test]
    fn the_limit_is_a_one_with_ten_noughts() {
        assert_eq!(LIMIT.to_string(), "10000000000");
    }

    #[test]
    fn an_amount_is_digits_with_at_most_one_point() {
        for (text, amount) in [
            ("5", "5"),
            ("0", "0"),
            ("-0", "0"),
            ("007.50", "7.5"),
            ("120.50", "120.5"),
            ("120.500", "120.5"),
            ("1.234", "1.234"),
            ("-0.01", "-0.01"),
            ("9999999999.999", "9999999999.999"),
            ("10000000000", "10000000000"),
        ] {
            assert_eq!(
                read(text).as_deref().map(|text| text.parse()),
                Some(amount.parse::<Decimal>()),
                "{text}"
            );
        }
        for text in [
            "",
            " ",
            "5_",
            "5_000",
            "+5",
            "1e3",
            "1E3",
            " 5",
            "5 ",
            "5\n",
            ".5",
            "5.",
            ".",
            "-",
            "--5",
            "-.5",
            "1.2.3",
            "1,50",
            "1.234,50",
            "1,234.50",
            "NaN",
            "Infinity",
            "0x10",
            "５",
            "٥",
            "1\u{a0}000",
            "5\0",
        ] {
            assert_eq!(parse(text), Err(Unreadable::Form(FORM)), "{text:?}");
        }
        assert_eq!(parse("0.0001"), Err(Unreadable::Form(TOO_LONG)));
        assert_eq!(parse(&"1".repeat(40)), Err(Unreadable::TooLarge));
        assert_eq!(parse(&format!("0.{}", "1".repeat(40))), Err(Unreadable::Form(TOO_LONG)));
        assert_eq!(read(&format!("{}7.{}", "0".repeat(40), "0".repeat(40))).as_deref(), Some("7.0"));
    }

    #[test]
    fn a_number_is_taken_where_it_is_exact() {
        let number = |json: &str| from_number(&serde_json::from_str(json).unwrap());
        for (json, amount) in [
            ("12", "12"),
            ("12.5", "12.5"),
            ("0.1", "0.1"),
            ("-7", "-7"),
            ("9999999999.99", "9999999999.99"),
            ("1e3", "1000"),
            ("1.005", "1.005"),
        ] {
            assert_eq!(number(json), Ok(amount.parse().unwrap()), "{json}");
        }
        assert_eq!(number("12345678901234567890.12"), Err(Unreadable::Form(INEXACT)));
        assert_eq!(number("0.30000000000000004"), Err(Unreadable::Form(INEXACT)));
        assert_eq!(number("1e21"), Err(Unreadable::TooLarge));
        assert_eq!(number("12345678901234567890"), Err(Unreadable::TooLarge));
        assert_eq!(number("1e-7"), Err(Unreadable::Form(TOO_LONG)));
    }

    #[test]
    fn an_amount_is_written_with_its_currencys_decimals_and_never_rounded() {
        let written = |amount: &str, currency| written(amount.parse().unwrap(), currency).to_string();
        assert_eq!(written("5", "EUR"), "5.00");
        assert_eq!(written("5.000", "EUR"), "5.00");
        assert_eq!(written("5.00", "JPY"), "5");
        assert_eq!(written("5.50", "JPY"), "5.5");
        assert_eq!(written("5.5", "KWD"), "5.500");
        assert_eq!(written("0", "EUR"), "0.00");
    }
}
