//! What a call consumes: `budgets.txt` rests on these. Docs: "Read and write operations", "Capacity unit
//! consumption", "Capacity management for transactions", "Provisioned throughput considerations for GSIs".

use serde_json::{Value as Json, json};

use super::wire::{Table, fresh};

sentences![
    a_strong_read_is_a_unit_for_each_4_kb_and_an_eventual_one_half,
    a_row_that_is_not_there_is_read_for_the_smallest_price,
    a_page_is_rounded_up_once_and_not_by_the_row,
    a_batch_is_rounded_up_by_the_row,
    a_write_is_a_unit_for_each_kb_of_the_larger_of_before_and_after,
    a_check_in_a_transaction_pays_as_a_write,
    a_transaction_pays_double_for_each_row,
    a_token_that_is_known_pays_for_reading_only,
    an_entry_in_an_index_is_a_write_more_and_a_moved_one_two,
    an_index_that_a_write_leaves_alone_costs_nothing,
    a_transaction_does_not_double_what_its_indexes_cost,
];

/// A row of about so many KB, and a little more than nothing.
fn row(sk: &str, kb: usize) -> Json {
    json!({"sk": sk, "body": "x".repeat(kb * 1024)})
}

async fn read(table: &Table, sk: &str, strong: bool) -> f64 {
    table.cost("GetItem", json!({"Key": {"sk": sk}, "ConsistentRead": strong})).await
}

#[track_caller]
fn is(cost: f64, units: f64) {
    assert!((cost - units).abs() < 0.001, "{cost} units and not {units}");
}

async fn a_strong_read_is_a_unit_for_each_4_kb_and_an_eventual_one_half(table: Table) {
    table.put(row("a", 1)).await;
    table.put(row("b", 5)).await;
    is(read(&table, "a", true).await, 1.0);
    is(read(&table, "a", false).await, 0.5);
    is(read(&table, "b", true).await, 2.0);
    is(read(&table, "b", false).await, 1.0);
}

async fn a_row_that_is_not_there_is_read_for_the_smallest_price(table: Table) {
    is(read(&table, "nobody", true).await, 1.0);
    is(read(&table, "nobody", false).await, 0.5);
}

async fn a_page_is_rounded_up_once_and_not_by_the_row(table: Table) {
    for sk in ["a", "b", "c", "d", "e", "f"] {
        table.put(row(sk, 1)).await;
    }
    let page = |strong: bool| {
        json!({
            "KeyConditionExpression": "pk = :pk", "ConsistentRead": strong,
        })
    };
    is(table.cost("Query", page(true)).await, 2.0);
    is(table.cost("Query", page(false)).await, 1.0);
}

async fn a_batch_is_rounded_up_by_the_row(table: Table) {
    for sk in ["a", "b"] {
        table.put(row(sk, 1)).await;
    }
    let keys = json!([{"sk": "a"}, {"sk": "b"}]);
    let batch = |strong: bool| json!({"RequestItems": {"here": {"Keys": keys, "ConsistentRead": strong}}});
    is(table.cost("BatchGetItem", batch(true)).await, 2.0);
    is(table.cost("BatchGetItem", batch(false)).await, 1.0);
}

async fn a_write_is_a_unit_for_each_kb_of_the_larger_of_before_and_after(table: Table) {
    is(table.cost("PutItem", json!({"Item": {"sk": "a"}})).await, 1.0);
    is(table.cost("PutItem", json!({"Item": row("a", 2)})).await, 3.0);
    let small = json!({"Key": {"sk": "a"}, "UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": 1}});
    is(table.cost("UpdateItem", small).await, 3.0);
    is(table.cost("PutItem", json!({"Item": {"sk": "a"}})).await, 3.0);
    table.put(row("a", 2)).await;
    is(table.cost("DeleteItem", json!({"Key": {"sk": "a"}})).await, 3.0);
}

async fn a_check_in_a_transaction_pays_as_a_write(table: Table) {
    // Prepared and committed like every other row of the transaction, though nothing of it changes.
    table.put(row("a", 2)).await;
    let check = json!({"ConditionCheck": {"Key": {"sk": "a"}, "ConditionExpression": "attribute_exists(pk)"}});
    is(table.cost("TransactWriteItems", json!({"TransactItems": [check]})).await, 6.0);
}

async fn a_transaction_pays_double_for_each_row(table: Table) {
    let actions =
        json!([{"Put": {"Item": {"sk": "a"}}}, {"Put": {"Item": {"sk": "b"}}}, {"Put": {"Item": row("c", 1)}}]);
    is(table.cost("TransactWriteItems", json!({"TransactItems": actions})).await, 8.0);
}

async fn a_token_that_is_known_pays_for_reading_only(table: Table) {
    let ask = json!({
        "TransactItems": [{"Put": {"Item": row("a", 2)}}], "ReturnConsumedCapacity": "INDEXES",
        "ClientRequestToken": fresh(),
    });
    let consumed = |answer: &Json| answer["ConsumedCapacity"][0].clone();
    let first = consumed(&table.ask("TransactWriteItems", ask.clone()).await.unwrap());
    is(first["WriteCapacityUnits"].as_f64().unwrap_or_default(), 6.0);
    let again = consumed(&table.ask("TransactWriteItems", ask).await.unwrap());
    assert_eq!(again["WriteCapacityUnits"], Json::Null);
    assert!(again["ReadCapacityUnits"].as_f64().is_some_and(|units| units > 0.0), "{again}");
}

/// A row with a place in the index of mentors and another in that of mentees.
fn placed(table: &Table, place: &str) -> Json {
    json!({"sk": "a", "gsi1pk": table.here, "gsi1sk": place, "gsi2pk": table.here, "gsi2sk": "same"})
}

async fn an_entry_in_an_index_is_a_write_more_and_a_moved_one_two(table: Table) {
    is(table.cost("PutItem", json!({"Item": placed(&table, "one")})).await, 3.0);
    // One write in the table, out of one place and into another in gsi1, and the new gsi1sk in gsi2's copy.
    is(table.cost("PutItem", json!({"Item": placed(&table, "two")})).await, 4.0);
    is(table.cost("DeleteItem", json!({"Key": {"sk": "a"}})).await, 3.0);
}

async fn an_index_that_a_write_leaves_alone_costs_nothing(table: Table) {
    is(table.cost("PutItem", json!({"Item": {"sk": "a", "gsi1pk": table.here}})).await, 1.0);
    table.put(placed(&table, "one")).await;
    is(table.cost("PutItem", json!({"Item": placed(&table, "one")})).await, 1.0);
}

async fn a_transaction_does_not_double_what_its_indexes_cost(table: Table) {
    // A row is prepared and committed, which is twice; an index follows once, after the commit.
    let actions = json!([{"Put": {"Item": placed(&table, "one")}}]);
    is(table.cost("TransactWriteItems", json!({"TransactItems": actions})).await, 4.0);
}
