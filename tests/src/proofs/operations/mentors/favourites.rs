//! Whom somebody keeps in mind.

use serde_json::json;

use crate::proofs::operation::{Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/favourites", async |cloud| {
            let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
            ada.put(&format!("/v1/favourites/{}", grace.id), json!({})).await.expect(200);
            Request::by(&ada, "GET", "/v1/favourites").act()
        }),
        Operation::new("PUT /v1/favourites/{mentorId}", async |cloud| {
            let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
            Request::by(&ada, "PUT", format!("/v1/favourites/{}", grace.id)).json(&json!({})).act()
        }),
        Operation::new("DELETE /v1/favourites/{mentorId}", async |cloud| {
            let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
            let path = format!("/v1/favourites/{}", grace.id);
            ada.put(&path, json!({})).await.expect(200);
            Request::by(&ada, "DELETE", path).act()
        }),
    ]
}
