//! A page for a person, where a mail's link leads: one script of its own, and a policy that lets
//! nothing else in. Nothing is kept of it, and its address is told to nobody.

use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};

use crate::openapi::{Describe, Operation};

/// `text/html`.
pub struct Page {
    html: String,
    script: &'static str,
}

impl Page {
    /// `script` is the text of the page's one script element.
    pub fn of(html: String, script: &'static str) -> Self {
        Self { html, script }
    }

    fn policy(&self) -> String {
        let hash = STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, self.script.as_bytes()));
        format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; connect-src 'self'; \
            form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = [
            (CONTENT_SECURITY_POLICY, self.policy()),
            (REFERRER_POLICY, "no-referrer".to_owned()),
            (CACHE_CONTROL, "no-store".to_owned()),
        ];
        (headers, Html(self.html)).into_response()
    }
}

impl Describe for Page {
    fn describe(operation: &mut Operation) {
        operation.replies_text(200, "text/html");
    }
}
