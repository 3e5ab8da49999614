//! Global indexes: they follow the table, a moment behind. Docs: "Using global secondary indexes in DynamoDB".

use serde_json::{Value as Json, json};

use super::wire::Table;

sentences![
    a_row_without_both_of_its_keys_is_not_in_the_index,
    an_index_that_projects_everything_has_the_whole_row,
    two_rows_with_the_same_keys_stand_in_an_index_both,
    a_row_moves_with_its_attribute_and_leaves_with_it,
    a_deleted_row_leaves_the_index,
    no_index_is_read_strongly,
    a_page_of_an_index_ends_with_the_keys_of_both,
    a_row_stands_in_two_indexes_by_its_own_keys_of_each,
];

async fn a_row_without_both_of_its_keys_is_not_in_the_index(table: Table) {
    let list = table.here.clone();
    table.put(json!({"sk": "half", "gsi1pk": list})).await;
    table.put(json!({"sk": "other half", "gsi1sk": "x"})).await;
    table.put(json!({"sk": "whole", "gsi1pk": list, "gsi1sk": "x"})).await;
    assert_eq!(table.listed("gsi1", &list, 1).await[0]["sk"], "whole");
}

async fn an_index_that_projects_everything_has_the_whole_row(table: Table) {
    let list = table.here.clone();
    let row = json!({
        "sk": "a", "gsi1pk": list, "gsi1sk": "x", "n": 1, "map": {"list": [1, "two"]}, "id": {"B": "AAE="},
    });
    table.put(row.clone()).await;
    assert_eq!(table.listed("gsi1", &list, 1).await, json!([row]));
}

async fn two_rows_with_the_same_keys_stand_in_an_index_both(table: Table) {
    let list = table.here.clone();
    for sk in ["a", "b"] {
        table.put(json!({"sk": sk, "gsi3pk": list, "gsi3sk": "same"})).await;
    }
    let rows = table.listed("gsi3", &list, 2).await;
    let mut sks: Vec<&str> = rows.as_array().into_iter().flatten().filter_map(|row| row["sk"].as_str()).collect();
    sks.sort_unstable();
    assert_eq!(sks, ["a", "b"]);
}

async fn change(table: &Table, update: &str, values: Json) {
    let mut ask = json!({"Key": {"sk": "a"}, "UpdateExpression": update});
    if values.is_object() {
        ask["ExpressionAttributeValues"] = values;
    }
    table.ask("UpdateItem", ask).await.unwrap();
}

async fn a_row_moves_with_its_attribute_and_leaves_with_it(table: Table) {
    let [old, new] = ["old", "new"].map(|name| format!("{}-{name}", table.here));
    table.put(json!({"sk": "a", "gsi2pk": old, "gsi2sk": "x"})).await;
    table.listed("gsi2", &old, 1).await;
    change(&table, "SET gsi2pk = :new", json!({":new": new})).await;
    table.listed("gsi2", &new, 1).await;
    table.listed("gsi2", &old, 0).await;
    change(&table, "REMOVE gsi2sk", Json::Null).await;
    table.listed("gsi2", &new, 0).await;
    assert_eq!(table.get("a").await, json!({"sk": "a", "gsi2pk": new}));
}

async fn a_deleted_row_leaves_the_index(table: Table) {
    let list = table.here.clone();
    table.put(json!({"sk": "a", "gsi1pk": list, "gsi1sk": "x"})).await;
    table.listed("gsi1", &list, 1).await;
    table.ask("DeleteItem", json!({"Key": {"sk": "a"}})).await.unwrap();
    table.listed("gsi1", &list, 0).await;
}

async fn no_index_is_read_strongly(table: Table) {
    let ask = json!({
        "IndexName": "gsi1", "ConsistentRead": true,
        "KeyConditionExpression": "gsi1pk = :at", "ExpressionAttributeValues": {":at": "x"},
    });
    assert_eq!(table.ask("Query", ask).await.unwrap_err().kind, "ValidationException");
}

async fn a_page_of_an_index_ends_with_the_keys_of_both(table: Table) {
    let list = table.here.clone();
    for (sk, place) in [("c", "1"), ("b", "2"), ("a", "3")] {
        table.put(json!({"sk": sk, "gsi1pk": list, "gsi1sk": place})).await;
    }
    table.listed("gsi1", &list, 3).await;
    let ask = |start: Json| {
        json!({
            "IndexName": "gsi1", "Limit": 2, "ScanIndexForward": false, "ExclusiveStartKey": start,
            "KeyConditionExpression": "gsi1pk = :at", "ExpressionAttributeValues": {":at": list},
        })
    };
    let first = table.query(ask(Json::Null)).await;
    assert_eq!(first["LastEvaluatedKey"], json!({"sk": "b", "gsi1pk": list, "gsi1sk": "2"}));
    let second = table.query(ask(first["LastEvaluatedKey"].clone())).await;
    assert_eq!((&second["Count"], &second["Items"][0]["sk"]), (&json!(1), &json!("c")));
}

async fn a_row_stands_in_two_indexes_by_its_own_keys_of_each(table: Table) {
    let [mentor, mentee] = ["mentor", "mentee"].map(|side| format!("{}#{side}", table.here));
    table.put(json!({"sk": "a", "gsi1pk": mentor, "gsi1sk": "x", "gsi2pk": mentee, "gsi2sk": "y"})).await;
    assert_eq!(table.listed("gsi1", &mentor, 1).await, table.listed("gsi2", &mentee, 1).await);
    table.listed("gsi1", &mentee, 0).await;
}
