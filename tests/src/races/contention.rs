//! Contention at the table: transactions meet, and one mentee still gets the hour.

use futures::future::join_all;
use testkit::{Fault, TestCloud, When};

use super::{race, size};
use crate::bookings::ask;

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
