//! The gateway's event as a request, and a reply as the gateway reads it: payload format 2.0 of its HTTP APIs.
//! `lambda_http` reads an event twice, most of it for nobody, and makes a URL of each address.

use std::borrow::Cow;
use std::fmt;

use axum::body::Body;
use axum::{Router, extract::Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{COOKIE, SET_COOKIE};
use http::uri::InvalidUri;
use http::{HeaderMap, HeaderName, HeaderValue, Response, Uri};
use http_body_util::BodyExt;
use lambda_runtime::Error;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Deserializer, Serialize};
use tower::ServiceExt;

/// What the gateway hands over.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    raw_path: String,
    #[serde(default)]
    raw_query_string: String,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default, deserialize_with = "headers")]
    headers: HeaderMap,
    request_context: Context,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// What the gateway says of a request besides.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Context {
    pub time_epoch: i64,
    #[serde(default)]
    pub request_id: String,
    pub http: Caller,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Caller {
    method: String,
    #[serde(default)]
    pub source_ip: String,
}

/// What the gateway is handed back.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    status_code: u16,
    #[serde(serialize_with = "written")]
    headers: HeaderMap,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
    cookies: Vec<String>,
}

/// The router's answer to an event. One that no gateway sends is an error of the whole call.
pub async fn answer(router: Router, event: Event) -> Result<Answer, Error> {
    let Ok(response) = router.oneshot(event.request()?).await;
    Answer::of(response).await
}

impl Event {
    fn request(self) -> Result<Request, Error> {
        let body = match self.body {
            Some(body) if self.is_base64_encoded => STANDARD.decode(body)?,
            body => body.unwrap_or_default().into_bytes(),
        };
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = self.request_context.http.method.parse()?;
        *request.uri_mut() = address(&self.raw_path, &self.raw_query_string)?;
        *request.headers_mut() = self.headers;
        if !self.cookies.is_empty() {
            request.headers_mut().insert(COOKIE, self.cookies.join("; ").parse()?);
        }
        request.extensions_mut().insert(self.request_context);
        Ok(request)
    }
}

/// Path and query. The gateway may hand them over without the quotes that they came with; what would end one of them
/// is part of it.
fn address(path: &str, query: &str) -> Result<Uri, InvalidUri> {
    let (path, query) = (quoted(path, b"\"<>\\^`{|}#?"), quoted(query, b"\"<>\\^`{|}#"));
    if query.is_empty() { Uri::try_from(&*path) } else { Uri::try_from(format!("{path}?{query}")) }
}

/// Every byte that may not be there as `%` and two digits (RFC 3986).
fn quoted<'a>(text: &'a str, never: &[u8]) -> Cow<'a, str> {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !never.contains(byte);
    if text.bytes().all(|byte| plain(&byte)) {
        return text.into();
    }
    let quoted = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(quoted).collect::<String>().into()
}

impl Answer {
    async fn of(response: Response<Body>) -> Result<Self, Error> {
        let (mut parts, body) = response.into_parts();
        let cookies = parts.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies = cookies.map(str::to_owned).collect();
        parts.headers.remove(SET_COOKIE);
        let (text, is_base64_encoded) = text(body.collect().await?.to_bytes());
        let body = Some(text).filter(|text| !text.is_empty());
        Ok(Self { status_code: parts.status.as_u16(), headers: parts.headers, body, is_base64_encoded, cookies })
    }
}

/// Text as it is, without a copy; other bytes as base64.
fn text(body: Bytes) -> (String, bool) {
    match String::from_utf8(body.into()) {
        Ok(text) => (text, false),
        Err(other) => (STANDARD.encode(other.as_bytes()), true),
    }
}

/// Borrowed where nothing in it is escaped.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn headers<'de, D: Deserializer<'de>>(json: D) -> Result<HeaderMap, D::Error> {
    struct Headers;

    impl<'de> Visitor<'de> for Headers {
        type Value = HeaderMap;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("headers")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<HeaderMap, M::Error> {
            let mut headers = HeaderMap::with_capacity(16);
            while let Some((Text(name), Text(value))) = map.next_entry()? {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(M::Error::custom)?;
                headers.insert(name, HeaderValue::from_str(&value).map_err(M::Error::custom)?);
            }
            Ok(headers)
        }
    }

    json.deserialize_map(Headers)
}

/// Several values of one name as HTTP joins them.
fn written<S: Serializer>(headers: &HeaderMap, json: S) -> Result<S::Ok, S::Error> {
    let values = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    json.collect_map(headers.keys().map(|name| (name.as_str(), values(name).collect::<Vec<_>>().join(", "))))
}

#[cfg(test)]
#[path = "gateway_tests.rs"]
mod tests;
