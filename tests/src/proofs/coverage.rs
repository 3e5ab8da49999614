//! Nothing is forgotten: every route, every function without HTTP and every kind of what those are told has
//! an operation, and every operation is of one.

use std::collections::BTreeSet;

use api::Route;
use domain::event::{ChatNews, Happened, News, VariantNames};
use futures::{StreamExt, stream};
use local::long_form;
use realtime::Said;
use serde_json::{Value, json};

use super::operation::{Act, Operation};
use super::operations;

const AT_ONCE: usize = 4;

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
    let folder = |function: &Value| function["Properties"]["CodeUri"].as_str().expect("a folder").to_owned();
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

/// What `dispatch` is told: the event and, where that is of a booking or a chat, its news.
fn events() -> Vec<String> {
    let news = |event: &str, news: &[&str]| news.iter().map(|news| format!("{event} {news}")).collect::<Vec<_>>();
    let kinds = |event: &&str| match *event {
        "booking" => news("booking", News::VARIANTS),
        "chat" => news("chat", ChatNews::VARIANTS),
        event => vec![event.to_owned()],
    };
    Happened::VARIANTS.iter().flat_map(kinds).collect()
}

/// What a client may say over a connection: serde names it all to whoever says none of it. Document 3's words for the
/// same have a dot.
pub fn actions() -> Vec<String> {
    let unknown = serde_json::from_value::<Said>(json!({"action": ""})).expect_err("no action").to_string();
    let actions: Vec<&str> = unknown.split('`').skip(3).step_by(2).filter(|action| !action.contains('.')).collect();
    assert!(actions.contains(&"send"), "serde does not name the actions: {unknown}");
    actions.into_iter().map(str::to_owned).collect()
}

/// What `realtime` is told: the routes, and what a client says.
fn words() -> Vec<String> {
    ["$connect", "$disconnect"].map(str::to_owned).into_iter().chain(actions()).collect()
}

/// What an operation tells its listener.
fn told(act: &Act) -> Vec<String> {
    let Act::Event(function, event) = act else { return Vec::new() };
    let event: Value = serde_json::from_str(event).expect("an event");
    let kinds: Vec<String> = match *function {
        "dispatch" => event["Records"].as_array().expect("records").iter().map(happened).collect(),
        "realtime" => vec![word(&event)],
        _ => Vec::new(),
    };
    kinds.into_iter().map(|kind| format!("{function}, {kind}")).collect()
}

fn happened(record: &Value) -> String {
    let row = &record["dynamodb"]["NewImage"];
    let words = ["event", "news"].into_iter().filter_map(|name| row[name]["S"].as_str());
    words.collect::<Vec<_>>().join(" ")
}

fn word(event: &Value) -> String {
    let said: Value = event["body"].as_str().map(|body| serde_json::from_str(body).expect("JSON")).unwrap_or_default();
    let route = &event["requestContext"]["routeKey"];
    said["action"].as_str().or(route.as_str()).expect("a route").to_owned()
}

async fn told_by(operation: &Operation) -> Vec<String> {
    told(&operation.stage().await.1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_event_and_everything_that_is_said_over_a_connection_is_an_operation() {
    let operations = operations::all();
    let told = operations.iter().filter(|operation| !operation.name.contains('/'));
    let there: Vec<String> = stream::iter(told).map(told_by).buffer_unordered(AT_ONCE).concat().await;
    let events = events().into_iter().map(|kind| format!("dispatch, {kind}"));
    let words = words().into_iter().map(|kind| format!("realtime, {kind}"));
    let missing: Vec<String> = events.chain(words).filter(|kind| !there.contains(kind)).collect();
    assert!(
        missing.is_empty(),
        "write an Operation in tests/src/proofs/operations (events.rs for dispatch, realtime.rs for realtime) that \
         stages each of {missing:#?}"
    );
}
