//! An hour is asked for, answered, moved, held and rated.

use serde_json::json;
use testkit::{Person, Reply, TestCloud};

use crate::bookings::{ask, confirmed, path};
use crate::proofs::operation::{Act, Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    [asking(), answering()].into_iter().flatten().collect()
}

fn asking() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/bookings", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            Request::by(&ada, "POST", "/v1/bookings").json(&ask(&grace, "10:00")).keyed().act()
        }),
        Operation::new("GET /v1/bookings/{id}", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
            Request::by(&grace, "GET", path(&asked, "")).act()
        }),
    ]
}

fn answering() -> Vec<Operation> {
    vec![Operation::new("POST /v1/bookings/{id}/confirm", async |cloud| {
        let (_, grace, asked) = asked(&cloud).await;
        Request::by(&grace, "POST", path(&asked, "/confirm")).json(&json!({})).keyed().act()
    })]
}

async fn pair(cloud: &TestCloud) -> (Person, Person) {
    (cloud.mentee("ada").await, cloud.mentor("grace").await)
}

async fn asked(cloud: &TestCloud) -> (Person, Person, Reply) {
    let (ada, grace) = pair(cloud).await;
    let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    (ada, grace, asked)
}
