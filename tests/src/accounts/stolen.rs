//! Refresh families over HTTP. The full game is played in `domain::account::family`.

use jiff::SignedDuration;
use serde_json::json;
use testkit::Reply;

use super::{Client, again, house, joined, post};

fn next(reply: &Reply) -> String {
    reply.json["data"]["refreshToken"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let second = next(&ada.refresh(&ada.refresh).await.expect(200));
    let third = next(&ada.refresh(&second).await.expect(200));
    ada.refresh(&ada.refresh).await.expect(401);
    ada.refresh(&third).await.expect(401);
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    let other = again(&cloud, "ada").await;
    other.refresh(&other.refresh).await.expect(200);
}

#[tokio::test]
async fn a_lost_answer_is_given_again_for_half_a_minute() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let lost = next(&ada.refresh(&ada.refresh).await.expect(200));
    cloud.advance(SignedDuration::from_secs(30));
    let again = next(&ada.refresh(&ada.refresh).await.expect(200));
    assert_eq!(lost, again);
    cloud.advance(SignedDuration::from_secs(1));
    ada.refresh(&ada.refresh).await.expect(401);
    ada.refresh(&again).await.expect(401);
}

#[tokio::test]
async fn an_old_token_after_half_a_minute_ends_the_session_for_thief_and_victim() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let successor = next(&ada.refresh(&ada.refresh).await.expect(200));
    cloud.advance(SignedDuration::from_secs(31));
    // Whoever did not get the successor comes back with the old one.
    ada.refresh(&ada.refresh).await.expect(401);
    ada.refresh(&successor).await.expect(401);
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    let dump = cloud.dump().await;
    let reused = dump.of_kind("aud_").filter(|row| row["deed"].as_s().is_ok_and(|deed| deed == "refresh_reused"));
    // Nobody knows which of the two it was.
    assert_eq!(reused.map(|row| row.contains_key("by")).collect::<Vec<_>>(), [false]);
}

#[tokio::test]
async fn a_session_that_is_not_used_for_thirty_days_is_over() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    cloud.advance(SignedDuration::from_hours(29 * 24));
    let second = next(&ada.refresh(&ada.refresh).await.expect(200));
    cloud.advance(SignedDuration::from_hours(29 * 24));
    let third = next(&ada.refresh(&second).await.expect(200));
    cloud.advance(SignedDuration::from_hours(30 * 24));
    ada.refresh(&third).await.expect(401);
}

#[tokio::test]
async fn every_surface_refreshes_in_its_own_words() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let Client { refresh, .. } = again(&cloud, "ada").await;
    let mansa = post(&cloud, "/api/v1/mentorship/auth/refresh/", json!({"refresh": ada.refresh})).await.expect(200);
    assert!(mansa.json["access"].is_string() && mansa.json["refresh"].is_string());
    let school = post(&cloud, "/api/auth/refresh/", json!({"refresh_token": refresh})).await.expect(200);
    assert_eq!(school.json["token"], school.json["access_token"]);
    for (path, body) in [
        ("/v1/auth/refresh", json!({"refreshToken": "nonsense"})),
        ("/api/v1/mentorship/auth/refresh/", json!({"refresh": "nonsense"})),
        ("/api/auth/refresh/", json!({"refresh_token": "nonsense"})),
    ] {
        let reply = post(&cloud, path, body).await.expect(401);
        assert_eq!(reply.json["detail"], "The session has ended. Sign in again.", "{path}");
    }
}
