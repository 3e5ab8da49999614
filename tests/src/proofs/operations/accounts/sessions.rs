//! Sessions go on, and end.

use serde_json::json;
use testkit::TestCloud;

use super::{newcomer, signed_in};
use crate::accounts::{Client, again};
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    [going_on(), ending()].into_iter().flatten().collect()
}

fn refresh(client: &Client, path: &str, field: &str) -> Request {
    let mut body = json!({});
    body[field] = json!(client.refresh);
    Request::new("POST", path).json(&body)
}

fn going_on() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/auth/refresh", async |cloud| {
            refresh(&signed_in(&cloud, &newcomer()).await, "/v1/auth/refresh", "refreshToken").act()
        }),
        Operation::new("POST /api/v1/mentorship/auth/refresh", async |cloud| {
            refresh(&signed_in(&cloud, &newcomer()).await, "/api/v1/mentorship/auth/refresh/", "refresh").act()
        }),
        Operation::new("POST /api/auth/refresh", async |cloud| {
            refresh(&signed_in(&cloud, &newcomer()).await, "/api/auth/refresh/", "refresh_token").act()
        }),
        Operation::new("GET /v1/auth/sessions", async |cloud| {
            Request::of(&signed_in(&cloud, &newcomer()).await, "GET", "/v1/auth/sessions").act()
        }),
    ]
}

fn ending() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/auth/logout", async |cloud| {
            Request::of(&signed_in(&cloud, &newcomer()).await, "POST", "/v1/auth/logout").json(&json!({})).act()
        })
        .again(Again::Refused(401)),
        Operation::new("POST /v1/auth/logout-all", async |cloud| {
            Request::of(&signed_in(&cloud, &newcomer()).await, "POST", "/v1/auth/logout-all").json(&json!({})).act()
        })
        .again(Again::Refused(401)),
        Operation::new("DELETE /v1/auth/sessions/{id}", async |cloud| {
            let (ada, other) = two(&cloud).await;
            Request::of(&ada, "DELETE", format!("/v1/auth/sessions/{other}")).act()
        })
        .again(Again::Refused(404)),
    ]
}

/// Somebody signed in twice: the one, and the session of the other.
async fn two(cloud: &TestCloud) -> (Client, String) {
    let name = newcomer();
    let ada = signed_in(cloud, &name).await;
    cloud.advance(jiff::SignedDuration::from_secs(1));
    again(cloud, &name).await;
    let sessions = ada.get("/v1/auth/sessions").await.expect(200);
    (ada, sessions.json["data"][0]["id"].as_str().expect("a session").to_owned())
}
