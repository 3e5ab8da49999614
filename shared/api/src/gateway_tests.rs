use axum::response::{AppendHeaders, IntoResponse};
use serde_json::{Value, json};

use super::*;

fn event(with: Value) -> Value {
    let mut event = json!({
        "rawPath": "/v1/mentors", "rawQueryString": "", "headers": {"host": "api.example.org"},
        "requestContext": {"timeEpoch": 0, "http": {"method": "GET"}},
    });
    event.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    event
}

async fn told(with: Value, router: Router) -> Value {
    let event = serde_json::from_value(event(with)).unwrap();
    serde_json::to_value(answer(router, event).await.unwrap()).unwrap()
}

async fn read(with: Value) -> String {
    let echo = async |request: Request| {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        format!("{} {} {:?} {body:?}", parts.method, parts.uri, parts.headers)
    };
    told(with, Router::new().fallback(echo)).await["body"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_address_that_came_without_its_quotes_gets_them_back() {
    let asked = |path: &str, query: &str| read(json!({"rawPath": path, "rawQueryString": query, "headers": {}}));
    assert_eq!(asked("/v1/a b/é", "").await, "GET /v1/a%20b/%C3%A9 {} b\"\"");
    assert_eq!(asked("/v1/a%20b", "x=%20&y=\"").await, "GET /v1/a%20b?x=%20&y=%22 {} b\"\"");
}

#[tokio::test]
async fn what_would_end_a_path_or_an_address_is_part_of_it() {
    let asked = |path: &str, query: &str| read(json!({"rawPath": path, "rawQueryString": query, "headers": {}}));
    assert_eq!(asked("/v1/a?b#c", "").await, "GET /v1/a%3Fb%23c {} b\"\"");
    assert_eq!(asked("/v1/a", "x=1#2&y=3?").await, "GET /v1/a?x=1%232&y=3? {} b\"\"");
}

#[tokio::test]
async fn a_body_in_base64_and_cookies_beside_the_headers_are_put_together() {
    let sent = json!({"body": "/wA=", "isBase64Encoded": true, "cookies": ["a=1", "b=2"], "headers": {}});
    assert_eq!(read(sent).await, r#"GET /v1/mentors {"cookie": "a=1; b=2"} b"\xff\0""#);
    let broken = json!({"body": "?", "isBase64Encoded": true});
    assert!(answer(Router::new(), serde_json::from_value(event(broken)).unwrap()).await.is_err());
}

#[tokio::test]
async fn cookies_leave_the_headers_and_values_of_one_name_are_joined() {
    let reply = async || AppendHeaders([("vary", "a"), ("vary", "b"), ("set-cookie", "c=1"), ("set-cookie", "d=2")]);
    let told = told(json!({}), Router::new().fallback(reply)).await;
    assert_eq!(told["headers"], json!({"content-length": "0", "vary": "a, b"}));
    assert_eq!(told["cookies"], json!(["c=1", "d=2"]));
    assert!(told.get("body").is_none());
}

#[tokio::test]
async fn a_reply_is_text_within_json_whatever_is_in_it() {
    const TEXT: &str = "{\"a\\\"\":\"\u{0}\n\t\u{1f} é 😀 \u{7f}\"}";
    let told = told(json!({}), Router::new().fallback(async || TEXT)).await;
    assert_eq!((&told["body"], &told["isBase64Encoded"]), (&json!(TEXT), &json!(false)));
}

#[tokio::test]
async fn what_is_not_text_leaves_in_base64() {
    let reply = async || [0xff_u8, 0].into_response();
    let told = told(json!({}), Router::new().fallback(reply)).await;
    assert_eq!((&told["body"], &told["isBase64Encoded"]), (&json!("/wA="), &json!(true)));
}
