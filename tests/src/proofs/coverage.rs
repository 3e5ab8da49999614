//! Nothing is forgotten: every route and every function without HTTP has an operation, and every
//! operation is of one.

use std::collections::BTreeSet;

use api::Route;
use local::long_form;

use super::operation::Operation;
use super::operations;

/// Every route of every router.
fn routes() -> Vec<Route> {
    let tables = [
        accounts::routes().table().to_vec(),
        mentors::routes().table().to_vec(),
        bookings::routes().table().to_vec(),
        chat::routes().table().to_vec(),
        notices::routes().table().to_vec(),
    ];
    tables.into_iter().flatten().collect()
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// The functions that no route reaches.
fn listeners() -> Vec<String> {
    let template = serde_yaml_ng::from_str(include_str!("../../../template.yaml")).expect("template.yaml is YAML");
    let template = long_form(template);
    let resources = template["Resources"].as_object().expect("resources").values();
    let functions = resources.filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    let without_http = functions.filter(|function| {
        let events = function["Properties"]["Events"].as_object();
        events.is_none_or(|events| events.values().all(|event| event["Type"] != "HttpApi"))
    });
    let folder =
        |function: &serde_json::Value| function["Properties"]["CodeUri"].as_str().expect("a folder").to_owned();
    without_http.map(folder).map(|folder| folder.trim_start_matches("target/lambda/").to_owned()).collect()
}

/// By its first route: `/v1/x` and `/api/v1/x` have one handler.
#[test]
fn every_handler_and_every_listener_is_an_operation() {
    let (operations, routes) = (operations::all(), routes());
    let there: BTreeSet<&str> = operations.iter().map(Operation::route).collect();
    let mut seen = BTreeSet::new();
    let first = routes.iter().filter(|route| seen.insert(route.handler)).map(name);
    let missing: Vec<_> = first.chain(listeners()).filter(|name| !there.contains(name.as_str())).collect();
    let known: BTreeSet<String> = routes.iter().map(name).chain(listeners()).collect();
    let unknown: Vec<_> = there.iter().filter(|name| !known.contains(**name)).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "write an Operation in tests/src/proofs/operations for each of {missing:#?}; no such route: {unknown:#?}"
    );
}
