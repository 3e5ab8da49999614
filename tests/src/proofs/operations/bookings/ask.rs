//! Asking for an hour, and looking at what was asked.

use super::{Hour, pair};
use crate::bookings::ask;
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/bookings", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            Request::by(&ada, "POST", "/v1/bookings").json(&ask(&grace, "10:00")).keyed().act()
        }),
        Operation::new("POST /v1/bookings, without a key", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            Request::by(&ada, "POST", "/v1/bookings").json(&ask(&grace, "10:00")).act()
        })
        .again(Again::Refused(409)),
        Operation::new("POST /v1/bookings, across midnight", async |cloud| {
            let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor_in("grace", "Asia/Tokyo").await);
            Request::by(&ada, "POST", "/v1/bookings").json(&ask(&grace, "2026-11-24T23:30:00Z")).keyed().act()
        }),
        Operation::new("POST /v1/bookings, over a lapsed hold", async |cloud| {
            let hour = Hour::asked(&cloud).await;
            let eve = cloud.mentee("eve").await;
            // Long enough for the hold to have lapsed, and before the timer has come by.
            cloud.move_to("2026-11-25T08:00:01Z");
            let later = cloud.mentee("ann").await;
            later.post("/v1/bookings", ask(&hour.grace, "2026-12-01T10:00:00Z")).await.expect(201);
            cloud.move_to("2026-11-27T08:00:02Z");
            Request::by(&eve, "POST", "/v1/bookings").json(&ask(&hour.grace, "2026-12-01T10:00:00Z")).keyed().act()
        })
        .in_steps("the lapsed hold is expired first, in a transaction of its own"),
        Operation::new("GET /v1/bookings", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            Request::by(&hour.grace, "GET", "/v1/bookings").act()
        }),
        Operation::new("GET /v1/bookings, of one status", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            Request::by(&hour.grace, "GET", "/v1/bookings?status=confirmed").act()
        }),
        Operation::new("GET /v1/bookings/{id}", async |cloud| {
            let hour = Hour::asked(&cloud).await;
            Request::by(&hour.grace, "GET", hour.path("")).act()
        }),
    ]
}
