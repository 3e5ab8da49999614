//! template.yaml, as the rules ask for it.

use super::workspace::root;
use serde_json::{Map, Value as Json};
use std::{collections::BTreeSet, fs};

/// The template in long form. Cloned and cut by the tests that take something out.
#[derive(Debug, Clone)]
pub struct Template(pub Json);

/// A way into a function: `("ANY", "/v1/auth/{proxy+}")`.
pub type Way = (String, String);

impl Template {
    pub fn read() -> Self {
        let text = fs::read_to_string(root().join("template.yaml")).expect("template.yaml");
        Self(local::long_form(serde_yaml_ng::from_str(&text).expect("template.yaml is YAML")))
    }

    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a String, &'a Json)> {
        entries(&self.0["Resources"]).filter(move |(_, resource)| resource["Type"] == kind)
    }

    /// Every function: the crate it is built from, its logical name, its resource.
    pub fn functions(&self) -> impl Iterator<Item = (String, &String, &Json)> {
        self.of_type("AWS::Serverless::Function").map(|(logical, resource)| {
            let folder = resource["Properties"]["CodeUri"].as_str().unwrap_or_default();
            (folder.trim_start_matches("target/lambda/").to_owned(), logical, resource)
        })
    }

    /// Every route and the function that it leads to. `$default` is a path without a method.
    pub fn ways(&self) -> Vec<(String, Way)> {
        let of_function = |(function, _, resource): (String, &String, &Json)| {
            let http = entries(&resource["Properties"]["Events"]).filter(|(_, event)| event["Type"] == "HttpApi");
            http.map(|(_, event)| (function.clone(), way(&event["Properties"]))).collect::<Vec<_>>()
        };
        self.functions().flat_map(of_function).collect()
    }

    /// The names of a function's variables, those of Globals included.
    pub fn variables(&self, function: &str) -> BTreeSet<String> {
        let names = |level: &Json| {
            entries(&level["Environment"]["Variables"]).map(|(name, _)| name.clone()).collect::<BTreeSet<_>>()
        };
        let mut all = names(&self.0["Globals"]["Function"]);
        let own = self.functions().filter(|(name, ..)| name == function);
        all.extend(own.flat_map(|(_, _, resource)| names(&resource["Properties"])));
        all
    }

    /// The names of the table's indexes.
    pub fn indexes(&self) -> BTreeSet<String> {
        let tables = self.of_type("AWS::DynamoDB::Table");
        let indexes = tables.flat_map(|(_, table)| items(&table["Properties"]["GlobalSecondaryIndexes"]));
        indexes.map(|index| index["IndexName"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn way(event: &Json) -> Way {
    let text = |key: &str, default: &str| event[key].as_str().unwrap_or(default).to_owned();
    (text("Method", ""), text("Path", "$default"))
}

/// The entries of a mapping, none if it is not one.
pub fn entries(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// The items of a list; what is not a list is a list of itself.
pub fn items(value: &Json) -> impl Iterator<Item = &Json> {
    let (list, one) = match value {
        Json::Array(list) => (list.as_slice(), None),
        Json::Null => ([].as_slice(), None),
        one => ([].as_slice(), Some(one)),
    };
    list.iter().chain(one)
}
