//! A value against a schema of ours, with the words that our schemas use and no others. What a schema does not
//! name must not be there: a reference that leaves something out is wrong as well.

use std::collections::BTreeSet;

use serde_json::Value;

/// What is wrong with the value; empty where it is as the schema says.
pub fn flaws(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut flaws = Vec::new();
    Look { document, flaws: &mut flaws }.at("", schema, value);
    let mut named = BTreeSet::new();
    if names(document, schema, value, &mut named)
        && let Some(object) = value.as_object()
    {
        let strange = object.keys().filter(|name| !named.contains(*name));
        flaws.extend(strange.map(|name| format!("{name} is not in the schema")));
    }
    flaws
}

struct Look<'a> {
    document: &'a Value,
    flaws: &'a mut Vec<String>,
}

impl Look<'_> {
    fn at(&mut self, place: &str, schema: &Value, value: &Value) {
        for (word, said) in schema.as_object().expect("a schema") {
            self.word(place, word, said, value);
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                let found = flaws(self.document, inner, value);
                self.flaws.extend(found.into_iter().map(|flaw| format!("{place}/{name}: {flaw}")));
            }
        }
    }

    fn word(&mut self, place: &str, word: &str, said: &Value, value: &Value) {
        let holds = match word {
            "$ref" => {
                let inner = self.document.pointer(said.as_str().expect("a place").trim_start_matches('#'));
                return self.at(place, inner.expect("a schema that is there"), value);
            }
            "allOf" => return said.as_array().into_iter().flatten().for_each(|part| self.at(place, part, value)),
            "oneOf" => said.as_array().into_iter().flatten().filter(|one| fits(self.document, one, value)).count() == 1,
            "type" => said.as_array().map_or_else(|| is(said, value), |all| all.iter().any(|one| is(one, value))),
            "enum" => said.as_array().is_some_and(|all| all.contains(value)),
            "required" => said.as_array().into_iter().flatten().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "minimum" => value.as_f64().is_none_or(|number| Some(number) >= said.as_f64()),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= said.as_u64().unwrap()),
            "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= said.as_u64().unwrap()),
            "items" => value.as_array().into_iter().flatten().all(|one| flaws(self.document, said, one).is_empty()),
            "properties" | "description" | "format" | "examples" | "example" | "pattern" => true,
            other => panic!("{other} is a word that nobody here knows"),
        };
        if !holds {
            self.flaws.push(format!("{place} is not as {word} says ({said}): {value}"));
        }
    }
}

fn fits(document: &Value, schema: &Value, value: &Value) -> bool {
    flaws(document, schema, value).is_empty()
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is a type that nobody here knows"),
    }
}

/// The names of all properties; false where the schema does not say what an object has.
fn names(document: &Value, schema: &Value, value: &Value, named: &mut BTreeSet<String>) -> bool {
    if let Some(place) = schema["$ref"].as_str() {
        return names(document, document.pointer(place.trim_start_matches('#')).expect("a schema"), value, named);
    }
    let own = schema["properties"].as_object();
    named.extend(own.into_iter().flat_map(|own| own.keys().cloned()));
    let all = schema["allOf"].as_array().into_iter().flatten();
    let one = schema["oneOf"].as_array().into_iter().flatten().filter(|one| fits(document, one, value));
    all.chain(one).fold(own.is_some(), |known, part| names(document, part, value, named) || known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(value: &Value) -> usize {
        let document = json!({"schemas": {"Name": {"type": "string", "maxLength": 3}}});
        let name = json!({"$ref": "#/schemas/Name"});
        let one = json!({"type": "object", "required": ["name"], "properties": {"name": name}});
        let other =
            json!({"type": "object", "properties": {"age": {"oneOf": [{"type": "null"}, {"type": "integer"}]}}});
        flaws(&document, &json!({"allOf": [one, other]}), value).len()
    }

    #[test]
    fn a_value_is_as_the_schema_says() {
        assert_eq!((found(&json!({"name": "ada"})), found(&json!({"name": "ada", "age": null}))), (0, 0));
    }

    #[test]
    fn what_is_missing_too_long_of_another_type_or_not_named_is_noticed() {
        for wrong in [
            json!({}),
            json!({"name": "grace"}),
            json!({"name": 3}),
            json!({"name": "ada", "age": "36"}),
            json!({"name": "ada", "zone": "Etc/UTC"}),
            json!("ada"),
        ] {
            assert!(found(&wrong) > 0, "{wrong}");
        }
    }
}
