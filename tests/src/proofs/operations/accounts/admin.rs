//! The admins' desk, and the registry.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::newcomer;
use crate::accounts::address;
use crate::proofs::operation::{Act, Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    [looking(), changing(), registry()].into_iter().flatten().collect()
}

/// An admin, and somebody to look at, with all that the front door gives a person.
async fn pair(cloud: &TestCloud) -> (Person, String) {
    let root = cloud.admin("root").await;
    let ada = json!({"name": "Ada Lovelace", "email": address(&newcomer())});
    let made = root.post("/v1/admin/users", ada).await.expect(201);
    (root, made.json["data"]["id"].as_str().expect("an id").to_owned())
}

fn looking() -> Vec<Operation> {
    let list = |name: &'static str, path: &'static str| {
        Operation::new(name, move |cloud| async move {
            let (root, _) = pair(&cloud).await;
            Request::by(&root, "GET", path).act()
        })
    };
    let one = |name: &'static str, path: &'static str| {
        Operation::new(name, move |cloud| async move {
            let (root, ada) = pair(&cloud).await;
            Request::by(&root, "GET", format!("{path}/{ada}")).act()
        })
    };
    vec![
        list("GET /v1/users/students", "/v1/users/students"),
        list("GET /v1/admin/users", "/v1/admin/users"),
        list("GET /v1/admin/users, by a word", "/v1/admin/users?search=love&status=active"),
        list("GET /api/users", "/api/users/?role=student"),
        list("GET /api/admin/users", "/api/admin/users/"),
        one("GET /v1/users/{userId}", "/v1/users"),
        one("GET /v1/admin/users/{userId}", "/v1/admin/users"),
    ]
}

fn changing() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/admin/users", async |cloud| {
            let grace = json!({"name": "Grace", "email": address(&newcomer()), "roles": ["mentee"]});
            Request::by(&cloud.admin("root").await, "POST", "/v1/admin/users").json(&grace).act()
        })
        .again(Again::Refused(409)),
        put("PUT /v1/admin/users/{userId}", "", json!({"name": "Ada King", "email": "king@example.org"})),
        put("PUT /v1/admin/users/{userId}/roles", "/roles", json!({"roles": ["mentor", "admin"]})),
        Operation::new("PUT /v1/users/{userId}/status", async |cloud| {
            let (root, ada) = pair(&cloud).await;
            let body = json!({"status": "suspended", "reason": "Spam."});
            seen(Request::by(&root, "PUT", format!("/v1/users/{ada}/status")).json(&body))
        })
        .again(Again::Refused(409)),
        Operation::new("DELETE /v1/admin/users/{userId}", async |cloud| {
            let (root, ada) = pair(&cloud).await;
            Request::by(&root, "DELETE", format!("/v1/admin/users/{ada}")).act()
        })
        .again(Again::Refused(404)),
        Operation::new("DELETE /v1/admin/users/{userId}, a mentor", async |cloud| {
            let (root, grace) = (cloud.admin("root").await, cloud.mentor("grace").await);
            Request::by(&root, "DELETE", format!("/v1/admin/users/{}", grace.id)).act()
        })
        .again(Again::Refused(404)),
    ]
}

/// A change of the account as it was seen.
fn put(name: &'static str, rest: &'static str, body: Value) -> Operation {
    Operation::new(name, move |cloud| {
        let body = body.clone();
        async move {
            let (root, ada) = pair(&cloud).await;
            seen(Request::by(&root, "PUT", format!("/v1/admin/users/{ada}{rest}")).json(&body))
        }
    })
    .again(Again::Refused(409))
}

fn seen(request: Request) -> Act {
    request.header("if-match", "\"1\"").act()
}

fn registry() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/admin/members/import", async |cloud| {
            let file = "email,first_name,last_name,membershiptype\nada@example.org,Ada,King,mentor\n";
            let path = "/v1/admin/members/import?dryRun=false";
            Request::by(&cloud.admin("root").await, "POST", path).bytes("text/csv", file).act()
        })
        .again(Again::Another),
    ]
}
