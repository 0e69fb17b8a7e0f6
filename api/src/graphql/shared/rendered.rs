//! Answers that were encoded for everybody, several at a time.

use std::sync::Arc;

use super::answer::Encoded;
use crate::changes::hub::Span;
use crate::changes::{Erased, Position};

/// What an answer takes beside its text.
const ANSWER_BYTES: usize = 200;

/// Answers that go to the subscribers together.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) answers: Vec<(Position, Arc<Encoded>)>,
    end: Position,
    weight: usize,
    /// After so many erasures what they tell was read.
    pub(super) erased: Erased,
}

impl Rendered {
    pub(super) fn new(answers: Vec<(Position, Arc<Encoded>)>, end: Position, erased: Erased) -> Self {
        let weight = answers.iter().map(|(_, answer)| answer.json.len() + ANSWER_BYTES).sum();
        Self { answers, end, weight, erased }
    }
}

impl Span for Rendered {
    fn end(&self) -> Position {
        self.end
    }

    fn weight(&self) -> usize {
        self.weight
    }
}
