//! A run that is had again is the same to the letter: ids, salts and marks come of its name and of `SIM_SEED`.

use futures::StreamExt;
use futures::stream;
use serde_json::Value;

use super::operation::Operation;
use super::operations;
use super::outcome::Start;

const AT_ONCE: usize = 8;

/// The rows right after the act.
async fn rows(start: &Start<'_>, run: &str) -> Vec<String> {
    let cloud = start.open(run).await;
    start.act.act(&cloud).await;
    let mut rows: Vec<String> = cloud.local().rows().expect("the rows").iter().map(Value::to_string).collect();
    rows.sort_unstable();
    rows
}

/// What is otherwise the second time.
async fn complaint(operation: &Operation) -> Option<String> {
    let start = Start::of(operation).await;
    let (one, same) = (rows(&start, "one").await, rows(&start, "one").await);
    let first = one.iter().zip(&same).find(|(one, same)| one != same);
    first.map(|(one, same)| format!("{}:\n- {one}\n+ {same}", operation.name))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_run_can_be_had_again_to_the_letter() {
    let operations = operations::all();
    let found: Vec<_> = stream::iter(&operations).map(complaint).buffer_unordered(AT_ONCE).collect().await;
    let found: Vec<String> = found.into_iter().flatten().collect();
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), operations.len(), found.join("\n"));
}

#[tokio::test]
async fn another_run_has_other_ids() {
    let operations = operations::all();
    let booking = operations.iter().find(|operation| operation.name == "POST /v1/bookings").expect("an operation");
    let start = Start::of(booking).await;
    assert_ne!(rows(&start, "one").await, rows(&start, "another").await);
}
