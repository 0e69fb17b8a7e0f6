//! The second time is as the first, and what is kept has its bound.

use std::sync::Arc;

use async_graphql::{EmptySubscription, InputObject, Object, Request, Schema, Variables};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::super::size;
use super::super::{Guarded, Limits, code, executing, validating};
use crate::metrics::Metrics;

#[derive(InputObject)]
struct Filter {
    text: Option<String>,
    #[graphql(default = 7)]
    size: i32,
}

struct Query;

#[Object]
impl Query {
    async fn echo(&self, #[graphql(default_with = "\"nothing\".to_owned()")] text: String) -> String {
        text
    }

    /// Tells a null from nothing.
    async fn given(&self, text: async_graphql::MaybeUndefined<String>) -> String {
        format!("{text:?}")
    }

    async fn filtered(&self, filter: Filter) -> String {
        format!("{:?} {}", filter.text, filter.size)
    }

    #[graphql(complexity = "usize::try_from(first.unwrap_or(1)).unwrap_or_default() * child_complexity")]
    async fn page(&self, first: Option<i32>) -> Row {
        Row(first)
    }
}

struct Row(Option<i32>);

#[Object]
impl Row {
    async fn size(&self) -> Option<i32> {
        self.0
    }

    async fn again(&self) -> Self {
        Self(self.0)
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn save(&self, text: Option<String>) -> Option<String> {
        text
    }
}

type Guard = Guarded<Schema<Query, Mutation, EmptySubscription>>;

fn guard(limits: &Limits) -> Guard {
    let build = || Schema::build(Query, Mutation, EmptySubscription);
    let (schema, validator) = (executing(build(), limits).finish(), validating(build(), limits).finish());
    let sdl = schema.sdl();
    Guarded::new(schema, validator, &sdl, limits.clone(), Arc::new(Metrics::new()))
}

async fn ask(guard: &Guard, document: &str, name: Option<&str>, variables: Json) -> Json {
    let mut request = Request::new(document).variables(Variables::from_json(variables));
    request.operation_name = name.map(str::to_owned);
    serde_json::to_value(guard.execute(guard.judge(request).await).await).unwrap()
}

/// The answer of a guard that has never seen anything.
async fn fresh(document: &str, name: Option<&str>, variables: Json) -> Json {
    ask(&guard(&Limits::default()), document, name, variables).await
}

fn kept(guard: &Guard) -> (u64, u64) {
    (guard.documents.known.entry_count(), guard.documents.prepared.entry_count())
}

/// Whether the second time is spared what the first had to do.
async fn is_spared(guard: &Guard, document: &str, name: Option<&str>, variables: Json) -> bool {
    let mut request = Request::new(document).variables(Variables::from_json(variables));
    request.operation_name = name.map(str::to_owned);
    guard.judge(request).await.asked().is_some_and(|asked| asked.fresh.is_none())
}

#[tokio::test]
async fn a_document_is_prepared_once() {
    let guard = guard(&Limits::default());
    let document = "query($t: String!) { echo(text: $t) }";
    assert!(!is_spared(&guard, document, None, json!({ "t": "a" })).await);
    assert_eq!(ask(&guard, document, None, json!({ "t": "a" })).await["data"]["echo"], "a");
    assert!(is_spared(&guard, document, None, json!({ "t": "b" })).await);
    assert_eq!(ask(&guard, document, None, json!({ "t": "b" })).await["data"]["echo"], "b");
    assert_eq!(kept(&guard), (1, 1));
}

#[tokio::test]
async fn what_is_refused_is_not_kept_and_is_refused_again() {
    let guard = guard(&Limits { complexity: 50, ..Limits::default() });
    for (document, variables, expected) in [
        ("{ nope }", json!({}), code::VALIDATION_FAILED),
        ("{ echo(text: 7) }", json!({}), code::VALIDATION_FAILED),
        ("query($t: String!) { echo(text: $t) }", json!({ "t": 7 }), code::BAD_REQUEST),
        ("query($t: String!) { echo(text: $t) }", json!({}), code::BAD_REQUEST),
        ("{ echo", json!({}), code::PARSE_FAILED),
        ("query A { echo } query B { echo }", json!({}), code::BAD_REQUEST),
        ("{ page(first: 99) { size } }", json!({}), code::TOO_COMPLEX),
        ("query($n: Int) { page(first: $n) { size } }", json!({ "n": 99 }), code::TOO_COMPLEX),
    ] {
        let first = ask(&guard, document, None, variables.clone()).await;
        assert_eq!(first["errors"][0]["extensions"]["code"], expected, "{first}");
        assert_eq!(ask(&guard, document, None, variables).await, first);
        assert_eq!(kept(&guard), (0, 0), "{document}");
    }
}

#[tokio::test]
async fn a_known_document_is_refused_for_its_values_as_an_unknown_one_is() {
    let limits = Limits { complexity: 50, values: 100, ..Limits::default() };
    let known = guard(&limits);
    for (document, good, bad) in [
        (
            "query($f: Filter!) { filtered(filter: $f) }",
            json!({ "f": {} }),
            json!({ "f": { "size": "x", "no": 1 } }),
        ),
        ("query($t: String) { filtered(filter: { text: $t }) }", json!({ "t": "a" }), json!({ "t": 7 })),
        ("query($n: Int) { page(first: $n) { size } }", json!({ "n": 1 }), json!({ "n": 99 })),
        ("query($n: Int) { page(first: $n) { size } }", json!({ "n": 1 }), json!({ "n": "one" })),
        (
            "query($t: String!) { a: echo(text: $t) b: echo(text: $t) }",
            json!({ "t": "a" }),
            json!({ "t": "x".repeat(4_000) }),
        ),
        ("query($t: String!) { echo(text: $t) }", json!({ "t": "a" }), json!({})),
    ] {
        let answer = ask(&known, document, None, good.clone()).await;
        assert_eq!(answer["errors"], Json::Null, "{answer}");
        assert!(is_spared(&known, document, None, good).await, "{document}");
        let refused = ask(&known, document, None, bad.clone()).await;
        assert!(refused["errors"].is_array(), "{refused}");
        assert_eq!(refused, ask(&guard(&limits), document, None, bad).await, "{document}");
    }
}

/// A page's length is asked of all operations' variables by the library.
#[tokio::test]
async fn what_is_given_for_another_operation_does_not_matter() {
    let document = "query A { echo } query B($n: Int!) { page(first: $n) { size } }";
    let answer = fresh(document, Some("A"), json!({})).await;
    assert_eq!(answer["data"]["echo"], "nothing", "{answer}");
    assert_eq!(fresh(document, Some("A"), json!({ "n": "x" })).await, answer);
    // To the library it does where the two have a variable of one name: so it must each time.
    let clash = "query A($n: String) { given(text: $n) } query B($n: Int) { page(first: $n) { size } }";
    let guard = guard(&Limits::default());
    for n in [Json::Null, json!("x"), Json::Null, json!("x")] {
        let variables = json!({ "n": n });
        let expected = fresh(clash, Some("A"), variables.clone()).await;
        assert_eq!(ask(&guard, clash, Some("A"), variables).await, expected);
    }
}

#[tokio::test]
async fn nothing_that_is_sent_fills_the_memory() {
    let bytes = 1 << 20;
    let guard = guard(&Limits { known_bytes: bytes, ..Limits::default() });
    for round in 0..400 {
        let list = vec!["x: given(text: \"y\")"; 20].join(" ");
        let answer = ask(&guard, &format!("{{ a{round}: echo {list} }}"), None, json!({})).await;
        assert_eq!(answer["errors"], Json::Null, "{answer}");
        let weight = guard.documents.known.weighted_size() + guard.documents.prepared.weighted_size();
        assert!(weight <= bytes as u64, "{weight}");
    }
    let (known, prepared) = kept(&guard);
    assert!(known < 400 && prepared < 400, "{known} {prepared}");
    assert!(known > 10 && prepared > 10, "something is kept: {known} {prepared}");
    // Each variant counts.
    let conditions: Vec<_> = (0..9).map(|n| format!("$c{n}: Boolean!")).collect();
    let fields: Vec<_> = (0..9).map(|n| format!("f{n}: echo @include(if: $c{n})")).collect();
    let document = format!("query({}) {{ echo {} }}", conditions.join(" "), fields.join(" "));
    for bits in 0u32..512 {
        let variables: serde_json::Map<_, _> =
            (0..9).map(|n| (format!("c{n}"), json!(bits >> n & 1 == 1))).collect();
        let answer = ask(&guard, &document, None, variables.into()).await;
        assert_eq!(answer["data"].as_object().unwrap().len(), 1 + bits.count_ones() as usize, "{answer}");
        assert!(guard.documents.prepared.weighted_size() <= bytes as u64 / 2);
    }
}

#[test]
fn what_is_estimated_is_not_too_little() {
    let items = "1 ".repeat(1_000);
    let document = async_graphql::parser::parse_query(format!("{{ a(b: [{items}]) }}")).unwrap();
    assert!(size::document(&document) > 1_000 * size_of::<async_graphql_value::Value>());
}

const DOCUMENT: &str =
    "query A($t: String, $d: String = \"default\", $yes: Boolean! = true, $no: Boolean!, $n: Int) {
        echo(text: $d) given(text: $t) page(first: $n) { size ...R @skip(if: $no) }
        filtered(filter: { text: $t, size: 3 }) @include(if: $yes) ...Q }
    query B($f: Filter!, $n: Int) { filtered(filter: $f) page(first: $n) { ...R } other: given ...Q }
    mutation C($t: String) { save(text: $t) }
    fragment R on Row { again { size } }
    fragment Q on Query { plain: echo }";

fn one_of(values: Vec<Json>) -> impl Strategy<Value = Option<Json>> {
    prop::option::of(prop::sample::select(values))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever was asked before, an answer is that of a guard which knows nothing.
    #[test]
    fn what_is_known_answers_as_what_is_not(
        requests in prop::collection::vec(
            (
                prop::sample::select(vec![Some("A"), Some("B"), Some("C"), Some("D"), None]),
                one_of(vec![json!("text"), Json::Null, json!(7)]),
                one_of(vec![json!("said"), Json::Null]),
                one_of(vec![json!(true), json!(false), Json::Null]),
                one_of(vec![json!(true), json!(false), json!("no")]),
                one_of(vec![json!(2), Json::Null, json!("two"), json!(30_000)]),
                one_of(vec![json!({}), json!({ "text": "x" }), json!({ "size": 1 }), json!({ "sise": 1 })]),
            ),
            1..12,
        )
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let known = guard(&Limits::default());
        for (name, t, d, yes, no, n, f) in requests {
            let given = [("t", t), ("d", d), ("yes", yes), ("no", no), ("n", n), ("f", f)];
            let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            let variables = Json::Object(given.collect());
            let answers = runtime.block_on(async {
                let expected = fresh(DOCUMENT, name, variables.clone()).await;
                (ask(&known, DOCUMENT, name, variables.clone()).await, expected)
            });
            prop_assert_eq!(answers.0, answers.1, "{:?} {}", name, variables);
        }
    }
}
