//! API Gateway's HTTP API: picks the function, writes the event, reads the reply, keeps the limits.

pub mod cors;
mod event;
mod reply;
mod routes;
pub mod socket;

use crate::{
    clock::Clock,
    lambda::{Failure, Lambda},
    template::{Cors, Template},
};
use axum::{body::Body, response::Response};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::{HeaderValue, Request, StatusCode, request::Parts};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};
use tokio::sync::Notify;

/// The longest body that API Gateway reads.
const BODY: usize = 10 * 1024 * 1024;
/// The longest it waits for a function.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The HTTP API of one local cloud.
pub struct Gateway {
    routes: routes::Routes,
    cors: Option<Cors>,
    lambdas: BTreeMap<String, Lambda>,
    clock: Clock,
    patience: Duration,
    /// Rung after each invocation, since it may have written events.
    written: Arc<Notify>,
}

impl Gateway {
    pub fn new(
        template: &Template,
        lambdas: BTreeMap<String, Lambda>,
        clock: Clock,
        patience: Duration,
        written: Arc<Notify>,
    ) -> Self {
        let (routes, cors) = (routes::Routes::of(&template.functions), template.cors.clone());
        Self { routes, cors, lambdas, clock, patience, written }
    }

    /// Answers one request from the outside.
    pub async fn answer(&self, request: Request<Body>, caller: SocketAddr) -> Response {
        let (parts, body) = request.into_parts();
        if let Some(response) = cors::preflight(self.cors.as_ref(), &parts) {
            return response;
        }
        let mut response = match read(body).await {
            Ok(Some(body)) => self.routed(&parts, &body, caller).await,
            Ok(None) => too_large(),
            Err(_) => reply::message(StatusCode::BAD_REQUEST, "Bad Request"),
        };
        cors::apply(self.cors.as_ref(), &parts.headers, response.headers_mut());
        if let Ok(id) = HeaderValue::try_from(crate::ids::gateway()) {
            response.headers_mut().insert("apigw-requestid", id);
        }
        response
    }

    async fn routed(&self, parts: &Parts, body: &Bytes, caller: SocketAddr) -> Response {
        let Some(route) = self.routes.find(&parts.method, parts.uri.path()) else {
            return reply::message(StatusCode::NOT_FOUND, "Not Found");
        };
        let event = event::of(parts, body, &route, caller, self.clock.now());
        match self.lambdas.get(route.function) {
            Some(lambda) => self.invoked(lambda, event).await,
            None => internal(),
        }
    }

    async fn invoked(&self, lambda: &Lambda, event: String) -> Response {
        let outcome = tokio::time::timeout(self.patience, lambda.invoke(event)).await;
        self.written.notify_one();
        match outcome {
            Ok(Ok(text)) => reply::read(&text).unwrap_or_else(internal),
            Ok(Err(Failure::RequestTooLarge)) => too_large(),
            Err(_) => reply::message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
            Ok(Err(Failure::TimedOut(limit))) if limit >= self.patience => {
                reply::message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
            }
            Ok(Err(_)) => internal(),
        }
    }
}

/// The body, or `None` where it is over the limit. What is over is read and dropped, within reason,
/// so that the client is there for the answer.
async fn read(body: Body) -> Result<Option<Bytes>, axum::Error> {
    let (mut kept, mut length) = (BytesMut::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        length += chunk.len();
        if length <= BODY {
            kept.extend_from_slice(&chunk);
        } else if length > 5 * BODY {
            break;
        }
    }
    Ok((length <= BODY).then(|| kept.freeze()))
}

fn too_large() -> Response {
    reply::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

fn internal() -> Response {
    reply::message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

#[cfg(test)]
#[path = "gateway_tests.rs"]
mod tests;
