//! The admins' answer to who would mentor.

use serde_json::json;

use crate::mentors::{applicant, approved};
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/admin/mentors", async |cloud| {
            applicant(&cloud, "grace").await;
            Request::by(&cloud.admin("root").await, "GET", "/v1/admin/mentors?status=pending").act()
        }),
        Operation::new("PUT /v1/admin/mentors/{id}/approval", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            let yes = json!({"approved": true, "reason": "Welcome."});
            let path = format!("/v1/admin/mentors/{}/approval", grace.id);
            Request::by(&cloud.admin("root").await, "PUT", path).json(&yes).header("if-match", "\"1\"").act()
        })
        .again(Again::Refused(409)),
        Operation::new("PUT /v1/admin/mentors/{id}/approval, taken back", async |cloud| {
            let grace = approved(&cloud, "grace").await;
            let no = json!({"approved": false, "reason": "No longer with us."});
            let path = format!("/v1/admin/mentors/{}/approval", grace.id);
            Request::by(&cloud.admin("root").await, "PUT", path).json(&no).act()
        }),
    ]
}
