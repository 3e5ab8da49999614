//! Changes in place. Docs: `API_UpdateItem`, "Update expressions".

use serde_json::{Value as Json, json};

use super::wire::Table;

sentences![
    an_update_leaves_alone_what_it_does_not_name,
    an_update_of_no_row_makes_one_and_a_delete_of_none_is_no_error,
    set_and_remove_and_add_go_together,
    a_count_begins_where_if_not_exists_says,
    add_begins_at_zero_and_may_subtract,
    add_and_delete_keep_a_set_which_ends_with_its_last_member,
    to_remove_what_is_not_there_is_no_error,
    a_row_has_an_attribute_for_each_quarter_of_a_day,
    no_two_clauses_may_mean_one_attribute,
    a_value_that_is_not_there_is_no_operand,
    what_comes_back_is_what_was_asked_for,
];

async fn change(table: &Table, update: &str, values: Json) -> String {
    let mut ask = json!({"Key": {"sk": "a"}, "UpdateExpression": update});
    if values.is_object() {
        ask["ExpressionAttributeValues"] = values;
    }
    table.ask("UpdateItem", ask).await.map_or_else(|refused| refused.kind, |_| "done".to_owned())
}

async fn an_update_leaves_alone_what_it_does_not_name(table: Table) {
    table.put(json!({"sk": "a", "name": "Ada", "sessions": 7})).await;
    change(&table, "SET bio = :bio", json!({":bio": "Hello."})).await;
    assert_eq!(table.get("a").await, json!({"sk": "a", "name": "Ada", "sessions": 7, "bio": "Hello."}));
}

async fn an_update_of_no_row_makes_one_and_a_delete_of_none_is_no_error(table: Table) {
    table.ask("DeleteItem", json!({"Key": {"sk": "a"}})).await.unwrap();
    assert_eq!(change(&table, "SET n = :one", json!({":one": 1})).await, "done");
    assert_eq!(table.get("a").await, json!({"sk": "a", "n": 1}));
}

async fn set_and_remove_and_add_go_together(table: Table) {
    table.put(json!({"sk": "a", "s40": 1, "s41": 1, "tries": 2})).await;
    let all = "SET s42 = :id, held_by = :us REMOVE s40, s41 ADD tries :one";
    assert_eq!(change(&table, all, json!({":id": {"B": "AAE="}, ":us": "us", ":one": 1})).await, "done");
    assert_eq!(table.get("a").await, json!({"sk": "a", "s42": {"B": "AAE="}, "held_by": "us", "tries": 3}));
}

async fn a_count_begins_where_if_not_exists_says(table: Table) {
    for (more, so_far) in [(1, 1), (1, 2), (-1, 1)] {
        change(&table, "SET n = if_not_exists(n, :none) + :more", json!({":none": 0, ":more": more})).await;
        assert_eq!(table.get("a").await["n"], so_far);
    }
}

async fn add_begins_at_zero_and_may_subtract(table: Table) {
    for (more, so_far) in [(5, 5), (-7, -2)] {
        change(&table, "ADD n :more", json!({":more": more})).await;
        assert_eq!(table.get("a").await["n"], so_far);
    }
}

async fn add_and_delete_keep_a_set_which_ends_with_its_last_member(table: Table) {
    let set = |members: &[&str]| json!({":ids": {"SS": members}});
    change(&table, "ADD ids :ids", set(&["ada"])).await;
    change(&table, "ADD ids :ids", set(&["bea", "ada"])).await;
    assert_eq!(table.get("a").await["ids"], json!({"SS": ["ada", "bea"]}));
    change(&table, "DELETE ids :ids", set(&["ada", "cleo"])).await;
    assert_eq!(table.get("a").await["ids"], json!({"SS": ["bea"]}));
    change(&table, "DELETE ids :ids", set(&["bea"])).await;
    assert_eq!(table.get("a").await, json!({"sk": "a"}));
}

async fn to_remove_what_is_not_there_is_no_error(table: Table) {
    table.put(json!({"sk": "a"})).await;
    assert_eq!(change(&table, "REMOVE due, s12", Json::Null).await, "done");
    assert_eq!(table.get("a").await, json!({"sk": "a"}));
}

async fn a_row_has_an_attribute_for_each_quarter_of_a_day(table: Table) {
    let quarters = |each: &dyn Fn(u8) -> String, between| (0..96).map(each).collect::<Vec<_>>().join(between);
    let take = json!({
        "Key": {"sk": "a"},
        "UpdateExpression": format!("SET {}", quarters(&|q| format!("s{q} = :id"), ", ")),
        "ConditionExpression": quarters(&|q| format!("attribute_not_exists(s{q})"), " AND "),
        "ExpressionAttributeValues": {":id": {"B": "AAECAwQFBgcICQoLDA0ODw=="}},
    });
    table.ask("UpdateItem", take.clone()).await.unwrap();
    let row = table.get("a").await;
    assert_eq!(row.as_object().map(serde_json::Map::len), Some(97));
    assert_eq!(table.ask("UpdateItem", take).await.unwrap_err().kind, "ConditionalCheckFailedException");
}

async fn no_two_clauses_may_mean_one_attribute(table: Table) {
    assert_eq!(change(&table, "SET n = :one REMOVE n", json!({":one": 1})).await, "ValidationException");
    assert_eq!(change(&table, "SET n = :one ADD n :one", json!({":one": 1})).await, "ValidationException");
}

async fn a_value_that_is_not_there_is_no_operand(table: Table) {
    table.put(json!({"sk": "a"})).await;
    assert_eq!(change(&table, "SET n = n + :one", json!({":one": 1})).await, "ValidationException");
    assert_eq!(table.get("a").await, json!({"sk": "a"}));
}

async fn what_comes_back_is_what_was_asked_for(table: Table) {
    table.put(json!({"sk": "a", "n": 1, "name": "Ada"})).await;
    let add = |back: &str| {
        json!({
            "Key": {"sk": "a"}, "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": 1}, "ReturnValues": back,
        })
    };
    let expected = [
        ("NONE", Json::Null),
        ("UPDATED_NEW", json!({"n": 3})),
        ("ALL_NEW", json!({"sk": "a", "n": 4, "name": "Ada"})),
        ("ALL_OLD", json!({"sk": "a", "n": 4, "name": "Ada"})),
    ];
    for (back, row) in expected {
        assert_eq!(table.ask("UpdateItem", add(back)).await.unwrap()["Attributes"], row, "{back}");
    }
    let gone = table.ask("DeleteItem", json!({"Key": {"sk": "a"}, "ReturnValues": "ALL_OLD"})).await.unwrap();
    assert_eq!(gone["Attributes"], json!({"sk": "a", "n": 5, "name": "Ada"}));
}
