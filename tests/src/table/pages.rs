//! A stretch of a partition. Docs: `API_Query`, "Paginating table query results", "Key condition expressions".

use serde_json::{Value as Json, json};

use super::wire::Table;

sentences![
    rows_come_in_the_order_of_their_sort_keys_bytes,
    and_backwards,
    a_limited_page_says_where_it_ended_and_the_next_goes_on_there,
    a_walk_of_pages_meets_every_row_once,
    a_page_starts_after_a_row_that_is_gone,
    between_takes_both_its_ends,
    a_prefix_takes_all_that_begins_with_it,
    an_empty_stretch_is_an_empty_page_without_an_end,
    a_page_has_1_mb_at_most,
    a_limit_is_one_or_more,
    a_strong_read_sees_what_was_just_written,
];

async fn rows(table: &Table, sks: &[&str]) {
    for sk in sks {
        table.put(json!({"sk": sk})).await;
    }
}

fn sks(page: &Json) -> Vec<&str> {
    let rows = page["Items"].as_array().into_iter().flatten();
    rows.filter_map(|row| row["sk"].as_str()).collect()
}

async fn rows_come_in_the_order_of_their_sort_keys_bytes(table: Table) {
    rows(&table, &["b", "a#2", "é", "a", "Z", "a#10", "\u{10FFFF}"]).await;
    let page = table.query(json!({"ConsistentRead": true})).await;
    assert_eq!(sks(&page), ["Z", "a", "a#10", "a#2", "b", "é", "\u{10FFFF}"]);
}

async fn and_backwards(table: Table) {
    rows(&table, &["b", "a", "é", "c"]).await;
    let page = table.query(json!({"ConsistentRead": true, "ScanIndexForward": false, "Limit": 3})).await;
    assert_eq!(sks(&page), ["é", "c", "b"]);
}

async fn a_limited_page_says_where_it_ended_and_the_next_goes_on_there(table: Table) {
    rows(&table, &["a", "b", "c"]).await;
    let first = table.query(json!({"ConsistentRead": true, "Limit": 2})).await;
    assert_eq!((sks(&first), &first["LastEvaluatedKey"]), (vec!["a", "b"], &json!({"sk": "b"})));
    let start = &first["LastEvaluatedKey"];
    let second = table.query(json!({"ConsistentRead": true, "Limit": 2, "ExclusiveStartKey": start})).await;
    assert_eq!((sks(&second), &second["LastEvaluatedKey"]), (vec!["c"], &Json::Null));
}

async fn a_walk_of_pages_meets_every_row_once(table: Table) {
    let all: Vec<String> = (0..7).map(|i| format!("row#{i}")).collect();
    rows(&table, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for forward in [true, false] {
        let (mut met, mut start) = (Vec::new(), Json::Null);
        loop {
            let ask = json!({
                "ConsistentRead": true, "Limit": 3, "ScanIndexForward": forward, "ExclusiveStartKey": start,
            });
            let page = table.query(ask).await;
            met.extend(sks(&page).into_iter().map(str::to_owned));
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                break;
            }
            assert!(met.len() <= all.len(), "it goes round in circles");
        }
        assert!(if forward { met.iter().eq(&all) } else { met.iter().rev().eq(&all) }, "{met:?}");
    }
}

async fn a_page_starts_after_a_row_that_is_gone(table: Table) {
    rows(&table, &["a", "c", "d"]).await;
    let page = table.query(json!({"ConsistentRead": true, "ExclusiveStartKey": {"sk": "b"}})).await;
    assert_eq!(sks(&page), ["c", "d"]);
    let back = json!({"ConsistentRead": true, "ExclusiveStartKey": {"sk": "b"}, "ScanIndexForward": false});
    assert_eq!(sks(&table.query(back).await), ["a"]);
}

async fn between_takes_both_its_ends(table: Table) {
    rows(&table, &["day#2026-11-19", "day#2026-11-20", "day#2026-11-21", "day#2026-11-22"]).await;
    let days = json!({
        "ConsistentRead": true,
        "KeyConditionExpression": "pk = :pk AND #sk BETWEEN :low AND :high",
        "ExpressionAttributeNames": {"#sk": "sk"},
        "ExpressionAttributeValues": {":low": "day#2026-11-20", ":high": "day#2026-11-21"},
    });
    assert_eq!(sks(&table.query(days).await), ["day#2026-11-20", "day#2026-11-21"]);
}

async fn a_prefix_takes_all_that_begins_with_it(table: Table) {
    rows(&table, &["sess", "session", "session#1", "session#2", "sessions"]).await;
    let own = json!({
        "ConsistentRead": true,
        "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
        "ExpressionAttributeValues": {":prefix": "session#"},
    });
    assert_eq!(sks(&table.query(own).await), ["session#1", "session#2"]);
}

async fn an_empty_stretch_is_an_empty_page_without_an_end(table: Table) {
    let page = table.query(json!({"ConsistentRead": true, "Limit": 5})).await;
    assert_eq!((&page["Count"], &page["Items"], &page["LastEvaluatedKey"]), (&json!(0), &json!([]), &Json::Null));
}

async fn a_page_has_1_mb_at_most(table: Table) {
    for sk in ["a", "b", "c", "d"] {
        table.put(json!({"sk": sk, "body": "x".repeat(300_000)})).await;
    }
    let first = table.query(json!({"ConsistentRead": true})).await;
    let met = sks(&first);
    assert!(met.len() < 4, "1.2 MB came at once");
    let start = &first["LastEvaluatedKey"];
    assert_eq!(start["sk"].as_str(), met.last().copied());
    let rest = table.query(json!({"ConsistentRead": true, "ExclusiveStartKey": start})).await;
    assert_eq!([met, sks(&rest)].concat(), ["a", "b", "c", "d"]);
}

async fn a_limit_is_one_or_more(table: Table) {
    let none = json!({"KeyConditionExpression": "pk = :pk", "Limit": 0});
    assert_eq!(table.ask("Query", none).await.unwrap_err().kind, "ValidationException");
}

async fn a_strong_read_sees_what_was_just_written(table: Table) {
    for version in 1..=20 {
        table.put(json!({"sk": "a", "version": version})).await;
        assert_eq!(table.get("a").await["version"], version);
        assert_eq!(table.query(json!({"ConsistentRead": true})).await["Items"][0]["version"], version);
    }
}
