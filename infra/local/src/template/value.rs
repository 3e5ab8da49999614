//! Values as CloudFormation's functions see them.

use serde_json::Value as Json;

/// As CloudFormation writes a scalar into a string.
pub fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        Json::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

pub fn truth(value: &Json) -> bool {
    value.as_bool().unwrap_or_else(|| text(value) == "true")
}

pub fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn join(argument: &Json) -> String {
    list(&argument[1]).iter().map(text).collect::<Vec<_>>().join(&text(&argument[0]))
}

pub fn split(argument: &Json) -> Json {
    text(&argument[1]).split(&text(&argument[0])).map(Json::from).collect()
}

pub fn select(argument: &Json) -> Json {
    let index = text(&argument[0]).parse::<usize>().unwrap_or_default();
    argument[1].get(index).cloned().unwrap_or_default()
}
