//! Who was away for a moment asks for what they missed: no gap and no double.

use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::missed;
use crate::bookings::{ask, confirmed, path};

fn sequences(told: &Value) -> Vec<u64> {
    told["events"].as_array().unwrap().iter().map(|event| event["sequence"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn whoever_comes_back_asks_on_from_the_last_that_they_saw() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let mut socket = ada.socket().await;
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let last = socket.told("notification.new").await["sequence"].clone();
    socket.close().await;
    grace.post(&path(&booking, "/confirm"), json!({})).await.expect(200);
    ada.post(&path(&booking, "/cancel"), json!({"reason": "A cold."})).await.expect(200);
    cloud.settle().await;
    let by_rest = missed(&ada, &format!("?after={last}")).await;
    assert_eq!((sequences(&by_rest), &by_rest["whole"], &by_rest["more"]), (vec![2, 3], &json!(true), &json!(false)));
    assert_eq!(by_rest["events"][1]["data"]["news"], "cancelled");
    let resumed = ada.socket().await.ask(&json!({"action": "resume", "after": last})).await;
    assert_eq!((&resumed["event"], &resumed["data"]), (&json!("resumed"), &by_rest));
    let none = missed(&ada, "?after=3").await;
    assert_eq!((sequences(&none), &none["whole"], &none["sequence"]), (vec![], &json!(true), &json!(3)));
}

#[tokio::test]
async fn without_a_place_the_reply_says_where_the_sequence_stands() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    assert_eq!(missed(&ada, "").await, json!({"events": [], "more": false, "whole": true, "sequence": 0}));
    confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    assert_eq!(missed(&ada, "").await, json!({"events": [], "more": false, "whole": true, "sequence": 2}));
}

#[tokio::test]
async fn what_is_older_than_a_day_is_gone_and_the_reply_says_so() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
    cloud.settle().await;
    cloud.advance(SignedDuration::from_hours(23));
    grace.post(&path(&booking, "/confirm"), json!({})).await.expect(200);
    cloud.settle().await;
    cloud.advance(SignedDuration::from_hours(1));
    let told = missed(&ada, "?after=0").await;
    assert_eq!((sequences(&told), &told["whole"]), (vec![2], &json!(false)));
    assert_eq!(missed(&ada, "?after=1").await["whole"], true);
    cloud.advance(SignedDuration::from_hours(24));
    let told = missed(&ada, "?after=1").await;
    assert_eq!((sequences(&told), &told["whole"], &told["sequence"]), (vec![], &json!(false), &json!(2)));
}

#[tokio::test]
async fn many_things_at_once_have_a_place_each() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    let mentees = join_all((0..12).map(|n| cloud.mentee(["ada", "eve", "joy"][n % 3]))).await;
    let asked = mentees.iter().enumerate().map(|(n, mentee)| {
        let start = format!("{:02}:00", 7 + n);
        let wish = ask(&grace, &start);
        async move { mentee.post("/v1/bookings", wish).await.expect(201) }
    });
    join_all(asked).await;
    cloud.settle().await;
    assert_eq!(sequences(&missed(&grace, "?after=0").await), (1..=12).collect::<Vec<_>>());
}

#[tokio::test]
async fn more_than_fifty_come_in_parts() {
    let cloud = TestCloud::start().await;
    let ada = told_sixty_things(&cloud, |_| None).await;
    assert_eq!(all_parts(&ada).await, ((1..=60).collect::<Vec<_>>(), true));
}

#[tokio::test]
async fn fifty_are_all_in_one_part() {
    let cloud = TestCloud::start().await;
    let ada = told_sixty_things(&cloud, |_| None).await;
    let part = missed(&ada, "?after=10").await;
    assert_eq!((sequences(&part), &part["more"]), ((11..=60).collect(), &json!(false)));
}

/// The broom has not come yet: a whole part of what is no more told stands before what is.
#[tokio::test]
async fn what_stands_behind_a_part_that_is_too_old_is_told_all_the_same() {
    let cloud = TestCloud::start().await;
    let ada = told_sixty_things(&cloud, |place| (place <= 55).then_some("2026-11-22T08:00:00Z")).await;
    assert_eq!(all_parts(&ada).await, ((56..=60).collect::<Vec<_>>(), false));
}

/// Somebody with sixty rows, each of the first one's content and of another instant where `old` names one.
async fn told_sixty_things(cloud: &TestCloud, old: impl Fn(u64) -> Option<&'static str>) -> Person {
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let first = missed(&ada, "?after=0").await["events"][0].clone();
    for place in 1..=60 {
        let at = old(place).map_or_else(|| first["at"].clone(), |at| json!(at));
        let row = json!({
            "id": first["id"], "name": first["type"], "data": first["data"], "at": at, "sequence": place,
            "ttl": 1_900_000_000,
        });
        cloud.write(&store::keys::frame(ada.id, place), &row).await;
    }
    let inbox = cloud.store().inbox(ada.id).await.expect("an inbox");
    cloud.write(&store::keys::last_frame(ada.id), &domain::notice::Inbox { sequence: 60, ..inbox }).await;
    ada
}

/// The places of all that is told from the beginning on, and whether all parts were whole.
async fn all_parts(who: &Person) -> (Vec<u64>, bool) {
    let (mut seen, mut whole, mut after) = (Vec::new(), true, 0);
    loop {
        let part = missed(who, &format!("?after={after}")).await;
        seen.extend(sequences(&part));
        whole &= part["whole"] == true;
        after = part["sequence"].as_u64().unwrap();
        if part["more"] == false {
            return (seen, whole);
        }
    }
}
