//! The same in document 1's words.

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::pair;
use crate::proofs::operation::{Operation, Request};

const BOOKINGS: &str = "/api/v1/mentorship/bookings";

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /api/v1/mentorship/bookings", async |cloud| {
            let (ada, _, _) = asked(&cloud).await;
            Request::by(&ada, "GET", format!("{BOOKINGS}/?role=mentee")).act()
        }),
        Operation::new("POST /api/v1/mentorship/bookings", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            Request::by(&ada, "POST", format!("{BOOKINGS}/")).json(&ask(&grace)).keyed().act()
        }),
        Operation::new("PATCH /api/v1/mentorship/bookings/{id}/update_status", async |cloud| {
            let (_, grace, booking) = asked(&cloud).await;
            let body = json!({"status": "confirmed"});
            Request::by(&grace, "PATCH", path(&booking, "update_status")).json(&body).keyed().act()
        }),
        Operation::new("PATCH /api/v1/mentorship/bookings/{id}/add_meeting_link", async |cloud| {
            let (_, grace, booking) = confirmed(&cloud).await;
            let body = json!({"meeting_link": "https://zoom.us/j/1234567890", "meeting_platform": "zoom"});
            Request::by(&grace, "PATCH", path(&booking, "add_meeting_link")).json(&body).keyed().act()
        }),
        Operation::new("POST /api/v1/mentorship/bookings/{id}/add_feedback", async |cloud| {
            let (ada, grace, booking) = confirmed(&cloud).await;
            cloud.move_to("2026-11-24T11:00:00Z");
            grace.patch(&path(&booking, "update_status"), json!({"status": "completed"})).await.expect(200);
            let body = json!({"rating": 4, "feedback": "Clear"});
            Request::by(&ada, "POST", path(&booking, "add_feedback")).json(&body).keyed().act()
        }),
    ]
}

fn ask(mentor: &Person) -> Value {
    json!({
        "mentor_id": mentor.id.uuid(), "session_date": "2026-11-24", "start_time": "10:00", "end_time": "11:00",
        "topic": "Rust", "description": "Lifetimes",
    })
}

fn path(booking: &Reply, action: &str) -> String {
    format!("{BOOKINGS}/{}/{action}/", booking.json["id"].as_str().expect("an id"))
}

async fn asked(cloud: &TestCloud) -> (Person, Person, Reply) {
    let (ada, grace) = pair(cloud).await;
    let booking = ada.post(&format!("{BOOKINGS}/"), ask(&grace)).await.expect(201);
    (ada, grace, booking)
}

async fn confirmed(cloud: &TestCloud) -> (Person, Person, Reply) {
    let (ada, grace, booking) = asked(cloud).await;
    grace.patch(&path(&booking, "update_status"), json!({"status": "confirmed"})).await.expect(200);
    (ada, grace, booking)
}
