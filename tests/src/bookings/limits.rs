use jiff::SignedDuration;
use testkit::TestCloud;

use super::ask;

#[tokio::test]
async fn the_fourth_booking_within_an_hour_is_429() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    for start in ["08:00", "09:00", "10:00"] {
        ada.post("/v1/bookings", ask(&grace, start)).await.expect(201);
        cloud.advance(SignedDuration::from_mins(10));
    }
    let fourth = ada.post("/v1/bookings", ask(&grace, "11:00")).await.expect(429);
    assert_eq!(fourth.code(), "RATE_LIMIT_EXCEEDED");
    assert!(fourth.header("retry-after").parse::<u32>().is_ok());
    cloud.advance(SignedDuration::from_mins(30));
    ada.post("/v1/bookings", ask(&grace, "11:00")).await.expect(201);
    ada.post("/v1/bookings", ask(&grace, "12:00")).await.expect(429);
}

#[tokio::test]
async fn a_refused_booking_does_not_count() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    for _ in 0..5 {
        ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(409);
    }
    ada.post("/v1/bookings", ask(&grace, "11:00")).await.expect(201);
    ada.post("/v1/bookings", ask(&grace, "12:00")).await.expect(201);
}
