//! What has been read, one by one or all at once.

use futures::future::join_all;
use serde_json::json;
use testkit::TestCloud;

use super::{asked, ids, list, titles, unread};
use crate::bookings::ask;

async fn read(who: &testkit::Person, id: &str) -> testkit::Reply {
    who.put(&format!("/v1/notifications/{id}/read"), json!({})).await
}

#[tokio::test]
async fn a_notice_that_is_read_twice_is_read_once() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 2).await;
    let first = &ids(&list(&grace, "").await)[0];
    for _ in 0..2 {
        let reply = read(&grace, first).await.expect(200);
        assert_eq!((&reply.json["data"]["id"], &reply.json["data"]["read"]), (&json!(first), &json!(true)));
        assert_eq!(unread(&grace).await, 1);
    }
    let told = list(&grace, "").await;
    assert_eq!([0, 1].map(|n| told.json["data"][n]["read"].clone()), [json!(true), json!(false)]);
}

#[tokio::test]
async fn everything_is_read_by_one_mark_and_what_comes_later_is_not() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    asked(&cloud, &grace, 3).await;
    let (cost, reply) = cloud.metered(grace.put("/v1/notifications/read-all", json!({}))).await;
    reply.expect(200);
    assert!(cost.wcu <= 4.0, "{} for the mark and the gate", cost.wcu);
    assert_eq!(unread(&grace).await, 0);
    assert_eq!(titles(&list(&grace, "?unreadOnly=true").await), [""; 0]);
    assert!(list(&grace, "").await.json["data"].as_array().unwrap().iter().all(|row| row["read"] == true));
    ada.post("/v1/bookings", ask(&grace, "15:00")).await.expect(201);
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!(titles(&list(&grace, "?unreadOnly=true").await), ["ada Example asks for a session"]);
    assert_eq!(unread(&grace).await, 1);
}

#[tokio::test]
async fn reading_what_the_mark_has_read_counts_nothing() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    asked(&cloud, &grace, 1).await;
    let old = ids(&list(&grace, "").await)[0].clone();
    grace.put("/v1/notifications/read-all", json!({})).await.expect(200);
    ada.post("/v1/bookings", ask(&grace, "15:00")).await.expect(201);
    cloud.settle().await;
    read(&grace, &old).await.expect(200);
    assert_eq!(unread(&grace).await, 1);
    grace.delete(&format!("/v1/notifications/{old}")).await.expect(200);
    assert_eq!(unread(&grace).await, 1);
}

#[tokio::test]
async fn a_notice_that_is_taken_away_is_counted_no_more() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 2).await;
    let first = format!("/v1/notifications/{}", ids(&list(&grace, "").await)[0]);
    for _ in 0..2 {
        grace.delete(&first).await.expect(200);
    }
    assert_eq!((list(&grace, "").await.json["data"].as_array().unwrap().len(), unread(&grace).await), (1, 1));
}

#[tokio::test]
async fn anothers_notice_is_like_one_that_is_not_there() {
    let cloud = TestCloud::start().await;
    let (eve, grace) = (cloud.mentee("eve").await, cloud.mentor("grace").await);
    asked(&cloud, &grace, 1).await;
    let hers = ids(&list(&grace, "").await)[0].clone();
    let none = "ntc_01h455vb4pex5vsknk084sn02q";
    let said = |reply: &testkit::Reply| reply.json["error"].clone();
    let (another, missing) = (read(&eve, &hers).await.expect(404), read(&eve, none).await.expect(404));
    assert_eq!(said(&another), said(&missing));
    eve.delete(&format!("/v1/notifications/{hers}")).await.expect(200);
    assert_eq!((unread(&grace).await, ids(&list(&grace, "").await)), (1, vec![hers]));
}

#[tokio::test]
async fn reading_while_more_is_told_loses_neither() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 5).await;
    let old = ids(&list(&grace, "").await);
    let mentees = join_all((0..5).map(|n| cloud.mentee(["joy", "eve", "ann", "ida", "amy"][n]))).await;
    let asks = mentees
        .iter()
        .enumerate()
        .map(|(n, mentee)| mentee.post("/v1/bookings", ask(&grace, &format!("{}:00", 15 + n))));
    let (replies, asked) = tokio::join!(join_all(old.iter().map(|id| read(&grace, id))), join_all(asks));
    assert!(replies.iter().all(|reply| reply.status == 200) && asked.iter().all(|reply| reply.status == 201));
    cloud.settle().await;
    assert_eq!(unread(&grace).await, 5);
}
