//! API Gateway's event: what is taken is what was sent, what is answered is what is handed back, and every function
//! that answers HTTP answers it.

use std::sync::{Arc, Mutex};

use api::Event;
use axum::body::to_bytes;
use axum::{Router, extract::Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, request::Parts};
use serde_json::Value;

use crate::stage::{signed, wait};
use crate::table;

/// True when a function knew its path; `{{token}}` in it is somebody's.
pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.replace("{{token}}", signed());
    let Ok(sent) = serde_json::from_str::<Value>(&text) else { return false };
    let Ok(event) = serde_json::from_str::<Event>(&text) else { return false };
    // What the gateway makes sure of: no caller can have it otherwise.
    let (Some(method), Some(body)) = (method(&sent), body(&sent)) else { return false };
    if !path(&sent).starts_with('/') || HeaderValue::try_from(cookies(&sent)).is_err() {
        return false;
    }
    let (request, reply) = echoed(event);
    assert_eq!(request.0.method, method);
    assert!(is_sent(path(&sent), request.0.uri.path()), "{sent} is taken for {}", request.0.uri);
    assert!(is_sent(query(&sent), request.0.uri.query().unwrap_or_default()), "{sent} is taken for {}", request.0.uri);
    assert_eq!(request.1, body, "{sent}");
    are_sent(&sent, &request.0.headers);
    is_handed_back(&request, &reply);
    wait(table::answers(&text))
}

type Whole = (Parts, Bytes);

/// The request that an event becomes, and the reply of somebody who sends headers and body back.
fn echoed(event: Event) -> (Whole, Value) {
    let heard = Arc::new(Mutex::new(None));
    let ear = heard.clone();
    let echo = Router::new().fallback(async move |request: Request| {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body that is there");
        let reply = (parts.headers.clone(), body.clone());
        *ear.lock().expect("one thread") = Some((parts, body));
        reply
    });
    let reply = wait(api::answer(echo, event)).expect("what the gateway sends is a request");
    let request = heard.lock().expect("one thread").take().expect("a request");
    (request, serde_json::to_value(&reply).expect("a reply is JSON"))
}

fn path(sent: &Value) -> &str {
    sent["rawPath"].as_str().unwrap_or_default()
}

fn query(sent: &Value) -> &str {
    sent["rawQueryString"].as_str().unwrap_or_default()
}

fn cookies(sent: &Value) -> String {
    let cookies = sent["cookies"].as_array().into_iter().flatten().filter_map(Value::as_str);
    cookies.collect::<Vec<_>>().join("; ")
}

fn method(sent: &Value) -> Option<Method> {
    sent["requestContext"]["http"]["method"].as_str()?.parse().ok()
}

fn body(sent: &Value) -> Option<Vec<u8>> {
    let text = sent["body"].as_str().unwrap_or_default();
    if sent["isBase64Encoded"] == true { STANDARD.decode(text).ok() } else { Some(text.into()) }
}

/// Byte for byte, where some may have got their quotes: `%` and two digits.
fn is_sent(sent: &str, taken: &str) -> bool {
    let mut taken = taken.bytes();
    let mut is_next = |byte: u8| {
        let quoted = format!("{byte:02X}");
        match taken.next() {
            Some(b'%') if byte != b'%' => taken.by_ref().take(2).eq(quoted.bytes()),
            other => other == Some(byte),
        }
    };
    sent.bytes().all(&mut is_next) && taken.next().is_none()
}

/// Each header has a value that was sent under its name, and none is lost; cookies come beside them.
fn are_sent(sent: &Value, taken: &HeaderMap) {
    let apart = sent["cookies"].as_array().is_some_and(|cookies| !cookies.is_empty());
    let none = serde_json::Map::new();
    let headers = sent["headers"].as_object().unwrap_or(&none);
    for name in headers.keys().map(|name| name.to_lowercase()).filter(|name| !apart || name != "cookie") {
        let value = taken[&name].as_bytes();
        let mut values = headers.iter().filter(|(other, _)| other.to_lowercase() == name);
        assert!(values.any(|(_, text)| text.as_str().map(str::as_bytes) == Some(value)), "{name} of {sent}");
    }
    if apart {
        assert_eq!(taken["cookie"].as_bytes(), cookies(sent).as_bytes(), "{sent}");
    }
    let is_known = |name: &str| headers.keys().any(|known| known.to_lowercase() == name);
    assert!(taken.keys().all(|name| is_known(name.as_str()) || apart && name == "cookie"), "{sent}");
}

/// The reply is the echo: headers that are text, cookies apart, the body as text or as base64.
fn is_handed_back((request, body): &Whole, reply: &Value) {
    assert_eq!(reply["statusCode"], 200);
    for (name, value) in &request.headers {
        let Ok(value) = value.to_str() else { continue };
        let back = if name == "set-cookie" { &reply["cookies"][0] } else { &reply["headers"][name.as_str()] };
        assert_eq!(back, value, "{name} of {reply}");
    }
    assert!(reply["headers"].get("set-cookie").is_none(), "{reply}");
    // HTTP has no body in the reply to these.
    if request.method != Method::HEAD && request.method != Method::CONNECT {
        assert_eq!(self::body(reply).as_deref(), Some(&**body), "{reply}");
    }
}
