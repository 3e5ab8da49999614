//! A request as a caller writes it, made into the gateway's event: `METHOD /path?query`, headers, an
//! empty line, the body. `{{token}}` in a header is somebody's access token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::stage::{now, signed, wait};
use crate::table;

pub fn request(bytes: &[u8]) -> bool {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let Ok(head) = std::str::from_utf8(&bytes[..end]) else { return false };
    let body = bytes.get(end + 2..).unwrap_or_default();
    let Some(event) = event(head, body) else { return false };
    wait(table::answers(&event.to_string()))
}

/// What the gateway would make of it: a path that it lets through, headers in lower case.
fn event(head: &str, body: &[u8]) -> Option<Value> {
    let mut lines = head.lines();
    let (method, address) = lines.next()?.split_once(' ')?;
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if http::Method::from_bytes(method.as_bytes()).is_err() || !is_address(address) {
        return None;
    }
    let http =
        json!({"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "x"});
    Some(json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": headers(lines), "body": STANDARD.encode(body), "isBase64Encoded": true,
        "requestContext": {
            "accountId": "0", "apiId": "a", "domainName": "api.example.org", "domainPrefix": "api", "http": http,
            "requestId": "id", "routeKey": "$default", "stage": "$default", "timeEpoch": now().0.as_millisecond(),
        },
    }))
}

/// Path and query as HTTP lets them be.
fn is_address(text: &str) -> bool {
    text.starts_with('/') && text.parse::<http::uri::PathAndQuery>().is_ok()
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Map<String, Value> {
    let pairs = lines.filter_map(|line| line.split_once(':'));
    let known = pairs.filter(|(name, value)| {
        http::HeaderName::from_bytes(name.as_bytes()).is_ok() && http::HeaderValue::from_str(value).is_ok()
    });
    known.map(|(name, value)| (name.to_lowercase(), value.trim().replace("{{token}}", signed()).into())).collect()
}
