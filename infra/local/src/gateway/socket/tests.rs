//! A client that is not ours, functions that note what they hear, and the endpoint as the SDK calls it.

use crate::{LocalCloud, Options, lambda};
use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest as Event;
use futures::{SinkExt, StreamExt};
use jiff::SignedDuration;
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

const TEMPLATE: &str = r"
Resources:
  People:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
  Listener: {Type: AWS::Serverless::Function, Properties: {CodeUri: target/lambda/realtime}}
  Socket:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes:
        $connect: {FunctionArn: !GetAtt Listener.Arn}
        $disconnect: {FunctionArn: !GetAtt Listener.Arn}
        $default: {FunctionArn: !GetAtt Listener.Arn}
        fail: {FunctionArn: !GetAtt Listener.Arn}
        ask: {FunctionArn: !GetAtt Listener.Arn, RouteResponseSelectionExpression: $default}
";

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

#[derive(Clone)]
struct Stage {
    cloud: Arc<LocalCloud>,
    heard: Arc<Mutex<Vec<Json>>>,
}

fn answer(event: &Event) -> Result<Json, String> {
    let route = event.request_context.route_key.as_deref().unwrap_or_default();
    match (route, event.query_string_parameters.first("token").unwrap_or_default()) {
        ("fail", _) | (_, "broken") => Err("on purpose".to_owned()),
        ("$connect", "wrong") => Ok(json!({"statusCode": 401})),
        ("$connect", "chat") => Ok(json!({"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "ithaca"}})),
        ("ask", _) => Ok(json!({"statusCode": 200, "body": "an answer"})),
        _ => Ok(json!({"statusCode": 200, "body": "not for anybody"})),
    }
}

impl Stage {
    async fn set() -> Self {
        let heard = Arc::<Mutex<Vec<Json>>>::default();
        let notes = Arc::clone(&heard);
        let listener: lambda::Handler = Arc::new(move |text, _| {
            notes.lock().unwrap().push(serde_json::from_str(&text).unwrap());
            let event: Event = serde_json::from_str(&text).unwrap();
            Box::pin(async move { answer(&event).map(|answer| answer.to_string()) })
        });
        let mut options = Options { template: Some(TEMPLATE.to_owned()), ..Options::for_test() };
        options = options.at("2026-11-23T08:00:00Z".parse().unwrap());
        options.handlers.insert("realtime".into(), listener);
        Self { cloud: Arc::new(LocalCloud::start(options).await.unwrap()), heard }
    }

    async fn try_open(&self, path: &str) -> Result<Socket, Error> {
        let url = format!("{}{path}", self.cloud.url().replace("http", "ws"));
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("user-agent", HeaderValue::from_static("a browser"));
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("ithaca"));
        Ok(connect_async(request).await?.0)
    }

    async fn open(&self) -> (Socket, String) {
        let socket = self.try_open("/ws?token=chat").await.unwrap();
        let id = self.told("$connect").last().unwrap()["requestContext"]["connectionId"].as_str().unwrap().to_owned();
        (socket, id)
    }

    fn told(&self, route: &str) -> Vec<Json> {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|event| event["requestContext"]["routeKey"] == route).cloned().collect()
    }

    /// Waits for as many events of a route.
    async fn hears(&self, route: &str, many: usize) -> Vec<Json> {
        for _ in 0..500 {
            if self.told(route).len() >= many {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(4)).await;
        }
        self.told(route)
    }

    async fn manage(&self, method: reqwest::Method, id: &str, body: impl Into<reqwest::Body>) -> reqwest::Response {
        let url = format!("{}/@connections/{}", self.cloud.endpoints().connections, id.replace('=', "%3D"));
        reqwest::Client::new().request(method, url).body(body).send().await.unwrap()
    }
}

async fn text(socket: &mut Socket) -> String {
    let next = tokio::time::timeout(std::time::Duration::from_secs(5), socket.next()).await;
    next.expect("a message in time").unwrap().unwrap().into_text().unwrap().to_string()
}

async fn closed_with(socket: &mut Socket) -> u16 {
    let next = tokio::time::timeout(std::time::Duration::from_secs(5), socket.next()).await;
    match next.expect("an end in time") {
        Some(Ok(Message::Close(Some(frame)))) => frame.code.into(),
        other => panic!("not closed: {other:?}"),
    }
}

#[tokio::test]
async fn connect_is_asked_before_the_upgrade_and_may_refuse_it() {
    let stage = Stage::set().await;
    for (token, expected) in [("wrong", 401), ("broken", 502)] {
        match stage.try_open(&format!("/ws?token={token}")).await {
            Err(Error::Http(reply)) => assert_eq!(reply.status(), expected),
            other => panic!("{token}: {:?}", other.map(|_| "let in")),
        }
    }
    assert_eq!(stage.cloud.connections(), 0);
    assert!(stage.told("$disconnect").is_empty(), "who never came does not go");
}

#[tokio::test]
async fn the_events_are_those_of_aws() {
    let stage = Stage::set().await;
    let (mut socket, id) = stage.open().await;
    socket.send(Message::text(r#"{"action":"nobody knows","x":1}"#)).await.unwrap();
    socket.send(Message::text("no JSON")).await.unwrap();
    let messages = stage.hears("$default", 2).await;
    socket.close(None).await.unwrap();
    let gone = stage.hears("$disconnect", 1).await.remove(0);
    let came = stage.told("$connect").remove(0);
    assert_eq!(came["queryStringParameters"]["token"], "chat");
    assert_eq!(came["headers"]["Sec-WebSocket-Version"], "13");
    let context = &came["requestContext"];
    assert_eq!(context["eventType"], "CONNECT");
    assert_eq!(context["identity"]["userAgent"], "a browser");
    assert_eq!(context["identity"]["sourceIp"], "127.0.0.1");
    assert_eq!((context["stage"].clone(), context["connectedAt"].clone()), (json!("ws"), json!(1_795_420_800_000_i64)));
    let bodies: Vec<_> = messages.iter().map(|event| event["body"].as_str().unwrap()).collect();
    assert!(bodies.contains(&"no JSON"), "{bodies:?}");
    assert!(messages.iter().all(|event| event["requestContext"]["connectionId"] == id.as_str()));
    assert!(messages.iter().all(|event| event["requestContext"]["messageId"].is_string()));
    assert_eq!(gone["requestContext"]["eventType"], "DISCONNECT");
    assert_eq!(stage.cloud.connections(), 0);
}

#[tokio::test]
async fn a_chats_own_address_is_a_query_of_the_one_route() {
    let stage = Stage::set().await;
    stage.try_open("/ws/chat/cht_1/?token=chat").await.unwrap();
    let came = stage.told("$connect").remove(0);
    assert_eq!(came["queryStringParameters"], json!({"token": "chat", "chat": "cht_1"}));
}

#[tokio::test]
async fn only_a_route_with_a_response_answers_and_a_failure_says_so() {
    let stage = Stage::set().await;
    let (mut socket, id) = stage.open().await;
    socket.send(Message::text(r#"{"action":"ask"}"#)).await.unwrap();
    assert_eq!(text(&mut socket).await, "an answer");
    socket.send(Message::text("to $default")).await.unwrap();
    socket.send(Message::text(r#"{"action":"fail"}"#)).await.unwrap();
    let told: Json = serde_json::from_str(&text(&mut socket).await).unwrap();
    assert_eq!((&told["message"], &told["connectionId"]), (&json!("Internal server error"), &json!(id)));
}

#[tokio::test]
async fn functions_send_look_and_close_and_who_is_gone_is_410() {
    let stage = Stage::set().await;
    let (mut socket, id) = stage.open().await;
    assert_eq!(stage.manage(reqwest::Method::POST, &id, "hello").await.status(), 200);
    assert_eq!(text(&mut socket).await, "hello");
    let told: Json = stage.manage(reqwest::Method::GET, &id, "").await.json().await.unwrap();
    assert_eq!(told["connectedAt"], "2026-11-23T08:00:00Z");
    assert_eq!(told["identity"]["sourceIp"], "127.0.0.1");
    let large = stage.manage(reqwest::Method::POST, &id, "x".repeat(128 * 1024 + 1)).await;
    assert_eq!(
        (large.status().as_u16(), &large.headers()["x-amzn-errortype"]),
        (413, &"PayloadTooLargeException".parse().unwrap())
    );
    assert_eq!(stage.manage(reqwest::Method::DELETE, &id, "").await.status(), 204);
    assert_eq!(closed_with(&mut socket).await, 1000);
    stage.hears("$disconnect", 1).await;
    for method in [reqwest::Method::POST, reqwest::Method::GET, reqwest::Method::DELETE] {
        let gone = stage.manage(method, &id, "hello").await;
        assert_eq!(
            (gone.status().as_u16(), &gone.headers()["x-amzn-errortype"]),
            (410, &"GoneException".parse().unwrap())
        );
    }
}

#[tokio::test]
async fn a_connection_ends_after_ten_idle_minutes_and_after_two_hours_at_most() {
    let stage = Stage::set().await;
    let (mut idle, _) = stage.open().await;
    let (mut busy, id) = stage.open().await;
    for minutes in [9, 18, 27] {
        stage.cloud.clock().advance(SignedDuration::from_mins(9));
        stage.manage(reqwest::Method::POST, &id, "x").await;
        assert_eq!(text(&mut busy).await, "x", "after {minutes} minutes");
    }
    assert_eq!(closed_with(&mut idle).await, 1001);
    while stage.cloud.connections() == 1 {
        stage.cloud.clock().advance(SignedDuration::from_mins(9));
        stage.manage(reqwest::Method::POST, &id, "x").await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let lived = stage.cloud.clock().now().duration_since("2026-11-23T08:00:00Z".parse().unwrap());
    assert!((SignedDuration::from_hours(2)..SignedDuration::from_mins(140)).contains(&lived), "{lived:?}");
}

#[tokio::test]
async fn what_is_too_large_or_no_text_ends_it() {
    let stage = Stage::set().await;
    let (mut frame, _) = stage.open().await;
    frame.send(Message::text("x".repeat(32 * 1024 + 1))).await.unwrap();
    assert_eq!(closed_with(&mut frame).await, 1009);
    let (mut binary, _) = stage.open().await;
    binary.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(closed_with(&mut binary).await, 1003);
    let (mut fits, _) = stage.open().await;
    fits.send(Message::text("x".repeat(32 * 1024 - 1))).await.unwrap();
    assert_eq!(stage.hears("$default", 1).await.len(), 1);
}

#[tokio::test]
async fn the_news_that_somebody_has_gone_can_be_lost() {
    let stage = Stage::set().await;
    stage.cloud.lose_the_gone(true);
    let (socket, _) = stage.open().await;
    drop(socket);
    while stage.cloud.connections() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(stage.told("$disconnect").is_empty());
}
