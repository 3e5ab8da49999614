//! What comes back is what was written. Docs: "Supported data types and naming rules", `API_AttributeValue`,
//! "Using time to live (TTL)".

use serde_json::{Map, Value as Json, json};

use super::wire::Table;

sentences![
    a_number_keeps_all_of_its_38_digits,
    a_number_comes_back_without_idle_zeroes,
    bytes_come_back_as_they_were,
    a_set_has_each_member_once_and_none_twice,
    lists_maps_booleans_and_null_come_back_nested_as_they_were,
    a_row_past_its_time_to_live_is_there_until_it_is_swept,
];

async fn a_number_keeps_all_of_its_38_digits(table: Table) {
    let digits = "12345678901234567890123456789012345678";
    table.put(json!({"sk": "a", "n": {"N": digits}, "m": {"N": format!("-{digits}")}})).await;
    assert_eq!(table.get("a").await, json!({"sk": "a", "n": {"N": digits}, "m": {"N": format!("-{digits}")}}));
}

async fn a_number_comes_back_without_idle_zeroes(table: Table) {
    table.put(json!({"sk": "a", "n": {"N": "007.50"}, "m": {"N": "10.0"}})).await;
    assert_eq!(table.get("a").await, json!({"sk": "a", "n": {"N": "7.5"}, "m": 10}));
}

async fn bytes_come_back_as_they_were(table: Table) {
    table.put(json!({"sk": "a", "id": {"B": "AAH/gBA="}})).await;
    assert_eq!(table.get("a").await["id"], json!({"B": "AAH/gBA="}));
}

async fn a_set_has_each_member_once_and_none_twice(table: Table) {
    table.put(json!({"sk": "a", "told": {"SS": ["b", "a"]}})).await;
    assert_eq!(table.get("a").await["told"], json!({"SS": ["a", "b"]}));
    let doubled = table.ask("PutItem", json!({"Item": {"sk": "a", "told": {"SS": ["a", "a"]}}})).await;
    assert_eq!(doubled.unwrap_err().kind, "ValidationException");
}

async fn lists_maps_booleans_and_null_come_back_nested_as_they_were(table: Table) {
    let row = json!({"sk": "a", "hours": [{"day": 1, "open": true, "note": null}, [], {}], "text": ""});
    table.put(row.clone()).await;
    assert_eq!(table.get("a").await, row);
}

async fn a_row_past_its_time_to_live_is_there_until_it_is_swept(table: Table) {
    // More than five years ago: DynamoDB sweeps no such row, so the sentence holds whenever it is asked.
    table.put(json!({"sk": "a", "ttl": 1})).await;
    assert_eq!(table.get("a").await, json!({"sk": "a", "ttl": 1}));
    assert_eq!(table.query(json!({})).await["Count"], 1);
    let again = json!({"Item": {"sk": "a"}, "ConditionExpression": "attribute_not_exists(pk)"});
    assert_eq!(table.ask("PutItem", again).await.unwrap_err().kind, "ConditionalCheckFailedException");
}

const SPELLED: &[&str] = &["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"];

/// Plain JSON in DynamoDB's spelling; what is spelled already stays as it is.
pub fn spell(plain: &Json) -> Json {
    match plain {
        Json::String(text) => json!({"S": text}),
        Json::Number(number) => json!({"N": number.to_string()}),
        Json::Bool(flag) => json!({"BOOL": flag}),
        Json::Null => json!({"NULL": true}),
        Json::Array(list) => json!({"L": list.iter().map(spell).collect::<Vec<_>>()}),
        Json::Object(map) if map.len() == 1 && map.keys().all(|name| SPELLED.contains(&name.as_str())) => plain.clone(),
        Json::Object(map) => json!({"M": each(map, spell)}),
    }
}

/// And back; sets sorted, and whole numbers as JSON has them.
pub fn read(spelled: &Json) -> Json {
    let (kind, value) = spelled.as_object().and_then(|map| map.iter().next()).expect("a value has a type");
    match (kind.as_str(), value) {
        ("N", Json::String(digits)) => digits.parse::<i64>().map_or_else(|_| spelled.clone(), Json::from),
        ("S" | "BOOL", value) => value.clone(),
        ("NULL", _) => Json::Null,
        ("L", Json::Array(list)) => list.iter().map(read).collect(),
        ("M", Json::Object(map)) => Json::Object(each(map, read)),
        (_, Json::Array(set)) => {
            let mut set: Vec<&str> = set.iter().filter_map(Json::as_str).collect();
            set.sort_unstable();
            json!({kind: set})
        }
        _ => spelled.clone(),
    }
}

fn each(map: &Map<String, Json>, change: impl Fn(&Json) -> Json) -> Map<String, Json> {
    map.iter().map(|(name, value)| (name.clone(), change(value))).collect()
}
