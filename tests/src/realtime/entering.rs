//! `$connect`: a ticket, a token, or a cookie of one of our pages.

use futures::future::join_all;
use serde_json::json;
use testkit::TestCloud;

use super::ticket;

#[tokio::test]
async fn a_ticket_opens_one_connection_and_no_second() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let path = format!("/ws?ticket={}", ticket(&ada).await);
    let mut socket = cloud.knock(&path, &[]).await.expect("a connection");
    assert_eq!(socket.ask(&json!({"action": "ping"})).await["event"], "pong");
    assert_eq!(cloud.knock(&path, &[]).await.unwrap_err(), 401);
}

#[tokio::test]
async fn of_eight_who_come_by_one_ticket_at_once_one_is_let_in() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let path = format!("/ws?ticket={}", ticket(&ada).await);
    let came = join_all((0..8).map(|_| cloud.knock(&path, &[]))).await;
    assert_eq!(came.iter().filter(|one| one.is_ok()).count(), 1);
    assert!(came.iter().all(|one| one.as_ref().err().is_none_or(|status| *status == 401)));
}

#[tokio::test]
async fn a_ticket_is_no_good_after_thirty_seconds() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let (first, second) = (ticket(&ada).await, ticket(&ada).await);
    cloud.move_to("2026-11-23T08:00:29.999Z");
    cloud.knock(&format!("/ws?ticket={first}"), &[]).await.expect("a connection");
    cloud.move_to("2026-11-23T08:00:30Z");
    assert_eq!(cloud.knock(&format!("/ws?ticket={second}"), &[]).await.unwrap_err(), 401);
}

#[tokio::test]
async fn a_token_opens_a_connection_and_a_wrong_one_none() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    ada.socket().await;
    for path in ["/ws", "/ws?token=", "/ws?token=abc.def.ghi", "/ws?ticket=abc", "/ws?token=x&ticket="] {
        assert_eq!(cloud.knock(path, &[]).await.unwrap_err(), 401, "{path}");
    }
}

#[tokio::test]
async fn a_cookie_opens_a_connection_from_our_own_pages_only() {
    let cloud = TestCloud::start_with(|options| options.with("ORIGINS", "https://app.example.org")).await;
    let ada = cloud.mentee("ada").await;
    let cookie = format!("__Host-access={}", ada.token());
    let from = |origin| [("cookie", cookie.as_str()), ("origin", origin)];
    cloud.knock("/ws", &from("https://app.example.org")).await.expect("a connection");
    assert_eq!(cloud.knock("/ws", &from("https://evil.example.net")).await.unwrap_err(), 401);
}

#[tokio::test]
async fn whoever_is_suspended_is_not_let_in() {
    let cloud = TestCloud::start().await;
    let (ada, admin) = (cloud.mentee("ada").await, cloud.admin("root").await);
    let ticket = ticket(&ada).await;
    let body = json!({"status": "suspended", "reason": "Spam."});
    admin.put(&format!("/v1/users/{}/status", ada.id), body).await.expect(200);
    for way in [format!("ticket={ticket}"), format!("token={}", ada.token())] {
        assert_eq!(cloud.knock(&format!("/ws?{way}"), &[]).await.unwrap_err(), 401);
    }
}

#[tokio::test]
async fn the_sixth_tab_takes_the_place_of_the_first() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let mut first = ada.socket().await;
    let mut others = Vec::new();
    for _ in 0..5 {
        others.push(ada.socket().await);
    }
    assert_eq!(first.next().await, None);
    let rows = cloud.local().rows().expect("the rows");
    assert_eq!(rows.iter().filter(|row| row["sk"]["S"] == "connection").count(), 5, "and its row is gone");
    for other in &mut others {
        assert_eq!(other.ask(&json!({"action": "ping"})).await["event"], "pong");
    }
}
