//! For watchers who lag: of each row only the newest change, which says how many it stands for.

use std::collections::HashMap;

use super::Entry;

/// Takes the earlier changes of a row up into its newest. What is left stands in the log's order.
pub fn collapse(entries: Vec<Entry>) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut places = HashMap::new();
    for entry in entries.into_iter().rev() {
        match places.get(&entry.log.row_id) {
            Some(&place) => {
                let newest: &mut Entry = &mut kept[place];
                newest.take_up(entry);
            }
            None => {
                places.insert(entry.log.row_id, kept.len());
                kept.push(entry);
            }
        }
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::Actor;
    use entity::change_log::{self, Action};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn entry(revision: i64, row: u128, action: Action, fields: &[&str]) -> Entry {
        let actor = Actor::user(Uuid::nil(), "Anna");
        let image = |notes: i64| {
            json!({
                "id": Uuid::from_u128(row), "version": notes, "name": "1", "room_type": "double", "capacity": 2,
                "nightly_rate": 90, "currency": "EUR", "notes": notes.to_string(),
                "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
                "updated_by": &actor,
            })
        };
        Entry::from(change_log::Model {
            revision,
            index: 0,
            entity: "rooms".to_owned(),
            row_id: Uuid::from_u128(row),
            version: revision as i32,
            action,
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            before: (action != Action::Insert).then(|| image(revision - 1)),
            after: (action != Action::Delete).then(|| image(revision)),
            actor: actor.clone(),
            mutation: None,
            at: DateTime::UNIX_EPOCH,
        })
    }

    fn notes(entry: &Entry) -> (Option<String>, Option<String>) {
        let notes = |row: Option<&entity::room::Model>| row.map(|row| row.notes.clone());
        (notes(entry.before()), notes(entry.after()))
    }

    #[test]
    fn the_newest_change_of_a_row_stands_for_those_before_it() {
        let told = collapse(vec![
            entry(1, 7, Action::Update, &["name"]),
            entry(2, 8, Action::Update, &["notes"]),
            entry(3, 7, Action::Update, &["notes"]),
            entry(4, 7, Action::Update, &["notes"]),
        ]);
        let summary: Vec<_> = told
            .iter()
            .map(|entry| (entry.log.revision, entry.skipped, entry.log.fields.join(" ")))
            .collect();
        assert_eq!(summary, [(2, 0, "notes".to_owned()), (4, 2, "notes name".to_owned())]);
        assert_eq!(
            notes(&told[1]),
            (Some("0".to_owned()), Some("4".to_owned())),
            "from before all to after all"
        );
    }

    #[test]
    fn what_was_created_meanwhile_is_told_as_created() {
        let told = collapse(vec![entry(1, 7, Action::Insert, &[]), entry(2, 7, Action::Update, &["notes"])]);
        assert_eq!((told.len(), told[0].log.action), (1, Action::Insert));
        assert_eq!(notes(&told[0]), (None, Some("2".to_owned())));
    }

    #[test]
    fn what_came_and_went_is_told_as_deleted_with_what_it_was() {
        let told = collapse(vec![entry(1, 7, Action::Insert, &[]), entry(2, 7, Action::Delete, &[])]);
        assert_eq!((told.len(), told[0].log.action, told[0].skipped), (1, Action::Delete, 1));
        assert_eq!(notes(&told[0]), (Some("1".to_owned()), None));
    }
}
