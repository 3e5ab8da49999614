//! What a twin does to a call: a transaction's request in DynamoDB's JSON, and the rows it is about.

use serde_json::{Value, json};

/// A transaction's actions with their rows, `what` being `booking`, `day#`, `gate`…: what the sort key
/// begins with, or the partition where that says more.
fn is_about(action: &Value, what: &str) -> bool {
    let (_, action) = action.as_object().and_then(|action| action.iter().next()).expect("an action");
    let keys = if action["Key"].is_null() { &action["Item"] } else { &action["Key"] };
    let starts = |name: &str| keys[name]["S"].as_str().is_some_and(|key| key.starts_with(what));
    starts("sk") || starts("pk")
}

/// Does the call write a row of this kind together with others?
pub fn writes(operation: &str, request: &Value, what: &str) -> bool {
    operation == "TransactWriteItems" && actions(request).iter().any(|action| is_about(action, what))
}

fn actions(request: &Value) -> &[Value] {
    request["TransactItems"].as_array().map_or(&[], Vec::as_slice)
}

/// The rows of this kind are written whatever they are now.
pub fn unconditional(mut request: Value, what: &str) -> Value {
    for action in request["TransactItems"].as_array_mut().expect("actions") {
        if !is_about(action, what) {
            continue;
        }
        let (_, action) = action.as_object_mut().and_then(|action| action.iter_mut().next()).expect("an action");
        if let Some(condition) = action["ConditionExpression"].as_str() {
            // Its names and values must still be used.
            action["ConditionExpression"] =
                json!(format!("attribute_not_exists(pk) OR attribute_exists(pk) OR ({condition})"));
        }
    }
    request
}

/// The rows of this kind are not written at all.
pub fn without(mut request: Value, what: &str) -> Vec<Value> {
    let actions = request["TransactItems"].as_array_mut().expect("actions");
    actions.retain(|action| !is_about(action, what));
    let rest = !actions.is_empty();
    rest.then_some(request).into_iter().collect()
}

/// Only the first row of this kind is left out: one of two calendars.
pub fn without_one(mut request: Value, what: &str) -> Vec<Value> {
    let actions = request["TransactItems"].as_array_mut().expect("actions");
    let first = actions.iter().position(|action| is_about(action, what));
    if let Some(first) = first {
        actions.remove(first);
    }
    vec![request]
}

/// Two transactions, the rows of this kind in the second.
pub fn apart(request: &Value, what: &str) -> Vec<Value> {
    let half = |second: bool| {
        let mut half = request.clone();
        let actions = half["TransactItems"].as_array_mut().expect("actions");
        actions.retain(|action| is_about(action, what) == second);
        half.as_object_mut().expect("a request").remove("ClientRequestToken");
        half
    };
    vec![half(false), half(true)]
}

/// Each send is a new transaction.
pub fn tokenless(mut request: Value) -> Value {
    request.as_object_mut().expect("a request").remove("ClientRequestToken");
    request
}
