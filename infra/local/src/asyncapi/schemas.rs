//! Schemas of the types, as `openapi.json` has them.

use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Those that others refer to, by their names.
#[derive(Default)]
pub struct Schemas(BTreeMap<String, Json>);

impl Schemas {
    /// A reference to `T`, whose schema goes among the components with those that it refers to.
    pub fn refer<T: ToSchema>(&mut self) -> Json {
        self.add_inner::<T>();
        let name = T::name().into_owned();
        self.0.insert(name.clone(), json!(T::schema()));
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// The schema of `T` itself.
    pub fn inline<T: ToSchema>(&mut self) -> Json {
        self.add_inner::<T>();
        json!(T::schema())
    }

    fn add_inner<T: ToSchema>(&mut self) {
        let mut named = Vec::new();
        T::schemas(&mut named);
        self.0.extend(named.into_iter().map(|(name, schema)| (name, json!(schema))));
    }

    pub fn written(self) -> Map<String, Json> {
        self.0.into_iter().collect()
    }
}

/// The variants of a tagged enum: the tag's word, and the schema.
pub fn variants(schema: &Json, tag: &str) -> Vec<(String, Json)> {
    // A variant with a type of its own is that type and the tag beside it.
    let parts = |one: &Json| one["allOf"].as_array().cloned().unwrap_or_else(|| vec![one.clone()]);
    let tagged = |part: &Json| part["properties"][tag]["enum"][0].as_str().map(str::to_owned);
    let word = |one: &Json| Some((parts(one).iter().find_map(tagged)?, one.clone()));
    schema["oneOf"].as_array().into_iter().flatten().filter_map(word).collect()
}
