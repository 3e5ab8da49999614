//! The references say of each thing one thing, and what they show as examples is what the types take.

use super::none;
use crate::proofs::coverage::actions as said;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::flaws;

#[test]
fn no_name_in_the_reference_stands_for_two_schemas() {
    let (accounts, mentors) = (accounts::routes(), mentors::routes());
    let (bookings, chat, notices) = (bookings::routes(), chat::routes(), notices::routes());
    let tables = [accounts.table(), mentors.table(), bookings.table(), chat.table(), notices.table()];
    let clashes = api::clashes(tables.into_iter().flatten());
    none(
        &clashes.into_iter().map(|name| format!("{name} stands for two: #[schema(as = …)] on one")).collect::<Vec<_>>(),
    );
}

#[test]
fn every_reference_leads_to_a_schema_and_parameters_write_theirs_out() {
    let reference = http();
    let mut found = Vec::new();
    walk(&reference, "", &mut found);
    assert!(found.len() > 100, "{}", found.len());
    let lost = found.iter().filter(|(_, to)| reference.pointer(to.trim_start_matches('#')).is_none());
    // Nobody puts the schema of a parameter among the components.
    let parameters = found.iter().filter(|(at, _)| at.contains("/parameters/"));
    none(&lost.chain(parameters).map(|(at, to)| format!("{at} leads to {to}")).collect::<Vec<_>>());
}

fn http() -> Value {
    serde_json::from_str(&local::openapi::text()).unwrap()
}

/// The messages of the socket, by name.
fn messages(reference: &Value) -> impl Iterator<Item = (&String, &Value)> {
    reference["components"]["messages"].as_object().expect("messages").iter()
}

fn examples(message: &Value) -> impl Iterator<Item = &Value> {
    message["examples"].as_array().into_iter().flatten().map(|example| &example["payload"])
}

#[test]
fn every_message_of_the_socket_has_an_example_that_is_as_its_schema_says() {
    let reference = local::asyncapi::document();
    let (mut wrong, mut names) = (Vec::new(), BTreeSet::new());
    for (name, message) in messages(&reference) {
        let flaws = examples(message).flat_map(|example| flaws(&reference, &message["payload"], example));
        wrong.extend(flaws.map(|flaw| format!("{name}: {flaw}")));
        if examples(message).next().is_none() {
            wrong.push(format!("{name} has no example"));
        }
        names.insert(name.clone());
    }
    let told = http()["components"]["schemas"]["FrameName"]["enum"].clone();
    let told = told.as_array().expect("names").iter().filter_map(Value::as_str);
    wrong.extend(told.filter(|name| !names.contains(*name)).map(|name| format!("{name} has no message")));
    none(&wrong);
}

#[test]
fn what_the_reference_shows_of_a_client_is_understood() {
    let reference = local::asyncapi::document();
    let mut actions = BTreeSet::new();
    for example in messages(&reference).flat_map(|(_, message)| examples(message)) {
        if let Some(action) = example["action"].as_str() {
            serde_json::from_value::<realtime::Said>(example.clone()).expect("a message");
            actions.insert(action.to_owned());
        }
    }
    let operations = reference["operations"].as_object().expect("operations").iter();
    let taken = operations.filter(|(_, one)| one["action"] == "receive").map(|(name, _)| name.clone());
    assert_eq!(actions, taken.collect());
    assert_eq!(actions, said().into_iter().collect());
}

#[test]
fn every_kind_of_frame_is_shown_in_an_example() {
    let reference = local::asyncapi::document();
    let shown = messages(&reference).flat_map(|(_, message)| examples(message));
    let shown: BTreeSet<String> = shown.filter_map(|one| Some(one["data"]["kind"].as_str()?.to_owned())).collect();
    let kinds = http()["components"]["schemas"]["FrameData"]["oneOf"].clone();
    let kind = |one: &Value| one["properties"]["kind"]["enum"][0].as_str().expect("a kind").to_owned();
    let unshown = kinds.as_array().expect("kinds").iter().map(kind).filter(|kind| !shown.contains(kind));
    none(&unshown.collect::<Vec<_>>());
}

#[test]
fn both_references_have_the_same_schemas_and_theirs_lead_somewhere() {
    let (socket, http) = (local::asyncapi::document(), http());
    let schemas = socket["components"]["schemas"].as_object().expect("schemas");
    let there = |name: &str| http["components"]["schemas"].get(name).is_some();
    let others = schemas
        .iter()
        .filter(|(name, _)| there(name))
        .filter(|(name, schema)| http["components"]["schemas"][*name] != **schema);
    none(&others.map(|(name, _)| format!("{name} is another in openapi.json")).collect::<Vec<_>>());
    let mut found = Vec::new();
    walk(&socket, "", &mut found);
    let lost = found.iter().filter(|(_, to)| socket.pointer(to.trim_start_matches('#')).is_none());
    none(&lost.map(|(at, to)| format!("{at} leads to {to}")).collect::<Vec<_>>());
}

fn walk(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            if let Some(to) = object.get("$ref").and_then(Value::as_str) {
                found.push((at.to_owned(), to.to_owned()));
            }
            for (name, inner) in object {
                walk(inner, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(rows) => {
            for (place, row) in rows.iter().enumerate() {
                walk(row, &format!("{at}/{place}"), found);
            }
        }
        _ => {}
    }
}
