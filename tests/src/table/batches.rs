//! Many rows in one round trip. Docs: `API_BatchGetItem`.

use serde_json::{Value as Json, json};

use super::wire::{Refusal, Table};

sentences![
    a_batch_has_what_is_there_and_leaves_out_what_is_not,
    a_batch_has_a_hundred_keys_at_most_and_none_twice,
    what_is_past_16_mb_is_left_for_another_call,
];

async fn batch(table: &Table, sks: &[String]) -> Result<Json, Refusal> {
    let keys: Vec<Json> = sks.iter().map(|sk| json!({"sk": sk})).collect();
    table.ask("BatchGetItem", json!({"RequestItems": {"here": {"Keys": keys, "ConsistentRead": true}}})).await
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{i:03}")).collect()
}

/// In the order of their keys: a batch has none.
fn sks(answer: &Json) -> Vec<&str> {
    let mut sks: Vec<&str> =
        answer["Items"].as_array().into_iter().flatten().filter_map(|row| row["sk"].as_str()).collect();
    sks.sort_unstable();
    sks
}

async fn a_batch_has_what_is_there_and_leaves_out_what_is_not(table: Table) {
    table.put(json!({"sk": "002", "n": 2})).await;
    table.put(json!({"sk": "000", "n": 0})).await;
    let answer = batch(&table, &names(4)).await.unwrap();
    assert_eq!(sks(&answer), ["000", "002"]);
    assert_eq!(answer["UnprocessedKeys"], json!({}));
}

async fn a_batch_has_a_hundred_keys_at_most_and_none_twice(table: Table) {
    assert_eq!(batch(&table, &names(100)).await.unwrap()["Items"], json!([]));
    assert_eq!(batch(&table, &names(101)).await.unwrap_err().kind, "ValidationException");
    assert_eq!(batch(&table, &[names(1), names(2)].concat()).await.unwrap_err().kind, "ValidationException");
}

async fn what_is_past_16_mb_is_left_for_another_call(table: Table) {
    let all = names(42);
    for sk in &all {
        table.put(json!({"sk": sk, "body": "x".repeat(408_000)})).await;
    }
    let first = batch(&table, &all).await.unwrap();
    let left = first["UnprocessedKeys"][&table.name]["Keys"].as_array().cloned().unwrap_or_default();
    let left: Vec<String> = left.iter().filter_map(|key| key["sk"]["S"].as_str().map(str::to_owned)).collect();
    assert!(!left.is_empty(), "17 MB came at once");
    let second = batch(&table, &left).await.unwrap();
    let mut met = [sks(&first), sks(&second)].concat();
    met.sort_unstable();
    assert_eq!(met, all);
}
