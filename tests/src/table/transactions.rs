//! All or nothing. Docs: `API_TransactWriteItems`, `API_CancellationReason`, "How it works: transactions".

use futures::future::join_all;
use serde_json::{Value as Json, json};

use super::wire::{Refusal, Table, fresh};

sentences![
    puts_updates_deletes_and_checks_are_done_together,
    one_lost_condition_undoes_everything,
    reasons_stand_in_the_order_of_the_actions,
    a_reason_shows_the_row_to_who_asks_for_it,
    a_hundred_actions_are_written_and_one_more_is_refused,
    no_two_actions_may_mean_one_row,
    the_same_token_is_the_same_transaction,
    the_same_token_with_another_content_is_a_mismatch,
    a_token_has_36_characters_at_most,
    rivals_on_one_row_win_whole_or_are_told_of_the_conflict,
    a_row_that_a_transaction_makes_too_large_cancels_it,
];

fn put(sk: &str) -> Json {
    json!({"Put": {"Item": {"sk": sk}, "ConditionExpression": "attribute_not_exists(pk)"}})
}

fn check(sk: &str) -> Json {
    json!({"ConditionCheck": {"Key": {"sk": sk}, "ConditionExpression": "attribute_exists(pk)"}})
}

fn count(sk: &str) -> Json {
    let one = json!({":one": 1});
    json!({"Update": {"Key": {"sk": sk}, "UpdateExpression": "ADD n :one", "ExpressionAttributeValues": one}})
}

async fn send(table: &Table, token: &str, actions: Vec<Json>) -> Result<Json, Refusal> {
    table.ask("TransactWriteItems", json!({"TransactItems": actions, "ClientRequestToken": token})).await
}

async fn puts_updates_deletes_and_checks_are_done_together(table: Table) {
    table.put(json!({"sk": "gate", "status": "active"})).await;
    table.put(json!({"sk": "old"})).await;
    table
        .transact(vec![check("gate"), put("new"), count("day"), json!({"Delete": {"Key": {"sk": "old"}}})])
        .await
        .unwrap();
    assert_eq!(table.get("gate").await, json!({"sk": "gate", "status": "active"}));
    assert_eq!(table.get("new").await, json!({"sk": "new"}));
    assert_eq!(table.get("day").await, json!({"sk": "day", "n": 1}));
    assert_eq!(table.get("old").await, Json::Null);
}

async fn one_lost_condition_undoes_everything(table: Table) {
    table.put(json!({"sk": "old"})).await;
    let all = vec![put("new"), count("day"), json!({"Delete": {"Key": {"sk": "old"}}}), check("gate")];
    assert_eq!(table.transact(all).await.unwrap_err().kind, "TransactionCanceledException");
    assert_eq!(table.query(json!({})).await["Items"], json!([{"sk": "old"}]));
}

async fn reasons_stand_in_the_order_of_the_actions(table: Table) {
    table.put(json!({"sk": "b"})).await;
    let lost = table.transact(vec![put("c"), put("b"), count("a"), check("d")]).await.unwrap_err();
    assert_eq!(lost.reasons, ["None", "ConditionalCheckFailed", "None", "ConditionalCheckFailed"]);
}

async fn a_reason_shows_the_row_to_who_asks_for_it(table: Table) {
    table.put(json!({"sk": "a", "version": 3})).await;
    table.put(json!({"sk": "b", "version": 4})).await;
    let mut asked = put("a");
    asked["Put"]["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let lost = table.transact(vec![count("c"), asked, put("b")]).await.unwrap_err();
    assert_eq!(lost.rows, [Json::Null, json!({"sk": "a", "version": 3}), Json::Null]);
}

async fn a_hundred_actions_are_written_and_one_more_is_refused(table: Table) {
    let puts = |n: usize| (0..n).map(|i| put(&format!("{n}-{i:03}"))).collect();
    let refused = table.transact(puts(101)).await.unwrap_err();
    assert_eq!(refused.kind, "ValidationException");
    assert_eq!(table.query(json!({})).await["Count"], 0);
    table.transact(puts(100)).await.unwrap();
    assert_eq!(table.query(json!({})).await["Count"], 100);
}

async fn no_two_actions_may_mean_one_row(table: Table) {
    table.put(json!({"sk": "a"})).await;
    let twice = table.transact(vec![check("a"), put("b"), count("a")]).await.unwrap_err();
    assert_eq!(twice.kind, "ValidationException");
    assert_eq!(table.query(json!({})).await["Items"], json!([{"sk": "a"}]));
}

async fn the_same_token_is_the_same_transaction(table: Table) {
    let token = fresh();
    for _ in 0..3 {
        send(&table, &token, vec![count("a"), put("b")]).await.unwrap();
    }
    assert_eq!(table.get("a").await["n"], 1);
    // A row that the transaction made may be gone by then: it is not made again.
    table.ask("DeleteItem", json!({"Key": {"sk": "b"}})).await.unwrap();
    send(&table, &token, vec![count("a"), put("b")]).await.unwrap();
    assert_eq!(table.get("b").await, Json::Null);
}

async fn the_same_token_with_another_content_is_a_mismatch(table: Table) {
    let token = fresh();
    send(&table, &token, vec![count("a")]).await.unwrap();
    let other = send(&table, &token, vec![count("b")]).await.unwrap_err();
    assert_eq!(other.kind, "IdempotentParameterMismatchException");
    assert_eq!(table.get("b").await, Json::Null);
}

async fn a_token_has_36_characters_at_most(table: Table) {
    assert_eq!(fresh().len(), 36);
    send(&table, &fresh(), vec![count("a")]).await.unwrap();
    assert_eq!(send(&table, &"t".repeat(37), vec![count("a")]).await.unwrap_err().kind, "ValidationException");
}

async fn rivals_on_one_row_win_whole_or_are_told_of_the_conflict(table: Table) {
    let rivals = (0..10).map(|i| {
        let (table, own) = (table.clone(), put(&format!("own-{i}")));
        tokio::spawn(async move { table.transact(vec![count("day"), own]).await })
    });
    let done: Vec<_> = join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    let won = done.iter().filter(|done| done.is_ok()).count();
    for lost in done.iter().filter_map(|done| done.as_ref().err()) {
        assert_eq!(lost.kind, "TransactionCanceledException");
        assert!(lost.reasons.iter().any(|reason| reason == "TransactionConflict"), "{lost:?}");
    }
    // The embedded table does one after the other, so there is none; DynamoDB has some.
    println!("{} of 10 rivals were told of a conflict", 10 - won);
    assert!(won > 0);
    assert_eq!(table.get("day").await["n"], won);
    assert_eq!(table.query(json!({})).await["Count"], won + 1);
}

async fn a_row_that_a_transaction_makes_too_large_cancels_it(table: Table) {
    table.put(json!({"sk": "a", "body": "x".repeat(300_000)})).await;
    let more = json!({"Update": {
        "Key": {"sk": "a"}, "UpdateExpression": "SET more = :more",
        "ExpressionAttributeValues": {":more": "y".repeat(200_000)},
    }});
    let lost = table.transact(vec![put("b"), more]).await.unwrap_err();
    assert_eq!(
        (lost.kind.as_str(), lost.reasons),
        ("TransactionCanceledException", vec!["None".into(), "ValidationError".into()])
    );
    assert_eq!(table.get("b").await, Json::Null);
}
