//! Lists of functions that are written by hand, held against template.yaml: what one of them leaves out, the proofs
//! behind it would never look at.

use super::{none, shape::text, template::Template, workspace::root};
use std::collections::BTreeSet;

/// Where the functions that answer HTTP are listed, and what is called of each there.
const LISTS: &[(&str, &str)] = &[
    ("tests/src/architecture/code.rs", "::routes()"),
    ("tests/src/architecture/reference.rs", "::routes()"),
    ("tests/src/proofs/coverage.rs", "::routes()"),
    ("infra/local/src/openapi.rs", "::routes()"),
    ("infra/local/src/functions.rs", "::router("),
    ("infra/fuzzed/src/table.rs", "::router("),
];
/// What a cold start is measured on.
const CASES: &str = "infra/startup/cases.txt";

#[test]
fn every_list_of_what_answers_http_is_of_the_templates_functions() {
    let ways = Template::read().ways();
    let answering: BTreeSet<String> = ways.into_iter().map(|(function, _)| function).collect();
    let complaints = LISTS.iter().flat_map(|(list, call)| {
        let listed = callees(&text(&root().join(list)), call);
        differing(list, &answering, &listed)
    });
    none(&complaints.collect::<Vec<_>>());
}

#[test]
fn the_start_of_every_function_is_measured() {
    let template = Template::read();
    let deployed: BTreeSet<String> = template.functions().map(|(folder, ..)| folder).collect();
    none(&differing(CASES, &deployed, &measured(&text(&root().join(CASES)))));
}

#[test]
fn what_a_list_leaves_out_or_makes_up_is_named() {
    let functions = BTreeSet::from(["accounts", "mentors"].map(str::to_owned));
    let complaints = ["a lacks mentors", "a has other, which is no such function"];
    let listed = callees("[accounts::routes().table(), other::routes(), routes()]", "::routes()");
    assert_eq!(differing("a", &functions, &listed), complaints);
    assert_eq!(differing("a", &functions, &measured("# mentors\naccounts a.json\n\nother  b.json\n")), complaints);
}

/// The crates of which this is called.
fn callees(source: &str, call: &str) -> BTreeSet<String> {
    let before = source.match_indices(call).map(|(at, _)| &source[..at]);
    let last = |text: &str| text.rsplit(|c: char| c != '_' && !c.is_ascii_alphanumeric()).next().map(str::to_owned);
    before.filter_map(last).collect()
}

/// The first word of every line that is no comment.
fn measured(cases: &str) -> BTreeSet<String> {
    let lines = cases.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn differing(list: &str, functions: &BTreeSet<String>, listed: &BTreeSet<String>) -> Vec<String> {
    let missing = functions.difference(listed).map(|function| format!("{list} lacks {function}"));
    let strange = listed.difference(functions);
    missing.chain(strange.map(|function| format!("{list} has {function}, which is no such function"))).collect()
}
