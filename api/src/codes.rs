//! The codes of currencies and countries: ISO 4217 and ISO 3166-1.
//!
//! What is written must be a code that is in use. Rows may hold one that was withdrawn since (HRK), or that an
//! import made up: such rows are read, and edited in their other fields, like any other.

use iso_currency::{Currency, IntoEnumIterator};

/// The most decimals that any currency in use has, and that the tables hold.
pub(crate) const MOST_DECIMALS: u32 = 3;
/// The decimals of what is no currency that ISO knows.
const USUAL_DECIMALS: u32 = 2;

/// How many decimals an amount of this currency has.
pub(crate) fn decimals(currency: &str) -> u32 {
    let known = Currency::from_code(currency).and_then(Currency::exponent);
    known.map_or(USUAL_DECIMALS, |decimals| u32::from(decimals).min(MOST_DECIMALS))
}

/// Whether something can be priced in this currency: money in use, neither a fund's unit of account, nor a metal, nor
/// a code for tests.
pub(crate) fn is_currency(code: &str) -> bool {
    Currency::from_code(code).is_some_and(is_money)
}

fn is_money(currency: Currency) -> bool {
    // The library counts VES as superseded by VED; in ISO's list of current currencies both stand side by side.
    let withdrawn = currency.is_superseded().is_some() && currency != Currency::VES;
    currency.exponent().is_some() && !withdrawn && !currency.is_fund() && !currency.is_special()
}

/// The currencies that something can be priced in, by their codes, with their decimals.
pub(crate) fn currencies() -> impl Iterator<Item = (&'static str, u32)> {
    let mut codes: Vec<_> =
        Currency::iter().filter(|currency| is_money(*currency)).map(|currency| currency.code()).collect();
    codes.sort_unstable();
    codes.into_iter().map(|code| (code, decimals(code)))
}

/// All codes, those that were withdrawn too, whose amounts have so many decimals.
pub(crate) fn with_decimals(wanted: u32) -> impl Iterator<Item = &'static str> {
    Currency::iter().map(|currency| currency.code()).filter(move |code| decimals(code) == wanted)
}

/// Whether a country has this code of two letters.
pub(crate) fn is_country(code: &str) -> bool {
    rust_iso3166::from_alpha2(code).is_some()
}

/// The codes of two letters of all countries, in the order of the alphabet.
pub(crate) fn countries() -> impl Iterator<Item = &'static str> {
    let mut codes = rust_iso3166::ALL_ALPHA2.to_vec();
    codes.sort_unstable();
    codes.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_use_is_known_with_its_decimals() {
        for (code, expected) in [
            ("EUR", 2),
            ("USD", 2),
            ("JPY", 0),
            ("KWD", 3),
            ("VES", 2),
            ("VED", 2),
            ("ZWG", 2),
            ("XCG", 2),
            ("XOF", 0),
        ] {
            assert!(is_currency(code), "{code}");
            assert_eq!(decimals(code), expected, "{code}");
        }
        for code in
            ["", "eur", "EURO", "ABC", "XXX", "XTS", "XAU", "CLF", "USN", "HRK", "BGN", "ZWL", "EUR\n"]
        {
            assert!(!is_currency(code), "{code:?}");
        }
        // Still read as what they were.
        assert_eq!((decimals("HRK"), decimals("ABC"), decimals("CLF")), (2, 2, 3));
    }

    #[test]
    fn the_lists_are_what_is_taken() {
        let currencies: Vec<_> = currencies().collect();
        assert!(currencies.len() > 150 && currencies.is_sorted(), "{currencies:?}");
        assert!(currencies.iter().all(|(code, decimals)| is_currency(code) && *decimals <= MOST_DECIMALS));
        let countries: Vec<_> = countries().collect();
        assert!(countries.len() == 249 && countries.is_sorted(), "{countries:?}");
        assert!(countries.iter().all(|code| is_country(code)));
        for code in ["", "de", "DEU", "UK", "XX", "ZZ", "SU", "AN", "D\0"] {
            assert!(!is_country(code), "{code:?}");
        }
    }
}
