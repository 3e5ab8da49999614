//! Bookings, on the main API and on document 1's surface.

mod answers;
mod asking;
mod budgets;
mod keys;
mod limits;
pub mod links;
mod lists;
mod mansa;
mod moving;
mod rules;
mod scale;

use serde_json::{Value, json};
use testkit::Person;

/// A request for an hour of `mentor` at `start`, a time of Tuesday the 24th unless it has a date.
pub fn ask(mentor: &Person, start: &str) -> Value {
    let start = if start.contains('T') { start.to_owned() } else { format!("2026-11-24T{start}:00Z") };
    json!({"mentorId": mentor.id, "start": start, "duration": 60, "topic": "Ownership and borrowing"})
}

/// The path of a booking, from a reply that shows it.
pub fn path(reply: &testkit::Reply, action: &str) -> String {
    format!("/v1/bookings/{}{action}", reply.json["data"]["id"].as_str().expect("an id"))
}

/// A booking that its mentor has confirmed.
pub async fn confirmed(mentee: &Person, mentor: &Person, start: &str) -> testkit::Reply {
    let asked = mentee.post("/v1/bookings", ask(mentor, start)).await.expect(201);
    mentor.post(&path(&asked, "/confirm"), json!({})).await.expect(200)
}
