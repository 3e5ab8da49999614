//! One error body for every frontend: document 3 finds `success` and `error`, documents 1 and 4
//! find `detail`. One place maps a kind to a status, one place logs.

use axum::response::{IntoResponse, Response};
use domain::problem::Invalid;
use domain::{Kind, Kinds, Problem};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// A refusal or a failure, on its way to the edge.
#[derive(Clone, Debug)]
pub struct Error {
    pub(crate) kind: Kind,
    code: &'static str,
    message: String,
    detail: Option<String>,
    field: Option<String>,
    retry_after: Option<u32>,
}

impl<P: Problem + Kinds> From<P> for Error {
    fn from(problem: P) -> Self {
        debug_assert!(P::KINDS.contains(&problem.kind()), "{problem} is not of the kinds that its type names");
        Self {
            kind: problem.kind(),
            code: problem.code(),
            message: problem.to_string(),
            detail: None,
            field: problem.field().map(str::to_owned),
            retry_after: problem.retry_after(),
        }
    }
}

/// For the log; what people are told is made at the edge.
impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl Error {
    /// Of a kind, with a sentence for people.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, code: kind.code(), message: message.into(), detail: None, field: None, retry_after: None }
    }

    /// Input that breaks a rule, by the name the caller knows it by.
    pub fn invalid(field: &'static str, issue: impl Into<String>) -> Self {
        Invalid::new(field, issue).into()
    }

    /// There is no such thing, or not for this caller.
    pub fn missing(what: &str) -> Self {
        Self::new(Kind::Missing, format!("No such {what}."))
    }

    pub fn unauthenticated() -> Self {
        Self::new(Kind::Unauthenticated, "Sign in first.")
    }

    pub fn forbidden(message: &str) -> Self {
        Self::new(Kind::Forbidden, message)
    }

    /// With the exact sentence that a document shows as `detail`.
    pub fn detail(self, sentence: &str) -> Self {
        Self { detail: Some(sentence.to_owned()), ..self }
    }

    /// With the field under the name that this surface uses.
    pub fn at(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn status(&self) -> StatusCode {
        status(self.kind)
    }

    /// The reply, once request id and instant are known; failures of ours are logged here and
    /// nowhere else, and say nothing of their cause.
    pub(crate) fn render(&self, request_id: &str, at: domain::Now) -> Response {
        let internal = self.kind == Kind::Internal;
        if matches!(self.kind, Kind::Internal | Kind::Unavailable) {
            tracing::error!(request_id, code = self.code, cause = %self.message, "request failed");
        }
        let message = if internal { "Something went wrong." } else { &self.message };
        let details = self.field.as_ref().map(|field| Details { field: field.clone(), issue: message.to_owned() });
        let failure = Failure {
            success: false,
            error: Inner { code: self.code.to_owned(), message: message.to_owned(), details },
            detail: self.detail.clone().unwrap_or_else(|| message.to_owned()),
            timestamp: at.0.to_string(),
            request_id: request_id.to_owned(),
        };
        let mut response = (self.status(), axum::Json(failure)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The status of every error of a kind.
pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Missing => StatusCode::NOT_FOUND,
        Kind::Unsupported => StatusCode::METHOD_NOT_ALLOWED,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Limited => StatusCode::TOO_MANY_REQUESTS,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::Mismatch => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Carries the error to the edge, where `serve::finish` renders it.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The error body of every surface.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Always false.
    success: bool,
    error: Inner,
    /// The sentence for people, where documents 1 and 4 look for it.
    detail: String,
    timestamp: String,
    request_id: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Inner {
    /// A stable word, such as `VALIDATION_ERROR` or `SLOT_TAKEN`.
    code: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Details {
    field: String,
    issue: String,
}
