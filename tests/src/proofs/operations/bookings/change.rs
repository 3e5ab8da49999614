//! Every change of a booking that stands.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::Hour;
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        by_mentor("POST /v1/bookings/{id}/confirm", async |cloud| Hour::asked(&cloud).await, "/confirm", json!({})),
        by_mentor("POST /v1/bookings/{id}/decline", async |cloud| Hour::asked(&cloud).await, "/decline", reason()),
        by_mentor("POST /v1/bookings/{id}/cancel", async |cloud| Hour::confirmed(&cloud).await, "/cancel", reason()),
        by_mentor("POST /v1/bookings/{id}/complete", async |cloud| Hour::over(&cloud).await, "/complete", json!({})),
        by_mentor(
            "POST /v1/bookings/{id}/no-show",
            async |cloud| Hour::over(&cloud).await,
            "/no-show",
            json!({"side": "mentee"}),
        ),
        by_mentor(
            "POST /v1/bookings/{id}/reschedule",
            async |cloud| Hour::confirmed(&cloud).await,
            "/reschedule",
            later(),
        ),
        Operation::new("POST /v1/bookings/{id}/cancel, by the mentee and without a key", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            Request::by(&hour.ada, "POST", hour.path("/cancel")).json(&reason()).act()
        })
        .again(Again::Refused(409)),
        Operation::new("PUT /v1/bookings/{id}/meeting-link", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            let link = json!({"meetingLink": "https://meet.example.org/x", "meetingPlatform": "other"});
            Request::by(&hour.grace, "PUT", hour.path("/meeting-link")).json(&link).keyed().act()
        }),
        Operation::new("POST /v1/bookings/{id}/feedback", async |cloud| {
            let hour = Hour::completed(&cloud).await;
            let body = json!({"rating": 5, "feedback": "Now I see."});
            Request::by(&hour.ada, "POST", hour.path("/feedback")).json(&body).keyed().act()
        }),
    ]
}

fn reason() -> Value {
    json!({"reason": "Away that day."})
}

/// Half an hour later: two quarters stay.
fn later() -> Value {
    json!({"start": "2026-11-24T10:30:00Z"})
}

fn by_mentor<F>(
    name: &'static str,
    stage: impl Fn(TestCloud) -> F + Clone + Send + Sync + 'static,
    action: &'static str,
    body: Value,
) -> Operation
where
    F: Future<Output = Hour> + Send + 'static,
{
    Operation::new(name, move |cloud| {
        let (stage, body) = (stage.clone(), body.clone());
        async move {
            let hour = stage(cloud).await;
            Request::by(&hour.grace, "POST", hour.path(action)).json(&body).keyed().act()
        }
    })
}
