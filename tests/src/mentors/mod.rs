//! Mentors' profiles, hours and free starts, on the main API and on document 1's surface.

mod approval;
mod arrays;
mod budgets;
mod crowded;
mod favourites;
mod hidden;
mod hours;
pub mod mansa;
pub mod mansa_hours;
pub mod photos;
mod profiles;
mod search;
mod slots;

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

/// A profile as the main API takes it.
pub fn profile() -> Value {
    json!({
        "bio": "Thirty years of engines.",
        "expertise": ["Rust", "Machine Learning"],
        "company": "Analytical Engines",
        "jobTitle": "Engineer",
        "yearsOfExperience": 30,
        "linkedin": "https://linkedin.com/in/grace",
        "timezone": "Africa/Cairo",
    })
}

/// A mentee who has applied as a mentor and waits for the answer.
pub async fn applicant(cloud: &TestCloud, name: &str) -> Person {
    let person = cloud.mentee(name).await;
    person.post("/v1/mentors", profile()).await.expect(201);
    person
}

/// One whose application an admin has accepted.
pub async fn approved(cloud: &TestCloud, name: &str) -> Person {
    let person = applicant(cloud, name).await;
    answer(&cloud.admin("root").await, &person, json!({"approved": true})).await.expect(200);
    person
}

pub async fn answer(admin: &Person, mentor: &Person, body: Value) -> Reply {
    admin.put(&format!("/v1/admin/mentors/{}/approval", mentor.id), body).await
}

/// Document 1's path of a mentor.
pub fn mansa(mentor: &Person, action: &str) -> String {
    format!("/api/v1/mentorship/mentors/{}/{action}", mentor.id.uuid())
}

/// The names in a list of either surface.
pub fn names(reply: &Reply) -> Vec<&str> {
    let rows = reply.json["data"].as_array().or(reply.json.as_array());
    rows.into_iter().flatten().filter_map(|row| row["name"].as_str()).collect()
}
