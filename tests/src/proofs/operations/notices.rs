//! The way in to the WebSocket API, and what was missed of it.

use serde_json::json;

use super::bookings::Hour;
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/realtime/tickets", async |cloud| {
            let ada = cloud.mentee("ada").await;
            Request::by(&ada, "POST", "/v1/realtime/tickets").json(&json!({})).act()
        })
        .again(Again::Another),
        Operation::new("GET /v1/realtime/events", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            cloud.settle().await;
            Request::by(&hour.ada, "GET", "/v1/realtime/events?after=0").act()
        }),
    ]
}
