//! What people look up of what they were told, and the way in to the WebSocket API.

mod alerts;
mod announcements;

use serde_json::json;
use testkit::TestCloud;

use super::bookings::Hour;
use crate::notices::unsubscribing::way_out;
use crate::notices::{ids, list};
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    [looking(), marking(), preferring(), socket(), announcements::all(), alerts::all()].into_iter().flatten().collect()
}

fn looking() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/notifications", async |cloud| {
            let hour = told(&cloud).await;
            Request::by(&hour.grace, "GET", "/v1/notifications").act()
        }),
        Operation::new("GET /v1/notifications, unread ones of a type", async |cloud| {
            let hour = told(&cloud).await;
            Request::by(&hour.grace, "GET", "/v1/notifications?unreadOnly=true&type=meeting").act()
        }),
        Operation::new("GET /v1/notifications/unread-count", async |cloud| {
            let hour = told(&cloud).await;
            Request::by(&hour.grace, "GET", "/v1/notifications/unread-count").act()
        }),
    ]
}

fn marking() -> Vec<Operation> {
    vec![
        Operation::new("PUT /v1/notifications/{id}/read", async |cloud| {
            let hour = told(&cloud).await;
            let path = format!("/v1/notifications/{}/read", newest(&hour).await);
            Request::by(&hour.grace, "PUT", path).json(&json!({})).act()
        }),
        Operation::new("PUT /v1/notifications/read-all", async |cloud| {
            let hour = told(&cloud).await;
            Request::by(&hour.grace, "PUT", "/v1/notifications/read-all").json(&json!({})).act()
        }),
        Operation::new("DELETE /v1/notifications/{id}", async |cloud| {
            let hour = told(&cloud).await;
            let path = format!("/v1/notifications/{}", newest(&hour).await);
            Request::by(&hour.grace, "DELETE", path).act()
        }),
    ]
}

fn preferring() -> Vec<Operation> {
    const PATH: &str = "/v1/notifications/preferences";
    vec![
        Operation::new("GET /v1/notifications/preferences", async |cloud| {
            let ada = cloud.mentee("ada").await;
            ada.post(PATH, json!({"email": {"messages": false}})).await.expect(200);
            Request::by(&ada, "GET", PATH).act()
        }),
        Operation::new("POST /v1/notifications/preferences", async |cloud| {
            let ada = cloud.mentee("ada").await;
            Request::by(&ada, "POST", PATH).json(&json!({"email": {"messages": false}})).act()
        }),
        Operation::new("PUT /v1/notifications/preferences", async |cloud| {
            let ada = cloud.mentee("ada").await;
            ada.post(PATH, json!({"email": {"messages": false}})).await.expect(200);
            let quiet = json!({"start": "22:00", "end": "07:00"});
            Request::by(&ada, "PUT", PATH).json(&json!({"push": {"meetings": false}, "quietHours": quiet})).act()
        }),
        Operation::new("GET /v1/notifications/unsubscribe/{token}", async |cloud| {
            let hour = told(&cloud).await;
            Request::new("GET", way_out(&cloud, &hour.ada).await).act()
        }),
        Operation::new("POST /v1/notifications/unsubscribe/{token}", async |cloud| {
            let hour = told(&cloud).await;
            Request::new("POST", way_out(&cloud, &hour.ada).await).act()
        }),
    ]
}

fn socket() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/realtime/tickets", async |cloud| {
            let ada = cloud.mentee("ada").await;
            Request::by(&ada, "POST", "/v1/realtime/tickets").json(&json!({})).act()
        })
        .again(Again::Another),
        Operation::new("GET /v1/realtime/events", async |cloud| {
            let hour = told(&cloud).await;
            Request::by(&hour.ada, "GET", "/v1/realtime/events?after=0").act()
        }),
    ]
}

/// Both sides were told of a request and its answer.
async fn told(cloud: &TestCloud) -> Hour {
    let hour = Hour::confirmed(cloud).await;
    cloud.settle().await;
    hour
}

async fn newest(hour: &Hour) -> String {
    ids(&list(&hour.grace, "").await).remove(0)
}
