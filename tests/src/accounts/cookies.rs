use serde_json::json;
use testkit::{Reply, TestCloud};

use super::{PASSWORD, house, joined};

/// The cookies of a reply, as a browser sends them back.
fn jar(reply: &Reply) -> String {
    let lines = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    lines.map(|line| line.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

async fn sign_in(cloud: &TestCloud) -> Reply {
    joined(cloud, "ada").await;
    let body = json!({"email": "ada@example.org", "password": PASSWORD});
    cloud.post("/api/v1/auth/login").header("x-session", "cookie").json(&body).send().await.expect(200)
}

#[tokio::test]
async fn a_cookie_session_shows_no_token_to_scripts() {
    let cloud = house().await;
    let reply = sign_in(&cloud).await;
    let data = &reply.json["data"];
    assert!(data["token"].is_null() && data["refreshToken"].is_null() && data["csrfToken"].is_string());
    let lines: Vec<&str> = reply.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert!(lines.iter().any(|line| line.starts_with("__Host-access=") && line.contains("Path=/;")));
    assert!(lines.iter().any(|line| line.starts_with("__Secure-refresh=") && line.contains("Path=/api/v1/auth;")));
    assert!(lines.iter().all(|line| line.contains("HttpOnly") && line.contains("Secure") && line.contains("SameSite")));
}

#[tokio::test]
async fn a_write_with_a_cookie_needs_the_secret_and_a_listed_origin() {
    let cloud = house().await;
    let reply = sign_in(&cloud).await;
    let (jar, csrf) = (jar(&reply), reply.json["data"]["csrfToken"].as_str().unwrap().to_owned());
    cloud.get("/v1/users/profile").header("cookie", &jar).send().await.expect(200);
    let write =
        || cloud.ask("PUT".parse().unwrap(), "/v1/users/profile").header("cookie", &jar).json(&json!({"name": "Ada"}));
    write().send().await.expect(403);
    write().header("x-csrf-token", "guess").send().await.expect(403);
    write().header("x-csrf-token", &csrf).header("origin", "https://evil.example").send().await.expect(403);
    write().header("x-csrf-token", &csrf).header("origin", "http://localhost:3000").send().await.expect(200);
    write().header("x-csrf-token", &csrf).send().await.expect(200);
}

#[tokio::test]
async fn a_cookie_session_is_refreshed_and_left_by_cookies() {
    let cloud = house().await;
    let first = sign_in(&cloud).await;
    let refresh = |jar: String| cloud.post("/api/v1/auth/refresh").header("cookie", jar).json(&json!({}));
    refresh(jar(&first)).send().await.expect(400);
    let second = refresh(jar(&first)).header("x-session", "cookie").send().await.expect(200);
    assert!(second.json["data"]["token"].is_null());
    let csrf = second.json["data"]["csrfToken"].as_str().unwrap();
    let out = cloud.post("/api/v1/auth/logout").header("cookie", jar(&second)).header("x-csrf-token", csrf);
    let out = out.header("x-session", "cookie").json(&json!({})).send().await.expect(200);
    assert!(out.headers.get_all("set-cookie").iter().all(|line| line.to_str().unwrap().contains("Max-Age=0")));
    refresh(jar(&second)).header("x-session", "cookie").send().await.expect(401);
}
