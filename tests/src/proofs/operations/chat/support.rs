//! Whose a student's chat with support is.

use serde_json::json;

use super::surfaces::asked;
use crate::chat::support::support;
use crate::proofs::operation::{Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("PUT /v1/chats/{id}/assignee", async |cloud| {
            let (ada, _) = asked(&cloud).await;
            let (root, path) = (cloud.admin("root").await, format!("/v1/chats/{}/assignee", support(&ada).await));
            Request::by(&root, "PUT", path).json(&json!({"adminId": root.id})).act()
        }),
        Operation::new("PUT /v1/chats/{id}/assignee, back to all", async |cloud| {
            let (ada, _) = asked(&cloud).await;
            let (root, path) = (cloud.admin("root").await, format!("/v1/chats/{}/assignee", support(&ada).await));
            root.put(&path, json!({"adminId": root.id})).await.expect(200);
            Request::by(&root, "PUT", path).json(&json!({"adminId": null})).act()
        }),
        Operation::new("GET /v1/chats, support by a student's name", async |cloud| {
            asked(&cloud).await;
            let root = cloud.admin("root").await;
            Request::by(&root, "GET", "/v1/chats?type=support&search=ada").act()
        }),
    ]
}
