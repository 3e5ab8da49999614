//! CloudFormation's YAML as plain JSON: short tags become their long form.

use serde_json::{Map, Value as Json};
use serde_yaml_ng::Value as Yaml;

/// `!Ref X` becomes `{"Ref": "X"}`, `!GetAtt A.B` becomes `{"Fn::GetAtt": ["A", "B"]}`, and so on.
pub fn long_form(yaml: Yaml) -> Json {
    match yaml {
        Yaml::Tagged(tagged) => tag(&tagged.tag.to_string(), tagged.value),
        Yaml::Mapping(entries) => {
            entries.into_iter().map(|(k, v)| (key(&k), long_form(v))).collect::<Map<_, _>>().into()
        }
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::String(text) => Json::String(text),
        Yaml::Bool(flag) => Json::Bool(flag),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        Yaml::Null => Json::Null,
    }
}

fn tag(name: &str, value: Yaml) -> Json {
    let value = long_form(value);
    let (name, value) = match (name.trim_start_matches('!'), value) {
        (plain @ ("Ref" | "Condition"), value) => (plain.to_owned(), value),
        ("GetAtt", Json::String(path)) => ("Fn::GetAtt".to_owned(), attribute_path(&path)),
        (other, value) => (format!("Fn::{other}"), value),
    };
    Json::Object(Map::from_iter([(name, value)]))
}

fn attribute_path(path: &str) -> Json {
    let (resource, attribute) = path.split_once('.').unwrap_or((path, ""));
    serde_json::json!([resource, attribute])
}

/// Keys that YAML reads as numbers or flags (`On`, `2012-10-17`) are written back as text.
fn key(yaml: &Yaml) -> String {
    match yaml {
        Yaml::String(text) => text.clone(),
        other => serde_yaml_ng::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::long_form;
    use serde_json::json;

    #[test]
    fn short_tags_become_long_forms() {
        let yaml = serde_yaml_ng::from_str("{a: !Ref T, b: !GetAtt T.Arn, c: !Join ['-', [x, !Sub 'y']]}").unwrap();
        assert_eq!(
            long_form(yaml),
            json!({"a": {"Ref": "T"}, "b": {"Fn::GetAtt": ["T", "Arn"]}, "c": {"Fn::Join": ["-", ["x", {"Fn::Sub": "y"}]]}})
        );
    }
}
