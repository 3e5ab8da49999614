//! What is told to many.

use serde_json::{Value, json};

use super::super::bookings::Hour;
use super::super::events::waiting;
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/announcements", async |cloud| {
            let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
            root.post("/v1/admin/announcements", to_all()).await.expect(201);
            cloud.settle().await;
            Request::by(&ada, "GET", "/v1/announcements").act()
        }),
        Operation::new("POST /v1/admin/announcements", async |cloud| {
            let root = cloud.admin("root").await;
            Request::by(&root, "POST", "/v1/admin/announcements").json(&to_all()).keyed().act()
        }),
        Operation::new("POST /v1/announcements", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::by(&grace, "POST", "/v1/announcements").json(&to_mentees()).keyed().act()
        }),
        Operation::new("GET /v1/announcements, a mentor's", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            cloud.settle().await;
            cloud.wait_for_indexes();
            hour.grace.post("/v1/announcements", to_mentees()).await.expect(201);
            cloud.settle().await;
            Request::by(&hour.ada, "GET", "/v1/announcements").act()
        }),
        Operation::new("DELETE /v1/announcements/{id}", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let told = grace.post("/v1/announcements", to_mentees()).await.expect(201);
            cloud.settle().await;
            let id = told.json["data"]["id"].as_str().expect("an id");
            Request::by(&grace, "DELETE", format!("/v1/announcements/{id}")).act()
        })
        .again(Again::Refused(404)),
        Operation::new("dispatch, an admin announced something", async |cloud| {
            let root = cloud.admin("root").await;
            cloud.mentee("ada").await;
            cloud.mentor("grace").await;
            cloud.wait_for_indexes();
            cloud.settle().await;
            cloud.hold_stream();
            root.post("/v1/admin/announcements", to_all()).await.expect(201);
            waiting(&cloud)
        }),
        Operation::new("dispatch, a mentor announced something", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            cloud.settle().await;
            cloud.wait_for_indexes();
            cloud.hold_stream();
            hour.grace.post("/v1/announcements", to_mentees()).await.expect(201);
            waiting(&cloud)
        }),
    ]
}

fn to_all() -> Value {
    json!({"title": "Maintenance", "message": "Tonight at eight.", "type": "warning", "targetAudience": "all"})
}

fn to_mentees() -> Value {
    json!({"title": "I am away", "message": "In the first week of December."})
}
