//! The functions over a table that has the caller's gate and connection and is empty besides: every write is taken,
//! and what DynamoDB would refuse in a question is refused.

use axum::{Json, Router, response::IntoResponse};
use domain::Entropy;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;

use crate::stage::{SESSION, USER, link_secret, pair};

/// Hands an event to every function that answers HTTP. True when one knew its path.
pub(crate) async fn answers(event: &str) -> bool {
    static FUNCTIONS: OnceCell<Vec<Router>> = OnceCell::const_new();
    let mut known = false;
    for router in FUNCTIONS.get_or_init(functions).await {
        let asked = serde_json::from_str(event).expect("an event");
        let reply = api::answer(router.clone(), asked).await.expect("an event is answered");
        let reply = serde_json::to_value(&reply).expect("a reply is JSON");
        let status = reply["statusCode"].as_u64().expect("a status");
        assert!((200..500).contains(&status), "{event}: {reply}");
        assert!(status < 400 || is_refusal(&reply), "{event}: {reply}");
        known |= status != 404;
    }
    known
}

/// Every frontend finds its own field in it; one that asked for no body has none.
fn is_refusal(reply: &Value) -> bool {
    let Some(body) = reply["body"].as_str() else { return reply.get("body").is_none() };
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let said = |said: &Value| said.as_str().is_some_and(|said| !said.is_empty());
    body["success"] == false && said(&body["error"]["code"]) && said(&body["error"]["message"]) && said(&body["detail"])
}

/// The function behind the WebSocket API.
pub(crate) async fn realtime() -> &'static realtime::App {
    static REALTIME: OnceCell<realtime::App> = OnceCell::const_new();
    REALTIME.get_or_init(async || realtime::App::from(&vars(&here().await), entropy()).expect("realtime starts")).await
}

/// The table's address.
async fn here() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let here = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(reply)).await });
    here
}

async fn functions() -> Vec<Router> {
    let vars = vars(&here().await);
    vec![
        accounts::router(accounts::App::from(&vars, entropy()).expect("accounts starts")),
        mentors::router(mentors::App::from(&vars, entropy()).expect("mentors starts")),
        bookings::router(bookings::App::from(&vars, entropy()).expect("bookings starts")),
        notices::router(notices::App::from(&vars, entropy()).expect("notices starts")),
        chat::router(chat::App::from(&vars, entropy()).expect("chat starts")),
    ]
}

/// The same in every run: what is found is found again.
fn entropy() -> Entropy {
    Entropy::seeded(7)
}

fn vars(here: &str) -> api::Vars {
    let (private, public) = pair(7);
    let secret = link_secret();
    let values = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_ENDPOINT_URL_DYNAMODB", here),
        ("AWS_ENDPOINT_URL_S3", here),
        ("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", here),
        ("SOCKET_STAGE", here),
        ("TABLE", "table"),
        ("BUCKET", "bucket"),
        ("TOKEN_PUBLIC_KEYS", &public),
        ("TOKEN_PRIVATE_KEY", &private),
        ("TOKEN_KEY_ID", "fuzzed"),
        ("LINK_SECRET", &secret),
        ("BASE_URL", "https://api.example.org"),
        ("ORIGINS", "https://app.example.org"),
        ("SENDER", "Ithaca <no-reply@example.org>"),
        ("ORGANISATION_ZONE", "Africa/Cairo"),
        ("EMAIL_LOGIN", "proved"),
        ("REGISTRATION", "confirmed"),
        ("AUTH_RATE", "5"),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn reply(headers: HeaderMap, body: bytes::Bytes) -> axum::response::Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    if !legal(&asked) {
        let refusal = json!({"__type": "com.amazon.coral.validate#ValidationException", "message": "illegal"});
        return (StatusCode::BAD_REQUEST, Json(refusal)).into_response();
    }
    let operation = target.rsplit('.').next().unwrap_or_default();
    Json(answer(operation, &asked)).into_response()
}

fn answer(operation: &str, asked: &Value) -> Value {
    match operation {
        "GetItem" if asked["Key"]["sk"]["S"] == "gate" => {
            json!({"Item": {"status": {"S": "active"}, "epoch": {"N": "0"}}})
        }
        "GetItem" if asked["Key"]["sk"]["S"] == "connection" => json!({"Item": connection()}),
        "Query" => json!({"Items": [], "Count": 0, "ScannedCount": 0}),
        "BatchGetItem" => json!({"Responses": {}, "UnprocessedKeys": {}}),
        "UpdateItem" => json!({"Attributes": {"seen": {"N": "1"}, "given": {"N": "1"}}}),
        _ => json!({}),
    }
}

/// An open connection of the caller's.
fn connection() -> Value {
    json!({
        "id": {"S": "JKJaXcYxLPECHqg="}, "user": {"S": USER}, "session": {"S": SESSION}, "epoch": {"N": "0"},
        "since": {"S": "2026-11-20T16:00:00Z"},
    })
}

/// Bounds in order, and keys that are neither empty nor too long.
fn legal(asked: &Value) -> bool {
    let values = &asked["ExpressionAttributeValues"];
    let text = |value: &Value| value["S"].as_str().map(str::to_owned);
    let ordered = match (text(&values[":low"]), text(&values[":high"])) {
        (Some(low), Some(high)) => low <= high && short(&low, 1024) && short(&high, 1024),
        _ => true,
    };
    let key = &asked["Key"];
    let keyed = key.is_null()
        || text(&key["pk"]).is_some_and(|pk| short(&pk, 2048)) && text(&key["sk"]).is_some_and(|sk| short(&sk, 1024));
    ordered && keyed
}

fn short(key: &str, most: usize) -> bool {
    !key.is_empty() && key.len() <= most
}
