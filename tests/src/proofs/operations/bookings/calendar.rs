//! What needs no sign-in: the links of the mentor's mail, and private calendars.

use serde_json::json;

use super::Hour;
use crate::bookings::links::mailed;
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/bookings/{id}/answer", async |cloud| {
            let hour = Hour::asked(&cloud).await;
            let (path, token) = mailed(&cloud, &hour.grace).await;
            Request::new("GET", format!("{path}?token={token}")).act()
        }),
        Operation::new("POST /v1/bookings/{id}/answer", async |cloud| {
            let hour = Hour::asked(&cloud).await;
            let (path, token) = mailed(&cloud, &hour.grace).await;
            Request::new("POST", path).json(&json!({"token": token, "answer": "confirm"})).act()
        })
        .again(Again::Refused(409)),
        Operation::new("GET /v1/calendar/feed", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            Request::by(&hour.ada, "GET", "/v1/calendar/feed").act()
        }),
        Operation::new("GET /v1/calendar/{file}", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            let feed = hour.ada.get("/v1/calendar/feed").await.expect(200);
            let url = feed.json["data"]["url"].as_str().expect("an address").to_owned();
            let path = url.find("/v1/").map(|at| url[at..].to_owned());
            Request::new("GET", path.expect("a path")).act()
        }),
    ]
}
