use serde_json::json;
use testkit::TestCloud;

use super::{ask, confirmed, path};

fn starts(reply: &testkit::Reply) -> Vec<String> {
    let rows = reply.json["data"].as_array().expect("a list");
    rows.iter().map(|row| row["start"].as_str().expect("a start")[11..16].to_owned()).collect()
}

#[tokio::test]
async fn each_side_lists_its_own_bookings_latest_start_first() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    confirmed(&eve, &grace, "12:00").await;
    ada.post("/v1/bookings", ask(&grace, "14:00")).await.expect(201);
    let joan = cloud.mentor("joan").await;
    ada.post("/v1/bookings", ask(&joan, "16:00")).await.expect(201);
    cloud.wait_for_indexes();
    assert_eq!(starts(&joan.get("/v1/bookings").await.expect(200)), ["16:00"]);
    assert_eq!(starts(&grace.get("/v1/bookings?role=mentor").await.expect(200)), ["14:00", "12:00", "10:00"]);
    assert_eq!(starts(&grace.get("/v1/bookings").await.expect(200)), ["14:00", "12:00", "10:00"]);
    assert_eq!(starts(&ada.get("/v1/bookings").await.expect(200)), ["16:00", "14:00", "10:00"]);
    assert_eq!(starts(&grace.get("/v1/bookings?status=confirmed").await.expect(200)), ["12:00"]);
    assert!(starts(&grace.get("/v1/bookings?role=mentee").await.expect(200)).is_empty());
    cloud.get("/v1/bookings").send().await.expect(401);
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_double() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    for hour in 8..15 {
        let mentee = cloud.mentee("ada").await;
        let asked = mentee.post("/v1/bookings", ask(&grace, &format!("{hour:02}:00"))).await.expect(201);
        if hour % 2 == 0 {
            grace.post(&path(&asked, "/confirm"), json!({})).await.expect(200);
        }
    }
    cloud.wait_for_indexes();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = grace.get(&format!("/v1/bookings?limit=3{cursor}")).await.expect(200);
        seen.extend(starts(&page));
        match page.json["pagination"]["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["14:00", "13:00", "12:00", "11:00", "10:00", "09:00", "08:00"]);
    let second = grace.get("/v1/bookings?limit=3&page=2").await.expect(200);
    assert_eq!(starts(&second), ["11:00", "10:00", "09:00"]);
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused_by_name() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    for (query, field) in [("limit=0", "limit"), ("limit=101", "limit"), ("page=11", "page"), ("cursor=zzz", "cursor")]
    {
        assert_eq!(ada.get(&format!("/v1/bookings?{query}")).await.expect(400).field(), field);
    }
    for (query, field) in [("limit=many", "limit"), ("status=lost", "status"), ("role=king", "role")] {
        assert_eq!(ada.get(&format!("/v1/bookings?{query}")).await.expect(400).field(), field, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    for hour in [8, 9] {
        let mentee = cloud.mentee("ada").await;
        mentee.post("/v1/bookings", ask(&grace, &format!("{hour:02}:00"))).await.expect(201);
    }
    cloud.wait_for_indexes();
    let page = grace.get("/v1/bookings?limit=1").await.expect(200);
    let cursor = page.json["pagination"]["nextCursor"].as_str().expect("a cursor");
    let other = grace.get(&format!("/v1/bookings?status=pending&cursor={cursor}")).await.expect(400);
    assert_eq!(other.field(), "cursor");
}

/// The ten statuses are asked side by side; whichever answers last, a booking that is confirmed in between
/// stands in one place.
#[tokio::test]
async fn a_booking_that_moves_on_while_a_list_is_read_is_listed_once() {
    for waits in 0..10 {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
        grace.get("/v1/bookings").await.expect(200);
        cloud.settle().await;
        cloud.hold_stream();
        let pause = cloud.pause_before(waits);
        let confirm = async {
            pause.reached().await;
            grace.post(&path(&asked, "/confirm"), json!({})).await.expect(200);
            pause.go();
        };
        let (list, ()) = tokio::join!(grace.get("/v1/bookings"), confirm);
        let rows = starts(&list.expect(200));
        assert!(rows.len() <= 1, "call {waits} was last: {rows:?}");
    }
}
