//! Conditions are the truth of every write. Docs: "Condition expressions", "Comparison operator and function
//! reference", `API_PutItem`.

use serde_json::{Value as Json, json};

use super::wire::{Refusal, Table};

sentences![
    what_must_be_absent_is_written_once,
    a_lost_condition_leaves_the_row_as_it_was,
    a_lost_condition_shows_the_row_to_who_asks_for_it,
    of_a_row_that_is_not_there_only_its_absence_holds,
    an_attribute_that_is_not_there_meets_no_comparison,
    a_number_is_not_the_text_of_it,
    a_set_is_asked_for_a_member_and_for_its_size,
    a_map_is_compared_whole,
    and_binds_closer_than_or_unless_brackets_say_otherwise,
    a_reserved_word_needs_an_alias,
];

const LOST: &str = "ConditionalCheckFailedException";

async fn put_if(table: &Table, condition: &str, values: Json) -> Result<Json, Refusal> {
    let mut ask = json!({"Item": {"sk": "a", "new": true}, "ConditionExpression": condition});
    if values.is_object() {
        ask["ExpressionAttributeValues"] = values;
    }
    table.ask("PutItem", ask).await
}

/// Does a condition hold of the row `a`?
async fn holds(table: &Table, condition: &str, values: Json) -> bool {
    let check = json!({
        "Key": {"sk": "a"}, "ConditionExpression": condition, "ExpressionAttributeValues": values,
    });
    match table.transact(vec![json!({"ConditionCheck": check})]).await {
        Ok(_) => true,
        Err(lost) => {
            assert_eq!(lost.reasons, ["ConditionalCheckFailed"], "{condition}");
            false
        }
    }
}

async fn what_must_be_absent_is_written_once(table: Table) {
    let tries = (0..8).map(|_| put_if(&table, "attribute_not_exists(pk)", Json::Null));
    let won = futures::future::join_all(tries).await;
    assert_eq!(won.iter().filter(|won| won.is_ok()).count(), 1);
    assert!(won.iter().filter_map(|won| won.as_ref().err()).all(|lost| lost.kind == LOST));
}

async fn a_lost_condition_leaves_the_row_as_it_was(table: Table) {
    table.put(json!({"sk": "a", "version": 3})).await;
    let stale = json!({
        "Key": {"sk": "a"}, "ConditionExpression": "version = :two", "ExpressionAttributeValues": {":two": 2},
    });
    let mut change = stale.clone();
    change["UpdateExpression"] = json!("SET version = :two");
    assert_eq!(table.ask("UpdateItem", change).await.unwrap_err().kind, LOST);
    assert_eq!(table.ask("DeleteItem", stale).await.unwrap_err().kind, LOST);
    assert_eq!(put_if(&table, "version = :two", json!({":two": 2})).await.unwrap_err().kind, LOST);
    assert_eq!(table.get("a").await, json!({"sk": "a", "version": 3}));
}

async fn a_lost_condition_shows_the_row_to_who_asks_for_it(table: Table) {
    table.put(json!({"sk": "a", "version": 3})).await;
    let mut ask = json!({"Item": {"sk": "a"}, "ConditionExpression": "attribute_not_exists(pk)"});
    assert_eq!(table.ask("PutItem", ask.clone()).await.unwrap_err().rows, [Json::Null]);
    ask["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    assert_eq!(table.ask("PutItem", ask).await.unwrap_err().rows, [json!({"sk": "a", "version": 3})]);
}

async fn of_a_row_that_is_not_there_only_its_absence_holds(table: Table) {
    assert_eq!(put_if(&table, "attribute_exists(pk)", Json::Null).await.unwrap_err().kind, LOST);
    assert_eq!(put_if(&table, "version = :one", json!({":one": 1})).await.unwrap_err().kind, LOST);
    assert!(put_if(&table, "attribute_not_exists(pk)", Json::Null).await.is_ok());
}

async fn an_attribute_that_is_not_there_meets_no_comparison(table: Table) {
    table.put(json!({"sk": "a", "b0": 5})).await;
    for condition in ["b1 = :n", "b1 <= :n", "b1 > :n"] {
        assert!(!holds(&table, condition, json!({":n": 5})).await, "{condition}");
    }
    assert!(holds(&table, "b0 <= :n AND attribute_not_exists(b1)", json!({":n": 5})).await);
}

async fn a_number_is_not_the_text_of_it(table: Table) {
    table.put(json!({"sk": "a", "epoch": 6})).await;
    assert!(holds(&table, "epoch = :epoch", json!({":epoch": {"N": "6.0"}})).await);
    assert!(!holds(&table, "epoch = :epoch", json!({":epoch": "6"})).await);
}

async fn a_set_is_asked_for_a_member_and_for_its_size(table: Table) {
    table.put(json!({"sk": "a", "ids": {"SS": ["ada", "bea"]}})).await;
    let both = "contains(ids, :me) AND size(ids) > :one";
    assert!(holds(&table, both, json!({":me": "ada", ":one": 1})).await);
    assert!(!holds(&table, both, json!({":me": "cleo", ":one": 1})).await);
    assert!(!holds(&table, both, json!({":me": "ada", ":one": 2})).await);
}

async fn a_map_is_compared_whole(table: Table) {
    table.put(json!({"sk": "a", "due": {"at": "10:00", "what": "remind"}})).await;
    assert!(holds(&table, "due = :due", json!({":due": {"what": "remind", "at": "10:00"}})).await);
    assert!(!holds(&table, "due = :due", json!({":due": {"at": "10:00", "what": "expire"}})).await);
    assert!(!holds(&table, "due = :due", json!({":due": {"M": {"at": {"S": "10:00"}}}})).await);
}

async fn and_binds_closer_than_or_unless_brackets_say_otherwise(table: Table) {
    table.put(json!({"sk": "a", "held": 1, "spare": 0})).await;
    let one = json!({":one": 1});
    assert!(holds(&table, "held = :one OR held = :one AND spare = :one", one.clone()).await);
    assert!(!holds(&table, "(held = :one OR held = :one) AND spare = :one", one).await);
}

async fn a_reserved_word_needs_an_alias(table: Table) {
    let bare = put_if(&table, "attribute_not_exists(status)", Json::Null).await;
    assert_eq!(bare.unwrap_err().kind, "ValidationException");
    let named = json!({
        "Item": {"sk": "a", "status": "active"},
        "ConditionExpression": "attribute_not_exists(#status)",
        "ExpressionAttributeNames": {"#status": "status"},
    });
    assert!(table.ask("PutItem", named).await.is_ok());
}
