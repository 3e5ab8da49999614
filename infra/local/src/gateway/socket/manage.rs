//! `@connections`: what functions send to, look at and close, over the real SDK.

use super::register::{Connection, Out, Register};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::StatusCode;
use serde_json::json;
use std::sync::Arc;

/// The longest message, in bytes.
pub const MESSAGE: usize = 128 * 1024;

type Here = State<Arc<Register>>;

/// The endpoint's service; the stage is part of the path, as on AWS.
pub fn service(register: Arc<Register>) -> Router {
    Router::new()
        .route("/{stage}/@connections/{id}", post(send).get(look).delete(close))
        .layer(DefaultBodyLimit::max(16 * MESSAGE))
        .with_state(register)
}

async fn send(State(register): Here, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    if body.len() > MESSAGE {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeException");
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    match register.find(&id) {
        Some(connection) if connection.send(Out::Text(text)).await => StatusCode::OK.into_response(),
        _ => gone(),
    }
}

async fn look(State(register): Here, Path((_, id)): Path<(String, String)>) -> Response {
    let told = |connection: Arc<Connection>| {
        let caller = &connection.caller;
        Json(json!({
            "connectedAt": connection.since.to_string(),
            "identity": {"sourceIp": caller.ip.to_string(), "userAgent": caller.agent},
            "lastActiveAt": connection.active().to_string(),
        }))
        .into_response()
    };
    register.find(&id).map_or_else(gone, told)
}

async fn close(State(register): Here, Path((_, id)): Path<(String, String)>) -> Response {
    match register.find(&id) {
        Some(connection) if connection.send(Out::Close).await => StatusCode::NO_CONTENT.into_response(),
        _ => gone(),
    }
}

fn gone() -> Response {
    refused(StatusCode::GONE, "GoneException")
}

fn refused(status: StatusCode, kind: &'static str) -> Response {
    (status, [("x-amzn-errortype", kind)], Json(json!({"message": kind}))).into_response()
}
