//! What must hold of the rows, shown to be able to fail: a whole house, made by requests; one row is broken
//! at a time, and the sentence that says so must be said, of that row.

mod cases;
mod house;
mod table;

use std::collections::BTreeSet;

use ::invariants::{Broken, Rule, broken};
use cases::CASES;

fn sentences(found: &[Broken]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  ")
}

#[tokio::test]
async fn each_row_that_is_broken_is_named_with_its_sentence() {
    let whole = house::whole().await;
    assert_eq!(whole.broken(), [], "{}", sentences(&whole.broken()));
    for (rule, damage) in CASES {
        let mut table = whole.clone();
        let key = damage(&mut table);
        let found = table.broken();
        let named = found.iter().any(|one| one.rule == *rule && one.keys.contains(&key));
        assert!(named, "\"{rule}\" was not said of {key:?}, only:{}", sentences(&found));
    }
}

#[test]
fn every_sentence_has_a_row_that_breaks_it() {
    let shown: BTreeSet<Rule> = CASES.iter().map(|(rule, _)| *rule).collect();
    let unshown: Vec<Rule> = Rule::all().filter(|rule| !shown.contains(rule)).collect();
    assert!(unshown.is_empty(), "no row breaks {unshown:?}");
}

#[test]
fn an_empty_table_is_whole() {
    assert_eq!(broken(&[]), []);
}
