//! What one request may ask for.

/// What one request may ask for. The defaults let the standard introspection query through, and every screen of
/// the front desk by a factor of ten.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the document. The body with its variables has a limit of its own.
    pub document_bytes: usize,
    /// Names, numbers, strings and punctuators in the document.
    pub tokens: usize,
    /// `{`, `[` and `(` open at one time. The parser recurses on them: 64 need about a tenth of a thread's stack.
    pub brackets: usize,
    /// Fields, fragments, directives and argument values of one definition, its fragments expanded. All
    /// definitions of a document together get four times as much: validation walks also what isn't executed.
    pub cost: usize,
    /// Fields below fields. The standard introspection query needs 15.
    pub depth: usize,
    /// Selection sets inside selection sets, with those of fragments. The library recurses on them.
    pub nesting: usize,
    /// Arguments of one field or directive. Two fields with one name are compared argument by argument.
    pub arguments: usize,
    /// Directives at one place.
    pub directives: usize,
    /// Fields of an answer about the schema, estimated. The standard introspection query comes to half of it.
    pub introspected: usize,
    /// Values in variables, counted once for each place that uses them: the library copies a variable for every
    /// field that takes it. A string counts one more for every 64 bytes.
    pub values: usize,
    /// What the fields may add up to, those of a page counted for each of its rows: two pages of 200 bookings with
    /// all their fields, guest and room.
    pub complexity: usize,
    /// Fields at the root of a mutation: each is a transaction of its own.
    pub root_mutations: usize,
    /// Entries in `errors` of one answer. What was left out is counted in the answer's `extensions`.
    pub errors: usize,
    /// Bytes that documents which were asked for before may take.
    pub known_bytes: usize,
    /// Whether `__schema` and `__type` are answered.
    pub introspection: bool,
    /// Whether an unknown name is answered with "did you mean".
    pub suggestions: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 32 * 1024,
            tokens: 5_000,
            brackets: 64,
            cost: 2_000,
            depth: 20,
            nesting: 32,
            arguments: 64,
            directives: 8,
            introspected: 150_000,
            values: 20_000,
            complexity: 20_000,
            root_mutations: 5,
            errors: 5,
            known_bytes: 16 * 1024 * 1024,
            introspection: true,
            suggestions: true,
        }
    }
}
