//! Nothing is forgotten: every route and every function without HTTP has an operation, and every
//! operation is of one.

use std::collections::{BTreeMap, BTreeSet};

use local::long_form;

use super::operation::Operation;
use super::operations;

/// Each handler's first route, by which its operation is called: `/v1/x` and `/api/v1/x` are one.
fn handlers() -> BTreeMap<String, &'static str> {
    let tables =
        [accounts::routes().table().to_vec(), mentors::routes().table().to_vec(), bookings::routes().table().to_vec()];
    let mut seen = BTreeSet::new();
    let routes = tables.into_iter().flatten().filter(|route| seen.insert(route.handler));
    routes.map(|route| (format!("{} {}", route.method, route.path), route.handler)).collect()
}

/// The functions that no route reaches.
fn listeners() -> Vec<String> {
    let template = serde_yaml_ng::from_str(include_str!("../../../template.yaml")).expect("template.yaml is YAML");
    let template = long_form(template);
    let resources = template["Resources"].as_object().expect("resources").values();
    let functions = resources.filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    let without_http = functions.filter(|function| {
        let events = function["Properties"]["Events"].as_object().expect("events");
        events.values().all(|event| event["Type"] != "HttpApi")
    });
    let folder =
        |function: &serde_json::Value| function["Properties"]["CodeUri"].as_str().expect("a folder").to_owned();
    without_http.map(folder).map(|folder| folder.trim_start_matches("functions/").to_owned()).collect()
}

#[test]
fn every_route_and_every_listener_is_an_operation() {
    let operations = operations::all();
    let there: BTreeSet<&str> = operations.iter().map(Operation::route).collect();
    let routes = handlers().into_keys();
    let wanted: BTreeSet<String> = routes.chain(listeners()).collect();
    let missing: Vec<_> = wanted.iter().filter(|name| !there.contains(name.as_str())).collect();
    let unknown: Vec<_> = there.iter().filter(|name| !wanted.contains(**name)).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "write an Operation in tests/src/proofs/operations for each of {missing:#?}; no such route: {unknown:#?}"
    );
}
