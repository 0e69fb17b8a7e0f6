//! The three-way merge: what you changed, what they changed, and whether the two touch.

use std::collections::BTreeSet;

use super::Values;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Merge {
    /// The edits do not touch. Writing `write` on top of the current row gives a row with both.
    Clean {
        /// What is left to write: your edits without those that they made too.
        write: Values,
        /// What they changed and you did not, in the order of the names.
        kept: Vec<&'static str>,
    },
    /// The edits touch, and in these fields the two sides would leave different values.
    Collision(Vec<&'static str>),
}

/// Merges `yours` (a patch that was made on `base`) with `theirs` (the row as it is now).
///
/// A patch that repeats the base's value is no edit. What the base lacks (it was erased), both sides edited. Fields of one group in `coupled` are one decision: where
/// both sides edited the group, they agree only if they made the same of all of it. A field in no group is a
/// group of its own.
pub(crate) fn merge(base: &Values, yours: &Values, theirs: &Values, coupled: &[&[&'static str]]) -> Merge {
    let edits_in = |side: &Values| -> BTreeSet<&'static str> {
        side.iter()
            .filter(|(field, value)| base.get(*field) != Some(value))
            .map(|(field, _)| *field)
            .collect()
    };
    let (my_edits, their_edits) = (edits_in(yours), edits_in(theirs));
    let differs = |field: &str| yours.get(field).or_else(|| base.get(field)) != theirs.get(field);

    let mut colliding = BTreeSet::new();
    for field in &my_edits {
        let alone = [*field];
        let groups = coupled.iter().copied().filter(|group| group.contains(field));
        for group in groups.chain([&alone[..]]) {
            if group.iter().any(|member| their_edits.contains(member)) {
                colliding.extend(group.iter().copied().filter(|member| differs(member)));
            }
        }
    }
    if !colliding.is_empty() {
        return Merge::Collision(colliding.into_iter().collect());
    }
    Merge::Clean {
        write: my_edits
            .iter()
            .filter(|field| differs(field))
            .filter_map(|field| Some((*field, yours.get(field)?.clone())))
            .collect(),
        kept: their_edits.difference(&my_edits).copied().collect(),
    }
}

/// What collides when the edited version is no longer known: everything that would change.
pub(crate) fn collide_without_base(yours: &Values, theirs: &Values) -> Vec<&'static str> {
    yours.iter().filter(|(field, value)| theirs.get(*field) != Some(value)).map(|(field, _)| *field).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sea_orm::Value;

    use super::*;

    const FIELDS: [&str; 6] = ["room_id", "check_in", "check_out", "total_price", "guest_id", "notes"];
    const COUPLED: &[&[&str]] =
        &[&["room_id", "check_in", "check_out"], &["check_in", "check_out", "total_price"]];

    fn values(entries: &[(&'static str, i32)]) -> Values {
        entries.iter().map(|(field, value)| (*field, Value::from(*value))).collect()
    }

    fn row() -> impl Strategy<Value = Values> {
        prop::collection::vec(0..3i32, FIELDS.len()).prop_map(|row| {
            FIELDS.into_iter().zip(row).map(|(field, value)| (field, Value::from(value))).collect()
        })
    }

    fn patch() -> impl Strategy<Value = Values> {
        prop::collection::vec(prop::option::of(0..3i32), FIELDS.len()).prop_map(|row| {
            FIELDS
                .into_iter()
                .zip(row)
                .filter_map(|(field, value)| Some((field, Value::from(value?))))
                .collect()
        })
    }

    fn apply(row: &Values, patch: &Values) -> Values {
        let mut row = row.clone();
        row.extend(patch.clone());
        row
    }

    #[test]
    fn the_price_and_the_guest_do_not_touch() {
        let base = values(&[("total_price", 100), ("guest_id", 1)]);
        let theirs = values(&[("total_price", 120), ("guest_id", 1)]);
        let merged = merge(&base, &values(&[("guest_id", 2)]), &theirs, COUPLED);
        assert_eq!(merged, Merge::Clean { write: values(&[("guest_id", 2)]), kept: vec!["total_price"] });
    }

    #[test]
    fn the_dates_and_the_price_touch() {
        let base = values(&[("check_in", 1), ("check_out", 3), ("total_price", 100)]);
        let theirs = values(&[("check_in", 1), ("check_out", 4), ("total_price", 100)]);
        let merged = merge(&base, &values(&[("total_price", 90)]), &theirs, COUPLED);
        assert_eq!(merged, Merge::Collision(vec!["check_out", "total_price"]));
    }

    #[test]
    fn equal_edits_agree_also_in_a_group() {
        let base = values(&[("check_in", 1), ("check_out", 3)]);
        let theirs = values(&[("check_in", 2), ("check_out", 4)]);
        let merged = merge(&base, &values(&[("check_in", 2), ("check_out", 4)]), &theirs, COUPLED);
        assert_eq!(merged, Merge::Clean { write: Values::new(), kept: vec![] });
    }

    #[test]
    fn half_an_agreement_in_a_group_is_a_collision() {
        let base = values(&[("check_in", 1), ("check_out", 3)]);
        let theirs = values(&[("check_in", 2), ("check_out", 3)]);
        let merged = merge(&base, &values(&[("check_in", 2), ("check_out", 4)]), &theirs, COUPLED);
        assert_eq!(merged, Merge::Collision(vec!["check_out"]));
    }

    #[test]
    fn what_the_base_lacks_collides() {
        let base = values(&[("total_price", 100)]);
        let theirs = values(&[("total_price", 120), ("notes", 0)]);
        let merged = merge(&base, &values(&[("notes", 1)]), &theirs, COUPLED);
        assert_eq!(merged, Merge::Collision(vec!["notes"]));
        let merged = merge(&base, &values(&[("total_price", 100)]), &theirs, COUPLED);
        assert_eq!(merged, Merge::Clean { write: Values::new(), kept: vec!["notes", "total_price"] });
    }

    proptest! {
        /// No lost update: whatever either side changed is in the result, or the merge refuses.
        #[test]
        fn a_clean_merge_keeps_every_edit_of_both(base in row(), theirs in row(), yours in patch()) {
            if let Merge::Clean { write, .. } = merge(&base, &yours, &theirs, COUPLED) {
                let result = apply(&theirs, &write);
                for field in FIELDS {
                    let mine = yours.get(field).filter(|value| Some(*value) != base.get(field));
                    let theirs_changed = theirs[field] != base[field];
                    match mine {
                        Some(value) => prop_assert_eq!(&result[field], value),
                        None if theirs_changed => prop_assert_eq!(&result[field], &theirs[field]),
                        None => prop_assert_eq!(&result[field], &base[field]),
                    }
                }
            }
        }

        /// A collision is never invented: some group was changed by both, and not to the same.
        #[test]
        fn a_collision_names_only_what_somebody_changed(base in row(), theirs in row(), yours in patch()) {
            if let Merge::Collision(fields) = merge(&base, &yours, &theirs, COUPLED) {
                prop_assert!(!fields.is_empty());
                for field in &fields {
                    let mine = yours.get(field).is_some_and(|value| *value != base[field]);
                    prop_assert!(mine || theirs[field] != base[field]);
                }
                prop_assert!(theirs != base);
                prop_assert!(yours.iter().any(|(field, value)| *value != base[field]));
            }
        }

        /// Two edits of one group never both survive, unless they are the same edit.
        #[test]
        fn coupled_fields_never_mix(base in row(), theirs in row(), yours in patch()) {
            if let Merge::Clean { write, .. } = merge(&base, &yours, &theirs, COUPLED) {
                for group in COUPLED {
                    let both = group.iter().any(|field| write.contains_key(field))
                        && group.iter().any(|field| theirs[field] != base[field]);
                    prop_assert!(!both);
                }
            }
        }

        /// Whose save comes first makes no difference where the merge is clean.
        #[test]
        fn a_clean_merge_is_symmetric(base in row(), mine in patch(), other in patch()) {
            let (after_mine, after_other) = (apply(&base, &mine), apply(&base, &other));
            let one = merge(&base, &mine, &after_other, COUPLED);
            let two = merge(&base, &other, &after_mine, COUPLED);
            match (one, two) {
                (Merge::Clean { write: one, .. }, Merge::Clean { write: two, .. }) => {
                    prop_assert_eq!(apply(&after_other, &one), apply(&after_mine, &two));
                }
                (one, two) => prop_assert_eq!(
                    matches!(one, Merge::Collision(_)), matches!(two, Merge::Collision(_))),
            }
        }

        /// A patch on the current version is written as it is.
        #[test]
        fn nothing_to_merge_changes_nothing(base in row(), yours in patch()) {
            match merge(&base, &yours, &base, COUPLED) {
                Merge::Clean { write, kept } => {
                    prop_assert_eq!(apply(&base, &write), apply(&base, &yours));
                    prop_assert!(kept.is_empty());
                }
                collision @ Merge::Collision(_) => prop_assert!(false, "{:?}", collision),
            }
        }
    }
}
