//! Contention at the table: transactions meet, and one mentee still gets the hour.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Fault, TestCloud, Twin, When};

use super::{race, size};
use crate::bookings::ask;
use crate::notices::{asked, unread};

#[tokio::test]
async fn contention_is_not_an_error_and_still_has_one_winner() {
    let size = size("2, a third of all transactions in conflict", (12, 1), (200, 200));
    for _ in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let grace = cloud.mentor("grace").await;
        let mentees = join_all((0..size.clients).map(|_| cloud.mentee("ada"))).await;
        cloud.befall(When::Percent(30), Fault::Conflict);
        let replies = race(size.clients, |n| mentees[n].post("/v1/bookings", ask(&grace, "10:00"))).await;
        cloud.calm();
        let won = replies.iter().filter(|reply| reply.status == 201).count();
        let lost = replies.iter().filter(|reply| reply.code() == "SLOT_TAKEN").count();
        assert_eq!((won, lost), (1, size.clients - 1));
        cloud.dump().await.assert_invariants();
    }
}

/// It takes the five seconds that a write is tried for.
#[tokio::test]
async fn a_storm_that_does_not_end_is_503_with_when_to_come_back() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.befall(When::From(0), Fault::Conflict);
    let reply = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(503);
    assert_eq!(reply.header("retry-after"), "1");
    cloud.calm();
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
}

/// Somebody else's write comes before each of those to the row with this sort key.
fn overtaken(sk: String) -> Twin {
    Arc::new(move |_, mut request| {
        let actions = request.get_mut("TransactItems").and_then(Value::as_array_mut).into_iter().flatten();
        for action in actions.filter(|action| action.pointer("/Put/Item/sk/S") == Some(&json!(sk))) {
            let condition = action.pointer_mut("/Put/ConditionExpression").expect("a version");
            *condition = json!(format!("({}) AND attribute_exists(nowhere)", condition.as_str().expect("text")));
        }
        vec![request]
    })
}

/// It takes the five seconds that a decision is made anew for.
#[tokio::test]
async fn whoever_is_overtaken_each_time_is_told_when_to_come_back() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 1).await;
    cloud.disguise(Some(overtaken(store::keys::last_frame(grace.id).sk)));
    let reply = grace.put("/v1/notifications/read-all", json!({})).await.expect(503);
    assert_eq!(reply.header("retry-after"), "1");
    cloud.disguise(None);
    assert_eq!(unread(&grace).await, 1);
    grace.put("/v1/notifications/read-all", json!({})).await.expect(200);
    assert_eq!(unread(&grace).await, 0);
}
