//! Contention at the table: transactions meet, and one mentee still gets the hour.

use futures::future::join_all;
use testkit::{Fault, TestCloud, When};

use super::ask;

#[tokio::test]
async fn contention_is_not_an_error_and_still_has_one_winner() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    let mentees = join_all((0..12).map(|_| cloud.mentee("ada"))).await;
    cloud.befall(When::Percent(30), Fault::Conflict);
    let replies = join_all(mentees.iter().map(|mentee| mentee.post("/v1/bookings", ask(&grace, "10:00")))).await;
    cloud.calm();
    let won = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!((won, replies.iter().filter(|reply| reply.code() == "SLOT_TAKEN").count()), (1, 11));
    cloud.dump().await.assert_invariants();
}
