//! A request as API Gateway's HTTP API hands it to a function: payload format 2.0.

use super::routes::Match;
use crate::{ids, template::ACCOUNT};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, header, request::Parts};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::net::SocketAddr;

/// The API's own id, the first label of the host name that AWS gives it.
const API: &str = "local";

/// The event's JSON text.
pub fn of(parts: &Parts, body: &[u8], route: &Match, caller: SocketAddr, now: Timestamp) -> String {
    let path = parts.uri.path();
    let (body, encoded) = encode(&parts.headers, body);
    let mut event = json!({
        "version": "2.0",
        "routeKey": route.route_key,
        "rawPath": path,
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers(parts, caller),
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": API,
            "domainName": text(&parts.headers, header::HOST),
            "domainPrefix": API,
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": format!("{:?}", parts.version),
                "sourceIp": caller.ip().to_string(),
                "userAgent": text(&parts.headers, header::USER_AGENT),
            },
            "requestId": ids::gateway(),
            "routeKey": route.route_key,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": now.as_millisecond(),
        },
        "isBase64Encoded": encoded,
    });
    // Absent rather than empty, as on AWS.
    let query = query(parts.uri.query().unwrap_or_default());
    let optional = [
        ("cookies", (!cookies(&parts.headers).is_empty()).then(|| json!(cookies(&parts.headers)))),
        ("queryStringParameters", (!query.is_empty()).then_some(Json::Object(query))),
        ("pathParameters", (!route.parameters.is_empty()).then(|| json!(route.parameters))),
        ("body", body.map(Json::from)),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            event[key] = value;
        }
    }
    event.to_string()
}

/// Lower case, one line per name, cookies apart, and the three that the gateway adds.
fn headers(parts: &Parts, caller: SocketAddr) -> Map<String, Json> {
    let mut headers = Map::new();
    for name in parts.headers.keys().filter(|name| passes(name)) {
        let values: Vec<_> =
            parts.headers.get_all(name).iter().map(|v| String::from_utf8_lossy(v.as_bytes())).collect();
        headers.insert(name.as_str().to_owned(), values.join(",").into());
    }
    let sent = text(&parts.headers, header::HeaderName::from_static("x-forwarded-for"));
    let chain = if sent.is_empty() { caller.ip().to_string() } else { format!("{sent}, {}", caller.ip()) };
    headers.insert("x-forwarded-for".into(), chain.into());
    headers.insert("x-forwarded-proto".into(), "http".into());
    let port =
        text(&parts.headers, header::HOST).rsplit_once(':').map_or_else(|| "80".to_owned(), |(_, p)| p.to_owned());
    headers.insert("x-forwarded-port".into(), port.into());
    headers.insert("x-amzn-trace-id".into(), format!("Root=1-{}", ids::request()).into());
    headers.entry("content-length").or_insert_with(|| "0".into());
    headers
}

fn passes(name: &header::HeaderName) -> bool {
    ![header::COOKIE, header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE, header::TE].contains(name)
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).map(|cookie| cookie.trim().to_owned()).filter(|c| !c.is_empty()).collect()
}

/// A query's names and values, decoded, in their order.
pub fn pairs(raw: &str) -> Vec<(String, String)> {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (percent_decoded(name, true), percent_decoded(value, true))).collect()
}

/// Doubled names are joined by commas.
fn query(raw: &str) -> Map<String, Json> {
    let mut found = Map::new();
    for (name, value) in pairs(raw) {
        let joined = match found.get(&name).and_then(Json::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value,
        };
        found.insert(name, joined.into());
    }
    found
}

/// Text goes as it is, anything else in base64.
fn encode(headers: &HeaderMap, body: &[u8]) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let kind = text(headers, header::CONTENT_TYPE).to_lowercase();
    let named = ["text/", "application/json", "application/xml", "application/javascript"];
    let textual = named.iter().any(|start| kind.starts_with(start));
    match std::str::from_utf8(body) {
        Ok(plain) if textual => (Some(plain.to_owned()), false),
        _ => (Some(STANDARD.encode(body)), true),
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

/// `%41` as `A`; in a query `+` is a space. What is not an escape stays.
pub fn percent_decoded(written: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, read) = match (first, tail) {
            (b'%', [high, low, ..]) => nibbles(*high, *low).map_or((b'%', 1), |byte| (byte, 3)),
            (b'+', _) if plus => (b' ', 1),
            _ => (*first, 1),
        };
        bytes.push(byte);
        rest = &rest[read..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn nibbles(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
