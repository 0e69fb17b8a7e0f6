use std::fmt::Write as _;
use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::{EmptySubscription, Object, Request, Schema, Variables};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::metrics::Metrics;

/// What the guard says to a document: "ok", or the limit or code that it is refused with.
fn verdict(document: &str) -> &'static str {
    verdict_with(document, json!({}))
}

fn verdict_with(document: &str, variables: serde_json::Value) -> &'static str {
    let limits = Limits::default();
    let name = |refusal: Refusal| refusal.limit_name().unwrap_or(refusal.code());
    if let Err(refusal) = scan(document, &limits) {
        return name(refusal);
    }
    match parse_query(document) {
        Err(_) => code::PARSE_FAILED,
        Ok(parsed) => weigh(&parsed, &Variables::from_json(variables), &limits).map_or_else(name, |_| "ok"),
    }
}

/// The standard introspection query with `levels` of `ofType`: graphql-js 16 sends 9, older clients 7.
pub(crate) fn introspection(levels: usize) -> String {
    let type_ref =
        (0..levels).fold("kind name".to_owned(), |inner, _| format!("kind name ofType {{ {inner} }}"));
    format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
           subscriptionType {{ name kind }} types {{ ...FullType }}
           directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
           fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
             type {{ ...TypeRef }} isDeprecated deprecationReason }}
           inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
           possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue
           isDeprecated deprecationReason }}
         fragment TypeRef on __Type {{ {type_ref} }}"
    )
}

fn bomb(levels: usize) -> String {
    let mut document = "{ ...F0 }".to_owned();
    for level in 0..levels {
        write!(document, " fragment F{level} on Query {{ ...F{next} ...F{next} }}", next = level + 1)
            .unwrap();
    }
    write!(document, " fragment F{levels} on Query {{ hello }}").unwrap();
    document
}

#[test]
fn the_standard_introspection_query_passes() {
    assert_eq!(verdict(&introspection(7)), "ok");
    assert_eq!(verdict(&introspection(9)), "ok");
}

#[test]
fn questions_about_the_schema_do_not_multiply() {
    let nested = |levels: usize| {
        let inner =
            (0..levels).fold("name".to_owned(), |inner, _| format!("fields {{ type {{ {inner} }} }}"));
        format!("{{ __schema {{ types {{ {inner} }} }} }}")
    };
    assert_eq!(verdict(&nested(3)), "ok");
    assert_eq!(verdict(&nested(4)), "introspected");
    let schema = "__schema { types { fields { name args { name } } } }";
    let aliased = |count: usize| (0..count).fold(String::new(), |all, i| format!("{all} a{i}: {schema}"));
    assert_eq!(verdict(&format!("{{ {} }}", aliased(30))), "ok");
    assert_eq!(verdict(&format!("{{ {} }}", aliased(100))), "introspected");
    // A field of the hotel's may well be called `fields`.
    assert_eq!(verdict("{ types { types { types { fields { fields { fields { a } } } } } } }"), "ok");
}

#[test]
fn brackets_in_strings_and_comments_do_not_nest() {
    let brackets = "[".repeat(200);
    assert_eq!(verdict(&format!("{{ echo(text: \"{brackets}\\\"{brackets}\") }}")), "ok");
    assert_eq!(verdict(&format!("{{ echo(text: \"\"\"{brackets}\" \\\"\"\"{brackets}\n\"\"\") }}")), "ok");
    assert_eq!(verdict(&format!("# {brackets}\n{{ hello }} # {brackets}")), "ok");
    // A carriage return ends a comment, and an empty string is not the start of a block string.
    assert_eq!(verdict(&format!("# \r{{ {brackets}")), "brackets");
    assert_eq!(verdict(&format!("{{ echo(text: \"\" more: {brackets}")), "brackets");
}

#[test]
fn each_limit_refuses_under_its_name() {
    assert_eq!(verdict(&"[".repeat(2_000)), "brackets");
    assert_eq!(verdict(&format!("query($a: {}Int) {{ a }}", "[".repeat(100))), "brackets");
    assert_eq!(verdict(&format!("{{ hello }} #{}", "x".repeat(40_000))), "documentBytes");
    assert_eq!(verdict(&format!("{{ {} }}", "a ".repeat(6_000))), "tokens");
    assert_eq!(verdict(&format!("{{ {} }}", "a ".repeat(2_100))), "cost");
    assert_eq!(verdict(&format!("{{ a(list: [{}]) }}", "1 ".repeat(2_100))), "cost");
    assert_eq!(verdict(&bomb(30)), "cost");
    assert_eq!(verdict(&bomb(300)), "nesting");
    assert_eq!(verdict(&format!("{}a{}", "{a".repeat(25), "}".repeat(25))), "depth");
    assert_eq!(verdict(&format!("{{ {}a{} }}", "...{".repeat(40), "}".repeat(40))), "nesting");
    assert_eq!(verdict(&format!("{{ a{} }}", " @b".repeat(9))), "directives");
    assert_eq!(verdict(&format!("{{ a({}) }}", "x: 1 ".repeat(65))), "arguments");
    assert_eq!(verdict(&format!("mutation {{ {} }}", "a ".repeat(6))), "rootMutations");
    assert_eq!(verdict("mutation { ...F ...F } fragment F on M { a b ... { c } }"), "rootMutations");
    assert_eq!(verdict("mutation { ...F } fragment F on M { a b ... { c } }"), "ok");
    assert_eq!(verdict("{ echo(text: \"not ended) }"), code::PARSE_FAILED);
}

#[test]
fn what_is_not_executed_is_weighed_too() {
    let unused = "fragment U on Query { a { ...V } } fragment V on Query { b { ...U } }";
    assert_eq!(verdict(&format!("{{ hello }} {unused}")), code::VALIDATION_FAILED);
    assert_eq!(verdict("{ ...A } fragment A on Query { ...A }"), code::VALIDATION_FAILED);
    let fields = "a ".repeat(1_900);
    let mut document = format!("{{ hello }} fragment F on Query {{ {fields} }}");
    assert_eq!(verdict(&document), "ok");
    for copy in 0..5 {
        write!(document, " fragment G{copy} on Query {{ ...F }}").unwrap();
    }
    assert_eq!(verdict(&document), "cost");
}

#[test]
fn a_large_variable_counts_at_each_use() {
    let document = |uses: usize| {
        let fields = (0..uses).fold(String::new(), |all, i| format!("{all} f{i}: echo(text: $v)"));
        format!("query($v: [Int]) {{ {fields} }}")
    };
    let list = json!({ "v": vec![1; 5_000] });
    assert_eq!(verdict_with(&document(3), list.clone()), "ok");
    assert_eq!(verdict_with(&document(4), list), "values");
    let text = json!({ "v": "x".repeat(200_000) });
    assert_eq!(verdict_with(&document(6), text.clone()), "ok");
    assert_eq!(verdict_with(&document(7), text), "values");
    let default = format!("query($v: [Int] = [{}]) {{ {} }}", "1 ".repeat(1_000), "a(b: $v) ".repeat(30));
    assert_eq!(verdict_with(&default, json!({})), "values");
}

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }

    async fn fail(&self) -> Option<async_graphql::Result<&str>> {
        Some(Err("broken".into()))
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn touch(&self) -> bool {
        true
    }
}

fn schema(limits: &Limits) -> Guarded<Schema<Query, Mutation, EmptySubscription>> {
    let build = || Schema::build(Query, Mutation, EmptySubscription);
    let (schema, validator) = (executing(build(), limits).finish(), validating(build(), limits).finish());
    let sdl = schema.sdl();
    Guarded::new(schema, validator, &sdl, limits.clone(), Arc::new(Metrics::new()))
}

async fn answer(limits: &Limits, document: &str) -> serde_json::Value {
    let schema = schema(limits);
    serde_json::to_value(schema.execute(schema.judge(Request::new(document)).await).await).unwrap()
}

#[tokio::test]
async fn the_schema_answers_introspection_unless_it_is_switched_off() {
    let limits = Limits::default();
    let answered = answer(&limits, &introspection(9)).await;
    assert_eq!(answered["errors"], json!(null), "{answered}");
    assert_eq!(answered["data"]["__schema"]["queryType"]["name"], "Query");

    let closed = Limits { introspection: false, suggestions: false, ..limits };
    let refused = answer(&closed, "{ __schema { queryType { name } } }").await;
    assert_eq!(refused["errors"][0]["message"], "This server answers no questions about its schema.");
    assert_eq!(refused["errors"][0]["extensions"]["code"], code::VALIDATION_FAILED);
    assert!(refused["data"].is_null(), "{refused}");
    let unknown = answer(&closed, "{ helo }").await;
    assert_eq!(unknown["errors"][0]["message"], "Unknown field \"helo\" on type \"Query\".");
}

#[tokio::test]
async fn an_answer_has_at_most_five_errors_and_counts_the_others() {
    let limits = Limits::default();
    let unknown = answer(&limits, &format!("{{ {} }}", "nope ".repeat(1_000))).await;
    assert_eq!(unknown["errors"].as_array().unwrap().len(), 5);
    assert_eq!(unknown["extensions"]["errorsOmitted"], 995);
    assert_eq!(unknown["errors"][0]["extensions"]["code"], code::VALIDATION_FAILED);
    let failing = (0..20).fold(String::new(), |all, i| format!("{all} f{i}: fail"));
    let failed = answer(&limits, &format!("{{ {failing} }}")).await;
    assert_eq!(failed["errors"].as_array().unwrap().len(), 5);
    assert_eq!(failed["extensions"]["errorsOmitted"], 15);
}

#[tokio::test]
async fn a_message_is_short_whatever_the_document_holds() {
    let limits = Limits::default();
    for document in [format!("{{ {} }}", "x".repeat(30_000)), format!("{{a{}{{", " ".repeat(30_000))] {
        let refused = answer(&limits, &document).await;
        assert!(refused["errors"][0]["message"].as_str().unwrap().len() < 600, "{refused}");
    }
    let refused = answer(&limits, "{ a(b: ) }").await;
    let message = refused["errors"][0]["message"].as_str().unwrap();
    assert_eq!(message, "Syntax error in line 1, column 8: expected value.");
    let deep = answer(&limits, &format!("{}{{ a(b: ) }}", "\n".repeat(31))).await;
    let message = deep["errors"][0]["message"].as_str().unwrap();
    assert_eq!(message, "Syntax error in line 32, column 8: expected value.");
    assert_eq!(refused["errors"][0]["locations"], json!([{"line": 1, "column": 8}]));
    let several = answer(&limits, "query A { hello } query B { hello }").await;
    assert_eq!(several["errors"][0]["extensions"]["code"], code::BAD_REQUEST);
}

#[tokio::test]
async fn a_refusal_names_the_limit_and_its_value() {
    let refused =
        answer(&Limits::default(), "mutation { a: touch b: touch c: touch d: touch e: touch f: touch }")
            .await;
    assert_eq!(refused["data"], json!(null));
    let error = &refused["errors"][0];
    assert_eq!(
        error["extensions"],
        json!({"code": "REQUEST_TOO_COMPLEX", "limit": "rootMutations", "maximum": 5})
    );
    assert!(error["message"].as_str().unwrap().contains("at most 5"), "{error}");
    let complex =
        answer(&Limits { complexity: 3, ..Limits::default() }, "{ a: hello b: hello c: hello d: hello }")
            .await;
    assert_eq!(complex["errors"][0]["extensions"]["limit"], "complexity");
}

/// Parses on a thread with a quarter of a tokio worker's stack: an overflow would end the test process.
fn parses_on_a_small_stack(document: String) {
    let run = move || drop(parse_query(document));
    std::thread::Builder::new().stack_size(512 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn the_deepest_accepted_document_parses_on_a_quarter_of_the_stack() {
    let limits = Limits::default();
    for (open, close) in
        [("{a", "}"), ("...{", "}"), ("a(b:[", "])"), ("[", "]"), ("{a:", "}"), ("a@b(c:{d:", "})")]
    {
        let levels = limits.brackets / open.matches(['{', '[', '(']).count();
        for prefix in ["", "{a(b:", "query($a:", "query($a:[Int]=", "{"] {
            for suffix in ["", "a", "1)}", "Int){a}"] {
                let closed = close.repeat(levels - 2);
                let document = format!("{prefix}{}{suffix}{closed}", open.repeat(levels - 2));
                scan(&document, &limits).unwrap();
                parses_on_a_small_stack(document);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 256 } else { 4_096 }))]

    #[test]
    fn any_text_is_scanned_without_panic(text in any::<String>()) {
        let _ = scan(&text, &Limits::default());
    }

    /// Pieces of GraphQL in any order reach the lexer's corners, which random text seldom does.
    #[test]
    fn what_the_scan_accepts_parses_and_weighs_without_overflow(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", "(", ")", "\"", "\"\"", "\"\"\"", "\\\"\"\"", "\\", "\\u0041", "#", "\n", "\r",
                " ", ",", "...", "...F", "on Q", "$v", ":", "=", "@d", "!", "a", "a:", "1", "-1.5e3", "true", "null",
                "query", "mutation", "subscription", "fragment F on Q", "{a{b", "}}", "(x:[", "])", "é", "\u{feff}",
            ]),
            0..200,
        )
    ) {
        let document = pieces.concat();
        let limits = Limits::default();
        if scan(&document, &limits).is_ok() {
            parses_on_a_small_stack(document.clone());
            if let Ok(parsed) = parse_query(&document) {
                let _ = weigh(&parsed, &Variables::default(), &limits);
            }
        }
    }

    /// The weight of a document that is small enough to be counted by hand: without fragments, cost is the
    /// number of fields.
    #[test]
    fn cost_is_the_number_of_fields_where_nothing_is_shared(fields in 1usize..3_000) {
        let limits = Limits { tokens: usize::MAX, ..Limits::default() };
        let document = parse_query(format!("{{ {} }}", "a ".repeat(fields))).unwrap();
        prop_assert_eq!(weigh(&document, &Variables::default(), &limits).is_ok(), fields <= limits.cost);
    }
}
