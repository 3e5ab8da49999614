//! What a key may be. Docs: "Quotas in Amazon DynamoDB", `API_PutItem`, "Using global secondary indexes".

use serde_json::{Value as Json, json};

use super::wire::Table;

sentences![
    a_partition_key_has_2048_bytes_at_most,
    a_sort_key_has_1024_bytes_at_most,
    no_part_of_a_key_is_empty,
    a_row_without_its_whole_key_is_refused,
    a_key_in_an_index_is_text_of_one_byte_or_more,
    #[differs = "it takes an index key of any length"]
    a_key_in_an_index_is_no_longer_than_a_tables,
    no_update_changes_a_key,
];

async fn refused(table: &Table, row: Json) {
    let kind = table.ask("PutItem", json!({"Item": row})).await.unwrap_err().kind;
    assert_eq!(kind, "ValidationException");
}

async fn a_partition_key_has_2048_bytes_at_most(table: Table) {
    let long = format!("{}{}", table.here, "é".repeat((2048 - table.here.len()) / 2));
    assert_eq!(long.len(), 2048);
    table.put(json!({"pk": long, "sk": "a"})).await;
    refused(&table, json!({"pk": format!("{long}x"), "sk": "a"})).await;
}

async fn a_sort_key_has_1024_bytes_at_most(table: Table) {
    let long = "é".repeat(512);
    table.put(json!({"sk": long})).await;
    refused(&table, json!({"sk": format!("{long}x")})).await;
}

async fn no_part_of_a_key_is_empty(table: Table) {
    refused(&table, json!({"sk": ""})).await;
    refused(&table, json!({"pk": "", "sk": "a"})).await;
    assert!(table.ask("GetItem", json!({"Key": {"sk": ""}})).await.is_err());
    // Anything else may be.
    table.put(json!({"sk": "a", "text": "", "bytes": {"B": ""}})).await;
}

async fn a_row_without_its_whole_key_is_refused(table: Table) {
    refused(&table, json!({"text": "no sort key"})).await;
    refused(&table, json!({"sk": 7})).await;
}

async fn a_key_in_an_index_is_text_of_one_byte_or_more(table: Table) {
    refused(&table, json!({"sk": "a", "gsi1pk": 7, "gsi1sk": "x"})).await;
    refused(&table, json!({"sk": "a", "gsi1pk": "x", "gsi1sk": ""})).await;
    assert_eq!(table.get("a").await, Json::Null);
}

async fn a_key_in_an_index_is_no_longer_than_a_tables(table: Table) {
    refused(&table, json!({"sk": "a", "gsi1pk": "x", "gsi1sk": "x".repeat(1025)})).await;
    refused(&table, json!({"sk": "a", "gsi1pk": "x".repeat(2049), "gsi1sk": "x"})).await;
}

async fn no_update_changes_a_key(table: Table) {
    table.put(json!({"sk": "a"})).await;
    let change = json!({
        "Key": {"sk": "a"}, "UpdateExpression": "SET sk = :b", "ExpressionAttributeValues": {":b": "b"},
    });
    assert_eq!(table.ask("UpdateItem", change).await.unwrap_err().kind, "ValidationException");
}
