//! Every operation that exists, from the committed document: a route of tomorrow is in it by itself.

use serde_json::Value;

/// One method on one path, with what the document says of its inputs.
#[derive(Clone, Debug)]
pub struct Operation {
    pub method: String,
    pub path: String,
    /// Asks for a token.
    pub signed_in: bool,
    pub parameters: Vec<Parameter>,
    /// Media type and schema.
    pub body: Option<(String, Value)>,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub place: String,
    pub name: String,
    pub schema: Value,
}

pub struct Document(Value);

impl Document {
    pub fn read() -> Self {
        Self(serde_json::from_str(include_str!("../../../openapi.json")).expect("the document"))
    }

    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.0["paths"].as_object().expect("paths");
        let each = paths.iter().flat_map(|(path, item)| {
            item.as_object().into_iter().flatten().map(|(method, says)| operation(method, path, says))
        });
        each.collect()
    }

    /// Those that ask for a token.
    pub fn protected(&self) -> Vec<Operation> {
        self.operations().into_iter().filter(|operation| operation.signed_in).collect()
    }

    /// The schema behind a reference; of alternatives the first that is something.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or_default();
            return self.resolve(&self.0["components"]["schemas"][name]);
        }
        let either = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
        let something = either.and_then(|all| all.iter().find(|one| one["type"] != "null"));
        something.map_or(schema, |one| self.resolve(one))
    }
}

fn operation(method: &str, path: &str, says: &Value) -> Operation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let parameters = says["parameters"].as_array().into_iter().flatten().map(|one| Parameter {
        place: text(&one["in"]),
        name: text(&one["name"]),
        schema: one["schema"].clone(),
    });
    let content = says["requestBody"]["content"].as_object();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        signed_in: says["security"].is_array(),
        parameters: parameters.collect(),
        body: content.and_then(|kinds| kinds.iter().next()).map(|(kind, says)| (kind.clone(), says["schema"].clone())),
    }
}

impl Operation {
    /// The path with each parameter filled in.
    pub fn at(&self, fill: impl Fn(&str) -> String) -> String {
        let part = |part: &str| part.strip_prefix('{').map_or(part.to_owned(), |name| fill(name.trim_end_matches('}')));
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// The main API's under its other prefix: the same handler.
    pub fn is_alias(&self) -> bool {
        self.path.starts_with("/api/v1/") && !self.path.starts_with("/api/v1/mentorship/")
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}
