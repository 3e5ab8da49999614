//! What a request says of the visit: when, from where, with what, and whether it wants cookies.

use api::{Cookies, Describe, Operation};
use axum::extract::FromRequestParts;
use domain::account::Surface;
use domain::account::family::Session;
use domain::{Kind, Kinds, Now, card};
use http::request::Parts;

use crate::App;

/// One visit at the door.
#[derive(Clone, Debug)]
pub struct Visit {
    pub now: Now,
    /// As the gateway saw it, or `CloudFront` before it.
    pub ip: String,
    pub agent: String,
    /// The prefix of the main API by which they came.
    pub prefix: &'static str,
    /// Document 0's session: `X-Session: cookie` on the main API (ruling 8).
    pub cookies: bool,
    /// The refresh token that came in its cookie. Looked at only beside that header, which no other
    /// site's page can send.
    pub refresh: Option<String>,
}

/// What whoever knocks may hear besides being let in.
#[derive(Debug)]
pub enum NotIn {}

impl Kinds for NotIn {
    const KINDS: &'static [Kind] = &[Kind::Unauthenticated, Kind::Forbidden];
}

impl Visit {
    /// A session that begins with this visit.
    pub fn session(&self, app: &App, user: domain::UserId, era: u32, surface: Surface) -> Session {
        Session::begin(user, era, surface, &self.agent, self.now, &app.house.entropy)
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let api::Now(now) = api::Now::from_request_parts(parts, app).await?;
        let api::SourceIp(ip) = api::SourceIp::of(parts, app.edge_secret.as_deref());
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = parts.uri.path();
        let main = path.starts_with("/v1/") || path.starts_with("/api/v1/");
        let cookies = main && header("x-session").eq_ignore_ascii_case("cookie");
        Ok(Self {
            now,
            ip,
            agent: Some(header("user-agent")).filter(|agent| !card::is_in(agent)).unwrap_or_default().to_owned(),
            prefix: if path.starts_with("/api/") { "/api/v1" } else { "/v1" },
            cookies,
            refresh: Cookies::refresh_of(&parts.headers).filter(|_| cookies).map(str::to_owned),
        })
    }
}

impl Describe for Visit {
    fn describe(operation: &mut Operation) {
        let says = "`cookie` on the main API: tokens come as HTTP-only cookies (document 0).";
        operation.header("X-Session", says, "^[!-~]+$");
        operation.fails(429);
    }
}
