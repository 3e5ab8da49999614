//! What a twin does to a write in DynamoDB's JSON: a transaction of several rows, or a call of one.

use serde_json::{Value, json};
use testkit::only_reads;

/// What a transaction does to a row, each with that row.
const ACTIONS: [&str; 4] = ["Put", "Update", "Delete", "ConditionCheck"];

/// What is said of a row: inside a transaction's action, or by the call itself.
fn row(action: &Value) -> &Value {
    ACTIONS.iter().find_map(|name| action.get(name)).unwrap_or(action)
}

/// Is it about a row of this kind, `what` being `booking`, `day#`, `gate`…: what the sort key begins with, or the
/// partition where that says more?
fn is_about(action: &Value, what: &str) -> bool {
    let row = row(action);
    let keys = if row["Key"].is_null() { &row["Item"] } else { &row["Key"] };
    let starts = |name: &str| keys[name]["S"].as_str().is_some_and(|key| key.starts_with(what));
    starts("sk") || starts("pk")
}

/// Does the call write a row of this kind, by itself or together with others?
pub fn writes(operation: &str, request: &Value, what: &str) -> bool {
    let about = |action: &Value| is_about(action, what);
    let any = request["TransactItems"].as_array().map_or_else(|| about(request), |actions| actions.iter().any(about));
    any && !only_reads(operation)
}

/// The rows of this kind are written whatever they are now.
pub fn unconditional(mut request: Value, what: &str) -> Value {
    match request.get_mut("TransactItems").and_then(Value::as_array_mut) {
        Some(actions) => actions.iter_mut().filter(|action| is_about(action, what)).for_each(loosen),
        None => loosen(&mut request),
    }
    request
}

fn loosen(action: &mut Value) {
    let name = ACTIONS.into_iter().find(|name| action.get(name).is_some());
    let row = match name {
        Some(name) => &mut action[name],
        None => action,
    };
    if let Some(condition) = row["ConditionExpression"].as_str() {
        // Its names and values must still be used.
        row["ConditionExpression"] =
            json!(format!("attribute_not_exists(pk) OR attribute_exists(pk) OR ({condition})"));
    }
}

/// The rows of this kind are not written at all.
pub fn without(request: Value, what: &str) -> Vec<Value> {
    keeping(request, |action| !is_about(action, what))
}

/// Only the first row of this kind is left out: one of two calendars.
pub fn without_one(request: Value, what: &str) -> Vec<Value> {
    let mut none_yet = true;
    keeping(request, |action| {
        let left_out = none_yet && is_about(action, what);
        none_yet &= !left_out;
        !left_out
    })
}

/// The rows of this kind are written, but none is deleted.
pub fn without_deletes(operation: &str, request: Value, what: &str) -> Vec<Value> {
    let deletes = |action: &Value| operation == "DeleteItem" || action.get("Delete").is_some();
    keeping(request, |action| !(deletes(action) && is_about(action, what)))
}

/// Two transactions, the rows of this kind in the second. What has only such rows, or none, stays one.
pub fn apart(request: &Value, what: &str) -> Vec<Value> {
    let half = |second: bool| keeping(tokenless(request.clone()), |action| is_about(action, what) == second);
    [half(false), half(true)].concat()
}

/// Each send is a new transaction.
pub fn tokenless(mut request: Value) -> Value {
    request.as_object_mut().expect("a request").remove("ClientRequestToken");
    request
}

/// The write with some of its rows; no write at all where it has none of them.
fn keeping(mut request: Value, mut keeps: impl FnMut(&Value) -> bool) -> Vec<Value> {
    let any = match request.get_mut("TransactItems").and_then(Value::as_array_mut) {
        Some(actions) => {
            actions.retain(&mut keeps);
            !actions.is_empty()
        }
        None => keeps(&request),
    };
    any.then_some(request).into_iter().collect()
}
