//! Answers that were encoded for everybody, several at a time.

use std::sync::Arc;

use super::answer::Encoded;
use crate::changes::Position;
use crate::changes::hub::Span;

/// What an answer takes beside its text.
const ANSWER_BYTES: usize = 200;

/// Answers that go to the subscribers together.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) answers: Vec<(Position, Arc<Encoded>)>,
    end: Position,
    weight: usize,
}

impl Rendered {
    pub(super) fn new(answers: Vec<(Position, Arc<Encoded>)>, end: Position) -> Self {
        let weight = answers.iter().map(|(_, answer)| answer.json.len() + ANSWER_BYTES).sum();
        Self { answers, end, weight }
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
