//! Texts of one line in one normal form: what looks the same is the same.
//!
//! A name that was typed, one that was copied from a letter and one that a Mac's file held may look alike and differ
//! in what nobody sees. So every name, e-mail address, telephone number and text to search for passes here. The
//! database keeps the same form for other writers (`frontdesk_one_line` in the migrations), and changes nothing of
//! what has passed here.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, EmojiModifier, ExtendedPictographic, GeneralCategory,
    JoiningType, PrependedConcatenationMark, VariationSelector,
};
use icu_properties::{CodePointMapData, CodePointSetData};

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// The rule that a text breaks which has no normal form, in words that follow the field's name.
pub(crate) const RULE: &str = "must not contain control or invisible characters";

/// The text in Unicode's normal form C, with one space for any run of spaces, tabs and line breaks and none at the
/// ends, without the marks that have no letter and come along when texts are copied.
///
/// # Errors
/// The text holds what could only be taken out by guessing.
pub(crate) fn one_line(text: &str) -> Result<String, &'static str> {
    let letters: Vec<char> = text.chars().filter(|letter| !is_stray(*letter)).collect();
    let mut kept = String::with_capacity(text.len());
    for (place, &letter) in letters.iter().enumerate() {
        if letter.is_whitespace() {
            kept.push(' ');
        } else if !is_unseen(letter) {
            kept.push(letter);
        } else if matches!(letter, ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER) || is_selector(letter) {
            // Meant where they change what is seen, as in Persian, Hindi, the rarer forms of Chinese letters and
            // emoji; elsewhere nobody could have meant them.
            if has_effect(&letters, place) {
                kept.push(letter);
            }
        } else {
            return Err(RULE);
        }
    }
    let composed = nfc(&kept);
    Ok(composed.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A telephone number. Telephones copy it together with an override of the direction, which says nothing about
/// digits.
///
/// # Errors
/// As [`one_line`].
pub(crate) fn phone(text: &str) -> Result<String, &'static str> {
    one_line(&text.replace(['\u{202D}', '\u{202E}'], ""))
}

/// Unicode's normal form C.
pub(crate) fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// Whether a character has no shape of its own, so that two texts could differ in it and look alike.
pub(crate) fn is_unseen(letter: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(letter);
    let control = matches!(category, GeneralCategory::Control | GeneralCategory::Format)
        // The signs of Arabic that enclose a number have one.
        && !CodePointSetData::new::<PrependedConcatenationMark>().contains(letter);
    control || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
}

/// Whether anything of a text is unseen and has no effect on what is seen either.
pub(crate) fn hides_something(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let joiner = |letter| matches!(letter, ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER);
    let mut places = letters.iter().enumerate();
    places.any(|(place, &letter)| is_unseen(letter) && !(joiner(letter) && has_effect(&letters, place)))
}

/// Soft hyphen, zero-width space and no-break space, and the marks of direction but for the overrides, which
/// change the order of letters.
fn is_stray(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202C}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

fn is_selector(letter: char) -> bool {
    CodePointSetData::new::<VariationSelector>().contains(letter)
}

/// Whether a joiner or a selector stands where it changes what is seen: RFC 5892, appendix A.1 and A.2, between the
/// parts of an emoji, and after what has variants.
fn has_effect(letters: &[char], place: usize) -> bool {
    let (before, letter, after) = (&letters[..place], letters[place], &letters[place + 1..]);
    let Some(&previous) = before.last() else { return false };
    if is_selector(letter) {
        return !previous.is_whitespace() && !is_unseen(previous);
    }
    if CodePointMapData::<CanonicalCombiningClass>::new().get(previous) == CanonicalCombiningClass::Virama {
        return true;
    }
    if letter == ZERO_WIDTH_JOINER {
        let emoji = CodePointSetData::new::<ExtendedPictographic>();
        let modifier = CodePointSetData::new::<EmojiModifier>();
        let base = before.iter().rev().find(|&&part| !is_selector(part) && !modifier.contains(part));
        return base.is_some_and(|&base| emoji.contains(base))
            && after.first().is_some_and(|&next| emoji.contains(next));
    }
    let joining = CodePointMapData::<JoiningType>::new();
    let meets = |mut side: &mut dyn Iterator<Item = &char>, own: JoiningType| {
        let next = (&mut side).map(|&part| joining.get(part)).find(|part| *part != JoiningType::Transparent);
        next.is_some_and(|part| part == own || part == JoiningType::DualJoining)
    };
    meets(&mut before.iter().rev(), JoiningType::LeftJoining)
        && meets(&mut after.iter(), JoiningType::RightJoining)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        one_line(text).unwrap()
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        assert_eq!(normal("Ju\u{308}rgen"), "Jürgen");
        assert_eq!(normal(" \u{feff}Anna\u{a0}\u{2009}\tMu\u{ad}ster\u{200b}mann\r\n"), "Anna Mustermann");
        assert_eq!(normal("\u{202a}+49 30 12\u{202c}"), "+49 30 12");
        assert_eq!(normal("山田\u{3000}太郎"), "山田 太郎");
        assert_eq!(normal("e\u{200b}\u{301}"), "é", "what is taken out parts nothing");
        assert_eq!(normal("\u{200b} \u{2060}"), "");
        assert_eq!(phone("\u{202d}+1 555 0100\u{202c}"), Ok("+1 555 0100".to_owned()));
    }

    #[test]
    fn what_changes_what_is_seen_is_kept() {
        for meant in [
            "علی\u{200c}رضا", // Ali-Reza: the ye does not join
            "क्\u{200d}ष",     // half a letter of Hindi
            "👩\u{200d}💻",
            "👩🏽\u{200d}💻",
            "❤\u{fe0f}",   // emoji
            "辻\u{e0100}", // the variant that the family writes itself with
            "٣\u{600}",    // a sign that is a format character, and seen
        ] {
            assert_eq!(normal(meant), meant);
        }
        assert_eq!(normal("An\u{200d}na \u{200c}B\u{200c}"), "Anna B");
        assert_eq!(normal("\u{fe0f}Anna"), "Anna");
    }

    #[test]
    fn what_could_only_be_guessed_is_refused() {
        for refused in [
            "a\0b",
            "a\u{7}b",
            "\u{1b}[31m",
            "\u{85}\u{9b}",
            "Anna \u{202e}nosreP",
            "\u{202d}x",
            "\u{3164}",
            "\u{115f}a",
            "\u{e0041}",
            "a\u{fff9}b",
            "\u{1d173}",
            "\u{34f}a",
        ] {
            assert_eq!(one_line(refused), Err(RULE), "{refused:?}");
        }
        assert_eq!(phone("\u{7}1"), Err(RULE));
    }

    proptest! {
        #[test]
        fn a_normal_form_is_its_own(text in "(?s)[\\PC\\p{M}\\p{Zs}\\u{200c}-\\u{200e}e\\u{301}\\t ]{0,24}") {
            if let Ok(once) = one_line(&text) {
                prop_assert_eq!(one_line(&once), Ok(once.clone()));
                prop_assert_eq!(once.trim(), &once);
                prop_assert!(!once.contains("  ") && !once.chars().any(char::is_control));
            }
        }
    }
}
