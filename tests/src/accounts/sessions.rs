use serde_json::json;

use super::{again, house, joined};

#[tokio::test]
async fn logout_bites_at_once_on_writes_and_on_refreshing() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let other = again(&cloud, "ada").await;
    ada.post("/v1/auth/logout", json!({"refreshToken": ada.refresh})).await.expect(200);
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    ada.refresh(&ada.refresh).await.expect(401);
    other.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(200);
    other.refresh(&other.refresh).await.expect(200);
}

#[tokio::test]
async fn reading_ends_within_a_minute_of_logout() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    ada.get("/v1/users/profile").await.expect(200);
    ada.post("/v1/auth/logout", json!({})).await.expect(200);
    cloud.advance(jiff::SignedDuration::from_secs(60));
    ada.get("/v1/users/profile").await.expect(401);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    cloud.advance(jiff::SignedDuration::from_secs(1));
    let other = again(&cloud, "ada").await;
    let list = ada.get("/v1/auth/sessions").await.expect(200);
    let rows = list.json["data"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["current"].as_bool().unwrap()).collect::<Vec<_>>(), [false, true]);
    let theirs = format!("/v1/auth/sessions/{}", rows[0]["id"].as_str().unwrap());
    ada.delete(&theirs).await.expect(200);
    ada.delete(&theirs).await.expect(404);
    other.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    other.refresh(&other.refresh).await.expect(401);
    assert_eq!(ada.get("/v1/auth/sessions").await.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn anothers_session_looks_like_none() {
    let cloud = house().await;
    let (ada, eve) = (joined(&cloud, "ada").await, joined(&cloud, "eve").await);
    let rows = ada.get("/v1/auth/sessions").await.expect(200);
    let hers = format!("/v1/auth/sessions/{}", rows.json["data"][0]["id"].as_str().unwrap());
    eve.delete(&hers).await.expect(404);
    eve.delete("/v1/auth/sessions/nonsense").await.expect(404);
    ada.refresh(&ada.refresh).await.expect(200);
}

#[tokio::test]
async fn logout_everywhere_ends_every_session() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let other = again(&cloud, "ada").await;
    ada.post("/v1/auth/logout-all", json!({})).await.expect(200);
    for client in [&ada, &other] {
        client.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
        client.refresh(&client.refresh).await.expect(401);
    }
    let fresh = again(&cloud, "ada").await;
    assert_eq!(fresh.get("/v1/auth/sessions").await.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn marks_of_ended_sessions_are_swept_from_the_gate() {
    let cloud = house().await;
    joined(&cloud, "ada").await.post("/v1/auth/logout", json!({})).await.expect(200);
    let marks = async || {
        let dump = cloud.dump().await;
        let gate = dump.of_kind("gate").next().unwrap();
        gate.keys().filter(|name| name.starts_with("ended_")).count()
    };
    again(&cloud, "ada").await;
    assert_eq!(marks().await, 1, "its tokens are still out");
    cloud.advance(jiff::SignedDuration::from_hours(3));
    again(&cloud, "ada").await;
    assert_eq!(marks().await, 0);
}
