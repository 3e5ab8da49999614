//! Everybody's own profile.

use serde_json::json;

use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/users/profile", async |cloud| {
            Request::by(&cloud.mentee("ada").await, "GET", "/v1/users/profile").act()
        }),
        Operation::new("PUT /v1/users/profile", async |cloud| {
            let body = json!({"name": "Ada King", "profile": {"major": "Mathematics"}});
            Request::by(&cloud.mentee("ada").await, "PUT", "/v1/users/profile")
                .json(&body)
                .header("if-match", "\"1\"")
                .act()
        })
        .again(Again::Refused(409)),
        Operation::new("PUT /v1/users/profile, of a mentor", async |cloud| {
            let body = json!({"name": "Grace Hopper"});
            Request::by(&cloud.mentor("grace").await, "PUT", "/v1/users/profile")
                .json(&body)
                .header("if-match", "\"1\"")
                .act()
        })
        .again(Again::Refused(409)),
    ]
}
