//! Asking over HTTP, and what came back.

use serde_json::Value;

use crate::documented::assert_documented;

/// A request in the making.
#[must_use = "nothing is asked before send"]
pub struct Ask(reqwest::RequestBuilder);

/// What came back: status, headers and the body, as JSON where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Ask {
    pub(crate) fn new(request: reqwest::RequestBuilder) -> Self {
        Self(request)
    }

    pub fn header(self, name: &str, value: impl AsRef<str>) -> Self {
        Self(self.0.header(name, value.as_ref()))
    }

    /// A header of any bytes, as no ordinary client would send it.
    pub fn header_bytes(self, name: &str, value: &[u8]) -> Self {
        Self(self.0.header(name, reqwest::header::HeaderValue::from_bytes(value).unwrap()))
    }

    pub fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    pub fn text(self, media: &str, body: impl Into<String>) -> Self {
        Self(self.0.header("content-type", media).body(body.into()))
    }

    pub fn bytes(self, media: &str, body: impl Into<Vec<u8>>) -> Self {
        Self(self.0.header("content-type", media).body(body.into()))
    }

    pub fn form(self, form: reqwest::multipart::Form) -> Self {
        Self(self.0.multipart(form))
    }

    pub async fn send(self) -> Reply {
        let (client, request) = self.0.build_split();
        let request = request.expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let reply = client.execute(request).await.expect("an answer");
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        assert_documented(&method, &path, status);
        let text = String::from_utf8_lossy(&reply.bytes().await.expect("a body")).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Reply { status, headers, text, json }
    }
}

impl Reply {
    /// The reply, if its status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The main API's error code.
    pub fn code(&self) -> &str {
        self.json["error"]["code"].as_str().unwrap_or_default()
    }

    /// The input field at fault.
    pub fn field(&self) -> &str {
        self.json["error"]["details"]["field"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
