//! The reference says of each thing one thing.

use super::none;
use serde_json::Value;

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
    let reference: Value = serde_json::from_str(&local::openapi::text()).unwrap();
    let mut found = Vec::new();
    walk(&reference, "", &mut found);
    assert!(found.len() > 100, "{}", found.len());
    let lost = found.iter().filter(|(_, to)| reference.pointer(to.trim_start_matches('#')).is_none());
    // Nobody puts the schema of a parameter among the components.
    let parameters = found.iter().filter(|(at, _)| at.contains("/parameters/"));
    none(&lost.chain(parameters).map(|(at, to)| format!("{at} leads to {to}")).collect::<Vec<_>>());
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
