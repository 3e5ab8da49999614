//! One's name, in document 4's words.

use serde_json::json;

use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    let own = |name: &'static str, method: &'static str| {
        Operation::new(name, move |cloud| async move {
            let ada = cloud.mentee("ada").await;
            Request::by(&ada, method, "/api/users/me/").json(&json!({"full_name": "Ada King"})).act()
        })
        .again(Again::Another)
    };
    let by_id = |name: &'static str, method: &'static str| {
        Operation::new(name, move |cloud| async move {
            let ada = cloud.mentee("ada").await;
            let path = format!("/api/users/{}/", ada.id.uuid());
            Request::by(&ada, method, path).json(&json!({"full_name": "Ada King"})).act()
        })
        .again(Again::Another)
    };
    vec![
        own("PUT /api/users/me", "PUT"),
        own("PATCH /api/users/me", "PATCH"),
        by_id("PUT /api/users/{user_id}", "PUT"),
        by_id("PATCH /api/users/{user_id}", "PATCH"),
    ]
}
