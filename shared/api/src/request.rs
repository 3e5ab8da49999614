//! What the event says of a request: its instant, its id, its caller's address, its conditions.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::error::Error;
use crate::gateway::Context;
use crate::openapi::{Describe, Operation};

/// The instant of the event itself (`requestContext.timeEpoch`).
#[derive(Clone, Copy, Debug)]
pub struct Now(pub domain::Now);

/// The caller's address as the gateway saw it; a header's only where `CloudFront` wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceIp(pub String);

impl SourceIp {
    /// Of a request that may have come by way of `CloudFront`: its function writes the viewer's address, and the
    /// distribution the secret that nobody else knows.
    pub fn of(parts: &Parts, edge_secret: Option<&str>) -> Self {
        let sent = header(parts, "x-origin-secret").unwrap_or_default();
        let equal = aws_lc_rs::constant_time::verify_slices_are_equal;
        let by_the_edge = edge_secret.is_some_and(|secret| equal(secret.as_bytes(), sent.as_bytes()).is_ok());
        let viewer = header(parts, "x-viewer-address").filter(|_| by_the_edge);
        Self(viewer.map_or_else(|| source_ip(parts), str::to_owned))
    }
}

/// The `Origin` header, if there is one.
#[derive(Clone, Debug)]
pub struct Origin(pub Option<String>);

/// The version in `If-Match`, if the caller holds us to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IfMatch(pub Option<u32>);

pub(crate) fn now(parts: &http::Extensions) -> domain::Now {
    domain::Now::from_millis(parts.get::<Context>().map_or(0, |context| context.time_epoch))
}

pub(crate) fn request_id(parts: &http::Extensions) -> String {
    parts.get::<Context>().map(|context| context.request_id.clone()).unwrap_or_default()
}

fn source_ip(parts: &Parts) -> String {
    parts.extensions.get::<Context>().map(|context| context.http.source_ip.clone()).unwrap_or_default()
}

impl<S: Sync> FromRequestParts<S> for Now {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(now(&parts.extensions)))
    }
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(header(parts, "origin").map(str::to_owned)))
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let Some(tag) = header(parts, "if-match").filter(|tag| *tag != "*") else { return Ok(Self(None)) };
        let version = tag.trim_start_matches("W/").trim_matches('"').parse();
        version.map(|version| Self(Some(version))).map_err(|_| Error::invalid("If-Match", "must be an ETag of ours"))
    }
}

/// A header's text.
pub(crate) fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}

impl Describe for Now {}
impl Describe for Origin {}
impl Describe for IfMatch {
    fn describe(operation: &mut Operation) {
        let says = "The version that the change is meant for; another is 409. `*` is any.";
        operation.header("If-Match", says, r#"^(\*|(W/)?"[0-9]{1,9}")$"#);
        operation.fails(400);
        operation.fails(409);
    }
}
