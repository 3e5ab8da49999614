//! A person's browser, and how often everything is killed.

use local::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

/// A person's browser: it keeps what it was told across the cloud's lives.
pub struct Browser {
    pub http: reqwest::Client,
    email: &'static str,
    pub token: String,
    pub refresh: String,
}

impl Browser {
    pub async fn open(api: &str, email: &'static str) -> Self {
        let http = reqwest::Client::new();
        let mut browser = Self { http, email, token: String::new(), refresh: String::new() };
        let signed_in =
            browser.ask(api, Method::POST, "/v1/auth/login", Some(browser.credentials()), "").await.unwrap();
        browser.keep(&signed_in);
        browser
    }

    fn credentials(&self) -> Value {
        json!({"email": self.email, "password": PASSWORD})
    }

    pub fn keep(&mut self, reply: &Value) {
        let text = |name: &str| reply["data"][name].as_str().unwrap().to_owned();
        (self.token, self.refresh) = (text("token"), text("refreshToken"));
    }

    /// The reply of a success; none where nobody was there to answer, or it is to come back later.
    pub async fn ask(&self, api: &str, method: Method, path: &str, body: Option<Value>, key: &str) -> Option<Value> {
        let mut request = self.http.request(method, format!("{api}{path}"));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let reply = request.json(&body.unwrap_or_else(|| json!({}))).send().await.ok()?;
        let status = reply.status();
        let reply: Value = reply.json().await.ok()?;
        if status == reqwest::StatusCode::TOO_MANY_REQUESTS {
            // What was cut before is asked for again beside this hour's three.
            return None;
        }
        assert!(status.is_success(), "{path} is answered {status}: {reply}");
        Some(reply)
    }

    /// A new token, of the cloud that is there now.
    pub async fn refresh(&mut self, api: &str) {
        self.token.clear();
        let body = json!({"refreshToken": self.refresh});
        let reply = self.ask(api, Method::POST, "/v1/auth/refresh", Some(body), "").await.unwrap();
        self.keep(&reply);
    }
}

pub fn kills() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how often is the shell's to say")]
    let kills = std::env::var("KILLS").ok();
    kills.and_then(|kills| kills.parse().ok()).unwrap_or(6)
}
