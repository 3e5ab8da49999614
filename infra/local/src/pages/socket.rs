//! The WebSocket API at `/ws` of the one host, and a chat's own address, which `CloudFront` makes a query of.

use super::Here;
use axum::{
    extract::{ConnectInfo, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use std::{net::SocketAddr, sync::Arc};

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

pub async fn open(here: Here, from: ConnectInfo<SocketAddr>, up: Upgrade, parts: Parts) -> Response {
    let query = parts.uri.query().unwrap_or_default().to_owned();
    connect(here, from, up, parts, query).await
}

/// `/ws/chat/{id}/?token=…` is `/ws?token=…&chat={id}`, the id as it was written.
pub async fn open_chat(here: Here, from: ConnectInfo<SocketAddr>, up: Upgrade, parts: Parts) -> Response {
    let chat = parts.uri.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let query = parts.uri.query().map_or_else(|| format!("chat={chat}"), |query| format!("{query}&chat={chat}"));
    connect(here, from, up, parts, query).await
}

async fn connect(
    State(inside): Here,
    from: ConnectInfo<SocketAddr>,
    up: Upgrade,
    parts: Parts,
    query: String,
) -> Response {
    let Some(socket) = inside.socket.as_ref().map(Arc::clone) else {
        return (StatusCode::NOT_FOUND, "template.yaml has no WebSocket API.\n").into_response();
    };
    match up {
        Ok(up) => socket.connect(&parts, &query, from.0, up).await,
        Err(refused) => refused.into_response(),
    }
}
