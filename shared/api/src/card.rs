//! Card numbers in what somebody sends as JSON.

use domain::card;
use serde_json::Value;

/// The field in which one stands, as serde names it; empty where it stands in none.
pub fn card_at(json: &[u8]) -> Option<String> {
    std::str::from_utf8(json).ok().filter(|text| card::is_in(text))?;
    let body = serde_json::from_slice(json).unwrap_or_default();
    Some(within(&body, String::new()).unwrap_or_default())
}

fn within(value: &Value, at: String) -> Option<String> {
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| within(value, below(name))),
        Value::Array(list) => list.iter().enumerate().find_map(|(n, value)| within(value, format!("{at}[{n}]"))),
        value => card::is_in(&value.to_string()).then_some(at),
    }
}

#[cfg(test)]
mod tests {
    use super::card_at;

    #[test]
    fn the_field_in_which_it_stands_is_named_however_deep_that_is() {
        let one = "\"4111 1111 1111 1111\"";
        let named = [
            (format!("{{\"a\": {one}}}"), Some("a")),
            (format!("{{\"a\": [{{\"b\": 1}}, {{\"b\": {one}}}]}}"), Some("a[1].b")),
            ("{\"a\": {\"b\": 4111111111111111}}".to_owned(), Some("a.b")),
            (one.to_owned(), Some("")),
            (format!("{{{one}: 1}}"), Some("")),
            ("{\"a\": \"4111 1111 1111 1112\"}".to_owned(), None),
        ];
        for (json, field) in named {
            assert_eq!(card_at(json.as_bytes()).as_deref(), field, "{json}");
        }
    }
}
