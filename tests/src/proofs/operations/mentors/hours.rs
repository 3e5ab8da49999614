//! When a mentor can be asked.

use serde_json::{Value, json};

use crate::proofs::operation::{Again, Operation, Request};

const OWN: &str = "/v1/availability/me";

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /v1/availability/me", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::by(&grace, "GET", OWN).act()
        }),
        Operation::new("PUT /v1/availability/me", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::by(&grace, "PUT", OWN).json(&week()).act()
        })
        .again(Again::Refused(409)),
        Operation::new("PUT /v1/availability/me, for the first time", async |cloud| {
            let grace = cloud.person("grace", domain::Roles::MENTOR).await;
            let mut week = week();
            week["version"] = json!(0);
            Request::by(&grace, "PUT", OWN).json(&week).act()
        })
        .again(Again::Refused(409)),
        Operation::new("PUT /v1/availability/me/rules", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let rules = json!({"lengths": [30, 60], "bufferAfter": 15, "perDay": 4});
            Request::by(&grace, "PUT", format!("{OWN}/rules")).json(&rules).header("if-match", "\"1\"").act()
        })
        .again(Again::Refused(409)),
        Operation::new("POST /v1/availability/me/exceptions/{date}", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let hours = json!({"hours": [{"start": "12:00", "end": "13:00"}]});
            Request::by(&grace, "POST", format!("{OWN}/exceptions/2026-12-25")).json(&hours).act()
        })
        .again(Again::Another),
        Operation::new("DELETE /v1/availability/me/exceptions/{date}", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let date = format!("{OWN}/exceptions/2026-12-25");
            grace.post(&date, json!({})).await.expect(200);
            Request::by(&grace, "DELETE", date).act()
        })
        .again(Again::Refused(404)),
        Operation::new("POST /v1/availability/me/away", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::by(&grace, "POST", format!("{OWN}/away")).json(&away()).act()
        })
        .again(Again::Another),
        Operation::new("DELETE /v1/availability/me/away", async |cloud| {
            let grace = cloud.mentor("grace").await;
            grace.post(&format!("{OWN}/away"), away()).await.expect(200);
            Request::by(&grace, "DELETE", format!("{OWN}/away?from=2026-12-01")).act()
        })
        .again(Again::Refused(404)),
    ]
}

fn week() -> Value {
    json!({
        "weekly": [{"dayOfWeek": 1, "start": "09:00", "end": "17:00"}],
        "dates": [{"date": "2026-12-24", "start": "10:00", "end": "12:00"}],
        "version": 1,
    })
}

fn away() -> Value {
    json!({"from": "2026-12-01", "to": "2026-12-05", "reason": "Surgery"})
}
