//! An hour is asked for, answered, moved, held and rated, on both surfaces.

mod ask;
mod calendar;
mod change;
mod mansa;

use serde_json::json;
use testkit::{Person, Reply, TestCloud};

use crate::bookings::{ask, path};
use crate::proofs::operation::Operation;

pub fn all() -> Vec<Operation> {
    [ask::all(), change::all(), calendar::all(), mansa::all()].into_iter().flatten().collect()
}

/// A mentee, a mentor, and an hour of the 24th that one asked the other for.
pub struct Hour {
    pub ada: Person,
    pub grace: Person,
    pub booking: Reply,
}

impl Hour {
    pub async fn asked(cloud: &TestCloud) -> Self {
        let (ada, grace) = pair(cloud).await;
        let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
        Self { ada, grace, booking }
    }

    pub async fn confirmed(cloud: &TestCloud) -> Self {
        let hour = Self::asked(cloud).await;
        hour.grace.post(&hour.path("/confirm"), json!({})).await.expect(200);
        hour
    }

    /// Its end has passed.
    pub async fn over(cloud: &TestCloud) -> Self {
        let hour = Self::confirmed(cloud).await;
        cloud.move_to("2026-11-24T11:00:00Z");
        hour
    }

    pub async fn completed(cloud: &TestCloud) -> Self {
        let hour = Self::over(cloud).await;
        hour.grace.post(&hour.path("/complete"), json!({})).await.expect(200);
        hour
    }

    pub fn path(&self, action: &str) -> String {
        path(&self.booking, action)
    }
}

pub async fn pair(cloud: &TestCloud) -> (Person, Person) {
    (cloud.mentee("ada").await, cloud.mentor("grace").await)
}
