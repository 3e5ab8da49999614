//! A function's reply, read as API Gateway reads it, and the replies that the gateway makes itself.

use axum::{body::Body, response::Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    multi_value_headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    cookies: Vec<String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The HTTP response that a reply stands for; `None` where it is malformed.
pub fn read(text: &str) -> Option<Response> {
    let reply: Reply = serde_json::from_str(text).ok()?;
    let body = reply.body.clone().unwrap_or_default();
    let body = if reply.is_base64_encoded { STANDARD.decode(body).ok()? } else { body.into_bytes() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(reply.status_code).ok()?;
    fill(response.headers_mut(), &reply);
    Some(response)
}

fn fill(headers: &mut HeaderMap, reply: &Reply) {
    let single = reply.headers.iter();
    let multiple = reply.multi_value_headers.iter().flat_map(|(name, values)| values.iter().map(move |v| (name, v)));
    for (name, value) in single.chain(multiple) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            // The gateway frames the body itself.
            if ![header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION].contains(&name) {
                headers.append(name, value);
            }
        }
    }
    for cookie in reply.cookies.iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    // API Gateway's default where the function names no type.
    if !reply.body.as_deref().unwrap_or_default().is_empty() {
        headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
    }
}

/// `{"message": …}`, the shape of everything that the gateway says itself.
pub fn message(status: StatusCode, words: &str) -> Response {
    let mut response = Response::new(Body::from(serde_json::json!({ "message": words }).to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::read;
    use http::StatusCode;

    #[test]
    fn cookies_become_lines_of_their_own() {
        let reply = r#"{"statusCode":201,"headers":{"x-a":"1"},"multiValueHeaders":{"x-b":["2","3"]},"cookies":["a=1","b=2"],"body":null}"#;
        let response = read(reply).unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
        assert_eq!(response.headers().get_all("x-b").iter().count(), 2);
    }

    #[tokio::test]
    async fn base64_is_undone() {
        let response = read(r#"{"statusCode":200,"headers":{},"body":"/wA=","isBase64Encoded":true}"#).unwrap();
        let body = axum::body::to_bytes(response.into_body(), 10).await.unwrap();
        assert_eq!(&body[..], [0xff, 0]);
    }

    #[test]
    fn a_malformed_reply_is_none() {
        assert!(read("{}").is_none() && read("nonsense").is_none());
    }
}
