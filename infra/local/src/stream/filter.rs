//! Event patterns, as Lambda's `FilterCriteria` reads them.

use crate::template::Pattern;
use serde_json::Value as Json;

/// True when any pattern matches, or there is none.
pub fn passes(patterns: &[Pattern], record: &Json) -> bool {
    patterns.is_empty() || patterns.iter().any(|Pattern(pattern)| matches(pattern, Some(record)))
}

/// An object's keys must all match; a list holds the alternatives for one value.
fn matches(pattern: &Json, value: Option<&Json>) -> bool {
    match pattern {
        Json::Object(keys) => keys.iter().all(|(key, inner)| matches(inner, value.and_then(|v| v.get(key)))),
        Json::Array(alternatives) => alternatives.iter().any(|one| alternative(one, value)),
        _ => false,
    }
}

fn alternative(rule: &Json, value: Option<&Json>) -> bool {
    let text = value.and_then(Json::as_str);
    let Json::Object(rule) = rule else { return value == Some(rule) };
    rule.iter().all(|(operator, operand)| match (operator.as_str(), operand) {
        ("prefix", Json::String(start)) => text.is_some_and(|text| text.starts_with(start)),
        ("suffix", Json::String(end)) => text.is_some_and(|text| text.ends_with(end)),
        ("exists", Json::Bool(wanted)) => value.is_some() == *wanted,
        ("anything-but", Json::Array(refused)) => value.is_some_and(|value| !refused.contains(value)),
        ("anything-but", refused) => value.is_some_and(|value| value != refused),
        // A rule that we do not know lets nothing through, so that its author notices.
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::passes;
    use crate::template::Pattern;
    use serde_json::json;

    fn passes_outbox(record: &serde_json::Value) -> bool {
        let pattern = json!({"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "outbox#"}]}}}});
        passes(&[Pattern(pattern)], record)
    }

    fn record(event: &str, pk: &str) -> serde_json::Value {
        json!({"eventName": event, "dynamodb": {"Keys": {"pk": {"S": pk}}}})
    }

    #[test]
    fn only_new_outbox_rows_pass() {
        assert!(passes_outbox(&record("INSERT", "outbox#7")));
        assert!(!passes_outbox(&record("REMOVE", "outbox#7")));
        assert!(!passes_outbox(&record("INSERT", "bkg_1")));
    }

    #[test]
    fn without_a_filter_everything_passes() {
        assert!(passes(&[], &record("REMOVE", "x")));
    }

    #[test]
    fn the_other_operators_do_as_they_say() {
        let passes = |pattern| passes(&[Pattern(json!({"a": [pattern]}))], &json!({"a": "xyz"}));
        assert!(passes(json!("xyz")) && passes(json!({"suffix": "yz"})) && passes(json!({"exists": true})));
        assert!(passes(json!({"anything-but": ["q"]})) && !passes(json!({"anything-but": "xyz"})));
        assert!(!passes(json!({"numeric": ["<", 3]})));
    }
}
