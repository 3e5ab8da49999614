//! What mentors say of themselves, and finding them.

use serde_json::json;
use testkit::Person;

use crate::mentors::{applicant, approved, profile};
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    [looking(), saying()].into_iter().flatten().collect()
}

fn looking() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/mentors", async |cloud| {
            approved(&cloud, "grace").await;
            Request::new("GET", "/v1/mentors").act()
        }),
        Operation::new("GET /v1/mentors, by a word", async |cloud| {
            weaves(&approved(&cloud, "grace").await).await;
            Request::new("GET", "/v1/mentors?search=looms").act()
        }),
        Operation::new("GET /v1/mentors, by a word and a skill", async |cloud| {
            weaves(&approved(&cloud, "grace").await).await;
            Request::new("GET", "/v1/mentors?search=looms&expertise=Weaving").act()
        }),
        Operation::new("GET /v1/mentors/{id}", async |cloud| {
            let grace = approved(&cloud, "grace").await;
            Request::new("GET", format!("/v1/mentors/{}", grace.id)).act()
        }),
        Operation::new("GET /v1/mentors/{id}/availability", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::new("GET", format!("/v1/mentors/{}/availability", grace.id)).act()
        }),
        Operation::new("GET /v1/mentors/{id}/slots", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let fortnight = "from=2026-11-24&to=2026-12-07&duration=60";
            Request::new("GET", format!("/v1/mentors/{}/slots?{fortnight}", grace.id)).act()
        }),
        Operation::new("GET /v1/mentors/me", async |cloud| {
            let grace = approved(&cloud, "grace").await;
            Request::by(&grace, "GET", "/v1/mentors/me").act()
        }),
    ]
}

fn saying() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/mentors", async |cloud| {
            let grace = cloud.mentee("grace").await;
            Request::by(&grace, "POST", "/v1/mentors").json(&profile()).act()
        })
        .again(Again::Refused(409)),
        Operation::new("PUT /v1/mentors/me", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            let mut said = profile();
            said["bio"] = json!("Forty years of engines.");
            said["version"] = json!(1);
            Request::by(&grace, "PUT", "/v1/mentors/me").json(&said).act()
        })
        .again(Again::Refused(409)),
        Operation::new("PATCH /v1/mentors/me", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let said = json!({"bio": "Forty years of engines.", "expertise": ["Rust", "Steam"], "version": 2});
            Request::by(&grace, "PATCH", "/v1/mentors/me").json(&said).act()
        })
        .again(Again::Refused(409)),
    ]
}

/// Words that all mentors of a crowd have, and no operation's but these.
pub async fn weaves(mentor: &Person) {
    let about = json!({"expertise": ["Rust", "Weaving"], "company": "Looms"});
    mentor.patch("/v1/mentors/me", about).await.expect(200);
}
