//! What API Gateway's WebSocket API tells a function: that somebody comes, says something, or has gone.

use super::register::{Caller, Connection};
use crate::ids;
use http::{HeaderMap, header, request::Parts};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// The API's own id, and its one stage.
const API: &str = "local";
pub const STAGE: &str = "ws";

/// `$connect`, with the handshake's headers and query.
pub fn connect(connection: &Connection, parts: &Parts, query: &str, now: Timestamp) -> String {
    let context = context(connection, "$connect", "CONNECT", now);
    let (one, all) = headers(&parts.headers, &connection.caller);
    let mut event = json!({"headers": one, "multiValueHeaders": all, "requestContext": context});
    let (one, all) = doubled(super::super::event::pairs(query));
    if !one.is_empty() {
        event["queryStringParameters"] = one.into();
        event["multiValueQueryStringParameters"] = all.into();
    }
    event["isBase64Encoded"] = false.into();
    event.to_string()
}

/// A message, for the route that its body names.
pub fn message(connection: &Connection, route: &str, body: &str, now: Timestamp) -> String {
    let mut context = context(connection, route, "MESSAGE", now);
    context["messageId"] = ids::connection().into();
    json!({"requestContext": context, "body": body, "isBase64Encoded": false}).to_string()
}

/// `$disconnect`, with the code that ended it.
pub fn disconnect(connection: &Connection, code: u16, reason: &str, now: Timestamp) -> String {
    let mut context = context(connection, "$disconnect", "DISCONNECT", now);
    context["disconnectStatusCode"] = code.into();
    context["disconnectReason"] = reason.into();
    let host = &connection.caller.host;
    let (one, all) = doubled(vec![("Host".to_owned(), host.clone()), ("x-api-key".into(), String::new())]);
    let event = json!({
        "headers": one, "multiValueHeaders": all, "requestContext": context, "isBase64Encoded": false,
    });
    event.to_string()
}

fn context(connection: &Connection, route: &str, kind: &str, now: Timestamp) -> Json {
    let id = ids::gateway();
    json!({
        "routeKey": route,
        "eventType": kind,
        "extendedRequestId": id,
        "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "messageDirection": "IN",
        "stage": STAGE,
        "connectedAt": connection.since.as_millisecond(),
        "requestTimeEpoch": now.as_millisecond(),
        "identity": {"sourceIp": connection.caller.ip.to_string(), "userAgent": connection.caller.agent},
        "requestId": id,
        "domainName": connection.caller.host,
        "connectionId": connection.id,
        "apiId": API,
    })
}

/// As sent, and the three that the gateway adds.
fn headers(sent: &HeaderMap, caller: &Caller) -> (Map<String, Json>, Map<String, Json>) {
    let passes = |name: &&header::HeaderName| **name != header::CONNECTION && **name != header::UPGRADE;
    let named = sent.keys().filter(passes).flat_map(|name| sent.get_all(name).iter().map(move |value| (name, value)));
    let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut pairs: Vec<_> = named.map(|(name, value)| (titled(name.as_str()), text(value))).collect();
    pairs.push(("X-Amzn-Trace-Id".into(), format!("Root=1-{}", ids::request())));
    pairs.push(("X-Forwarded-For".into(), caller.ip.to_string()));
    pairs.push(("X-Forwarded-Proto".into(), "https".into()));
    doubled(pairs)
}

/// `sec-websocket-key` as `Sec-WebSocket-Key`: this API keeps the case in which browsers send names.
fn titled(name: &str) -> String {
    let word = |word: &str| match word {
        "websocket" => "WebSocket".to_owned(),
        word => word.get(..1).map_or_else(String::new, |first| first.to_uppercase() + &word[1..]),
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

/// Each name with its last value, and each with all of them.
fn doubled(pairs: Vec<(String, String)>) -> (Map<String, Json>, Map<String, Json>) {
    let (mut one, mut all) = (Map::new(), Map::new());
    for (name, value) in pairs {
        one.insert(name.clone(), value.clone().into());
        if let Some(values) = all.entry(name).or_insert_with(|| json!([])).as_array_mut() {
            values.push(value.into());
        }
    }
    (one, all)
}
