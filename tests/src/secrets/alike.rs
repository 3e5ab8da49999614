//! Promise 19: nobody learns from a reply, nor from what it made the table do, who is known here.

use std::collections::BTreeMap;

use serde_json::json;
use testkit::{Cost, Reply, TestCloud};

use super::classes::{Ask, CLASSES, asks, town};
use crate::accounts::{address, post};

/// Everything of a reply but what is random or the caller's own words.
fn seen(reply: &Reply, email: &str) -> (u16, Vec<String>, String) {
    let chance = ["date", "apigw-requestid"];
    let told = reply.headers.iter().filter(|(name, _)| !chance.contains(&name.as_str()));
    let mut headers: Vec<String> = told.map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    let mut json = reply.json.clone();
    for path in ["/requestId", "/challenge", "/data/user/id", "/user/id"] {
        if let Some(value) = json.pointer_mut(path) {
            *value = json!(value.as_str().map(str::len));
        }
    }
    (reply.status, headers, json.to_string().replace(email, "<email>"))
}

/// What the table was asked: round trips, units, and each call with its size. Calls made at once have
/// no order.
fn weighed(cost: &Cost) -> (usize, String, Vec<(String, usize)>) {
    let mut calls: Vec<_> = cost.calls.iter().cloned().zip(cost.said.iter().copied()).collect();
    calls.sort();
    (cost.round_trips, format!("{} read, {} written", cost.rcu, cost.wcu), calls)
}

async fn asked(cloud: &TestCloud, ask: Ask) -> (Cost, Reply) {
    if let Some((path, body)) = ask.first {
        post(cloud, &path, body).await;
    }
    cloud.metered(post(cloud, &ask.path, ask.body)).await
}

#[tokio::test]
async fn every_address_is_answered_alike_and_costs_the_table_the_same_to_the_byte() {
    let ways = asks("");
    assert!(ways.len() >= 17, "{} ways to ask", ways.len());
    let (mut told, mut towns) = (Vec::new(), BTreeMap::new());
    for (way, ask) in ways.iter().enumerate() {
        // What asks for the same leaves the same behind: it may share a town.
        let family = ask.path.rsplit('/').next().unwrap_or_default();
        if !towns.contains_key(family) {
            towns.insert(family, town().await);
        }
        let (cloud, mut first) = (towns[family].clone(), None);
        for class in CLASSES {
            let email = address(class);
            let ask = asks(&email).swap_remove(way);
            let name = format!("{} of {class}", ask.name());
            let (cost, reply) = asked(&cloud, ask).await;
            assert!(reply.status < 500 && reply.status != 404, "{name}: {}", reply.text);
            assert!(cost.round_trips > 0, "{name} was not counted");
            let here = (seen(&reply, &email), weighed(&cost));
            let known = first.get_or_insert_with(|| here.clone());
            if *known != here {
                told.push(format!("{name}:\n  {here:?}\n  where the known one has\n  {known:?}"));
            }
        }
    }
    assert!(told.is_empty(), "{} differ:\n{}", told.len(), told.join("\n"));
}
