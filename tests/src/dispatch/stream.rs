use jiff::SignedDuration;
use local::Trouble;
use serde_json::json;
use testkit::TestCloud;

use super::{stuck, subjects};
use crate::bookings::{ask, path};

#[tokio::test]
async fn records_that_come_twice_and_in_any_order_send_each_letter_once() {
    let cloud = TestCloud::start().await;
    cloud.local().trouble(Trouble { double: true, shuffle: true, delay: 0.05, ..Trouble::default() });
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    for start in ["10:00", "12:00", "14:00"] {
        let asked = ada.post("/v1/bookings", ask(&grace, start)).await.expect(201);
        grace.post(&path(&asked, "/confirm"), json!({})).await.expect(200);
    }
    assert_eq!(subjects(&cloud, &ada).await.len(), 6);
    assert_eq!(subjects(&cloud, &grace).await.len(), 6);
    assert!(stuck(&cloud).await.is_empty());
}

#[tokio::test]
async fn what_the_stream_loses_the_timer_brings_back_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.local().trouble(Trouble { drop: 1.0, ..Trouble::default() });
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    assert_eq!(cloud.local().drain().await.unwrap(), 1);
    cloud.local().trouble(Trouble::default());
    cloud.advance(SignedDuration::from_secs(30));
    cloud.run_timer().await;
    assert!(subjects(&cloud, &ada).await.is_empty(), "the stream has a minute");
    cloud.advance(SignedDuration::from_mins(2));
    for _ in 0..3 {
        cloud.run_timer().await;
    }
    assert_eq!(subjects(&cloud, &ada).await, ["Your request to grace Example"]);
    assert_eq!(subjects(&cloud, &grace).await.len(), 1);
    assert!(stuck(&cloud).await.is_empty());
}

#[tokio::test]
async fn an_event_whose_holder_died_is_tried_again_when_the_hold_ends() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.local().trouble(Trouble { drop: 1.0, ..Trouble::default() });
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.local().drain().await.unwrap();
    cloud.local().trouble(Trouble::default());
    // As a `dispatch` leaves it that was killed after its first letter.
    let (key, mut row) = cloud.dump().await.0.into_iter().find(|((pk, _), _)| pk.starts_with("outbox#")).unwrap();
    let until = cloud.now().0.as_millisecond() + 300_000;
    let held: store::Item =
        serde_dynamo::to_item(json!({"held_by": "the dead", "held_until": until, "tries": 1})).unwrap();
    row.extend(held);
    row.insert("told".into(), aws_sdk_dynamodb::types::AttributeValue::Ss(vec!["mail#mentor".into()]));
    let put = cloud.local().dynamodb().put_item().table_name(cloud.local().table_name()).set_item(Some(row));
    put.send().await.unwrap();

    cloud.advance(SignedDuration::from_mins(4));
    cloud.run_timer().await;
    assert!(subjects(&cloud, &ada).await.is_empty(), "{key:?} is still held");
    cloud.advance(SignedDuration::from_mins(2));
    cloud.run_timer().await;
    assert_eq!(subjects(&cloud, &ada).await.len(), 1);
    assert!(subjects(&cloud, &grace).await.is_empty(), "she was told before");
    assert!(stuck(&cloud).await.is_empty());
}
