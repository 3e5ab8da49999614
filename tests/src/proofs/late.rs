//! Indexes that lag: they know nothing of what was written until somebody waits. Everything must end as it
//! does with prompt ones. The whole suite so: `LATE_INDEXES=1 cargo test --workspace`.

use futures::StreamExt;
use futures::future::join_all;
use futures::stream;
use testkit::TestCloud;

use super::operation::Operation;
use super::operations;
use super::outcome::Start;
use crate::bookings::ask;

const AT_ONCE: usize = 3;

/// What is different where the indexes are late.
async fn complaint(operation: &Operation) -> Option<String> {
    let start = Start::of(operation).await;
    let clean = start.clean().await;
    let cloud = start.open("late").await;
    cloud.late_indexes();
    start.differs(&cloud, &clean).await.map(|what| format!("{}: {what}", operation.name))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_ends_the_same_however_late_the_indexes_are() {
    let operations = operations::all();
    let found: Vec<_> = stream::iter(&operations).map(complaint).buffer_unordered(AT_ONCE).collect().await;
    let found: Vec<String> = found.into_iter().flatten().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Shows that the mode is one: who looks at once does not see it, who waits does.
#[tokio::test]
async fn a_list_is_late_until_somebody_waits() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.late_indexes();
    ada.post("/v1/bookings", ask(&grace, "12:00")).await.expect(201);
    let listed = async || ada.get("/v1/bookings?status=pending").await.expect(200).json["data"].clone();
    assert_eq!(listed().await.as_array().map(Vec::len), Some(1));
    cloud.wait_for_indexes();
    assert_eq!(listed().await.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn one_hour_has_one_winner_however_late_the_indexes_are() {
    let cloud = TestCloud::start().await;
    cloud.late_indexes();
    let grace = cloud.mentor("grace").await;
    let mentees = join_all((0..12).map(|_| cloud.mentee("ada"))).await;
    let replies = join_all(mentees.iter().map(|mentee| mentee.post("/v1/bookings", ask(&grace, "10:00")))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "SLOT_TAKEN"));
}
