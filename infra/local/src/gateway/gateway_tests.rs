use super::Gateway;
use crate::{
    clock::Clock,
    lambda::{self, Lambda},
    template::{LocalValues, Template},
};
use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, Path},
    routing,
};
use http::{Request, StatusCode, header::SET_COOKIE};
use std::{sync::Arc, time::Duration};

const TEMPLATE: &str = "
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/echo
      Timeout: 1
      Events: {All: {Type: HttpApi, Properties: {Path: '/echo/{proxy+}'}}}
";

async fn panics() -> &'static str {
    panic!("on purpose")
}

fn router() -> Router {
    Router::new()
        .route("/echo/name/{name}", routing::get(async |Path(name): Path<String>| Json(name)))
        .route("/echo/length", routing::post(async |body: bytes::Bytes| body.len().to_string()))
        .route("/echo/cookies", routing::get(async || ([(SET_COOKIE, "a=1")], [(SET_COOKIE.as_str(), "b=2")])))
        .route("/echo/panic", routing::get(panics))
        .route("/echo/sleep", routing::get(async || tokio::time::sleep(Duration::from_secs(5)).await))
        .layer(DefaultBodyLimit::disable())
        .route("/echo/big", routing::get(async || "x".repeat(7 * 1024 * 1024)))
}

async fn answer(request: Request<Body>) -> (StatusCode, String) {
    let template = Template::parse(TEMPLATE, &LocalValues::default()).unwrap();
    let timeout = template.functions[0].timeout;
    let clock = Clock::real();
    let echo = Lambda {
        name: "echo".into(),
        timeout,
        handler: lambda::http(router()),
        clock: clock.clone(),
        cut: Arc::default(),
    };
    let gateway = Gateway::new(&template, [("echo".into(), echo)].into(), clock, super::PATIENCE, Arc::default());
    let response = gateway.answer(request, "127.0.0.1:9".parse().unwrap()).await;
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header("host", "localhost").body(Body::empty()).unwrap()
}

fn post(length: usize) -> Request<Body> {
    Request::post("/echo/length").header("host", "localhost").body(Body::from(vec![0xff; length])).unwrap()
}

#[tokio::test]
async fn a_request_goes_through_the_event_and_back() {
    assert_eq!(answer(get("/echo/name/ada%20l")).await, (StatusCode::OK, "\"ada l\"".into()));
    assert_eq!(answer(post(1_000)).await, (StatusCode::OK, "1000".into()));
}

#[tokio::test]
async fn no_route_is_404() {
    assert_eq!(answer(get("/elsewhere")).await, (StatusCode::NOT_FOUND, r#"{"message":"Not Found"}"#.into()));
}

#[tokio::test]
async fn a_panic_is_500_and_the_next_call_works() {
    let failed = (StatusCode::INTERNAL_SERVER_ERROR, r#"{"message":"Internal Server Error"}"#.to_owned());
    assert_eq!(answer(get("/echo/panic")).await, failed);
    assert_eq!(answer(get("/echo/name/ada")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_limits_are_awss() {
    let refused = (StatusCode::PAYLOAD_TOO_LARGE, r#"{"message":"Request Entity Too Large"}"#.to_owned());
    assert_eq!(answer(post(10 * 1024 * 1024 + 1)).await, refused);
    // Under 10 MB, but over 6 MB once it is base64 in an event.
    assert_eq!(answer(post(5 * 1024 * 1024)).await, refused);
    assert_eq!(answer(post(4 * 1024 * 1024)).await.0, StatusCode::OK);
    assert_eq!(answer(get("/echo/big")).await.0, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_function_past_its_timeout_is_an_error() {
    assert_eq!(answer(get("/echo/sleep")).await.0, StatusCode::INTERNAL_SERVER_ERROR);
}
