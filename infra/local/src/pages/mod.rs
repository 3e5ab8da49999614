//! What the one port answers: the local cloud's own pages, and the HTTP API behind everything else.

mod control;
mod docs;
mod index;
mod mailbox;
mod socket;

use crate::inside::Inside;
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use http::StatusCode;
use std::{net::SocketAddr, sync::Arc};

type Here = State<Arc<Inside>>;

/// The router of the port.
pub fn router(inside: Arc<Inside>) -> Router {
    Router::new()
        .route("/", get(async || Redirect::temporary("/_local/")))
        .route("/_local", get(async || Redirect::permanent("/_local/")))
        .route("/_local/", get(index::page))
        .route("/_local/health", get(control::health))
        .route("/_local/mail", get(mailbox::show).delete(mailbox::empty))
        .route("/_local/clock", get(control::time).post(control::move_time))
        .route("/_local/stream", get(control::trouble).post(control::make_trouble))
        .route("/_local/drain", post(control::drain))
        .route("/_local/run/{function}", post(control::run))
        .route("/_local/{*rest}", get(not_found).post(not_found))
        .route("/openapi.json", get(docs::document))
        .route("/asyncapi.json", get(docs::of_the_socket))
        .route("/docs", get(async || Redirect::permanent("/docs/")))
        .route("/docs/", get(docs::page))
        .route("/docs/{*file}", get(docs::file))
        .route("/ws", any(socket::open))
        .route("/ws/", any(socket::open))
        .route("/ws/chat/{id}", any(socket::open_chat))
        .route("/ws/chat/{id}/", any(socket::open_chat))
        .fallback(api)
        .with_state(inside)
}

async fn api(State(inside): Here, ConnectInfo(caller): ConnectInfo<SocketAddr>, request: Request) -> Response {
    inside.gateway.answer(request, caller).await
}

async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is no such page. /_local/ lists them.\n").into_response()
}
