//! How large a thing may be. Docs: "Quotas in Amazon DynamoDB", "DynamoDB item sizes and formats".

use serde_json::{Value as Json, json};

use super::wire::Table;

sentences![
    a_row_has_400_kb_at_most_its_names_included,
    no_update_lets_a_row_grow_past_400_kb,
    a_transaction_has_4_mb_at_most,
    a_number_of_39_digits_is_refused,
    an_expression_has_4_kb_at_most,
    #[differs = "it counts no operators"]
    an_update_has_300_operators_at_most,
    values_are_nested_32_levels_deep_at_most,
];

const MOST: usize = 400 * 1024;

/// A row of so many bytes.
fn row_of(table: &Table, bytes: usize) -> Json {
    let rest = bytes - ["pk", &table.here, "sk", "a", "body"].concat().len();
    json!({"sk": "a", "body": "x".repeat(rest)})
}

async fn a_row_has_400_kb_at_most_its_names_included(table: Table) {
    table.put(row_of(&table, MOST)).await;
    let refused = table.ask("PutItem", json!({"Item": row_of(&table, MOST + 1)})).await.unwrap_err();
    assert_eq!(refused.kind, "ValidationException");
}

async fn no_update_lets_a_row_grow_past_400_kb(table: Table) {
    table.put(row_of(&table, MOST - 10)).await;
    let grow = |by: usize| {
        json!({
            "Key": {"sk": "a"}, "UpdateExpression": "SET z = :z", "ExpressionAttributeValues": {":z": "z".repeat(by)},
        })
    };
    assert_eq!(table.ask("UpdateItem", grow(10)).await.unwrap_err().kind, "ValidationException");
    table.ask("UpdateItem", grow(9)).await.unwrap();
}

async fn a_transaction_has_4_mb_at_most(table: Table) {
    let large = |i: usize| json!({"Put": {"Item": {"sk": format!("{i}"), "body": "x".repeat(400_000)}}});
    table.transact((0..11).map(large).collect()).await.unwrap_err();
    assert_eq!(table.query(json!({})).await["Count"], 0);
}

async fn a_number_of_39_digits_is_refused(table: Table) {
    let row = json!({"sk": "a", "n": {"N": "123456789012345678901234567890123456789"}});
    assert_eq!(table.ask("PutItem", json!({"Item": row})).await.unwrap_err().kind, "ValidationException");
}

async fn values_are_nested_32_levels_deep_at_most(table: Table) {
    let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    table.put(json!({"sk": "a", "list": deep(31)})).await;
    let refused = table.ask("PutItem", json!({"Item": {"sk": "b", "list": deep(33)}})).await.unwrap_err();
    assert_eq!(refused.kind, "ValidationException");
}

async fn an_expression_has_4_kb_at_most(table: Table) {
    // As the day rows have them: 96 quarters, each on the condition that it is free, are 2.8 KB.
    let check = |bytes: usize| {
        let condition = "attribute_not_exists(s10) AND ".repeat(100);
        let name = "n".repeat(bytes - condition.len() - "attribute_not_exists()".len());
        json!({"Item": {"sk": "a"}, "ConditionExpression": format!("{condition}attribute_not_exists({name})")})
    };
    table.ask("PutItem", check(4096)).await.unwrap();
    assert_eq!(table.ask("PutItem", check(4097)).await.unwrap_err().kind, "ValidationException");
}

async fn an_update_has_300_operators_at_most(table: Table) {
    let sums = |operators: usize| {
        let set = (0..operators).map(|i| format!("n{i}=:n+:n")).collect::<Vec<_>>().join(",");
        json!({
            "Key": {"sk": "a"}, "UpdateExpression": format!("SET {set}"), "ExpressionAttributeValues": {":n": 1},
        })
    };
    // A day row's largest condition, 96 quarters and the count of sessions, has 195.
    assert_eq!(table.ask("UpdateItem", sums(301)).await.unwrap_err().kind, "ValidationException");
}
