//! API Gateway's WebSocket API: asks a function before it lets somebody in, gives each message to the
//! function that its body names, and tells when somebody has gone.

mod event;
pub mod manage;
pub mod register;
mod talk;

pub use event::STAGE;

use super::reply;
use crate::{
    lambda::{Failure, Lambda},
    template::{self, Template},
};
use axum::extract::ws::{CloseFrame, WebSocketUpgrade, close_code};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header, request::Parts};
use register::{Caller, Connection, Out, Register};
use serde_json::{Value as Json, json};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::Notify;

/// The longest frame, in bytes.
const FRAME: usize = 32 * 1024;

/// The WebSocket API of one local cloud.
pub struct SocketApi {
    api: template::SocketApi,
    lambdas: BTreeMap<String, Lambda>,
    pub register: Arc<Register>,
    /// Rung after each invocation, since it may have written events.
    written: Arc<Notify>,
    /// `$disconnect` is not told, as AWS may fail to.
    pub loses_the_gone: AtomicBool,
}

/// How a connection came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub code: u16,
    pub reason: String,
}

impl Ended {
    fn new(code: u16, reason: &str) -> Self {
        Self { code, reason: reason.to_owned() }
    }

    /// The line broke.
    fn lost() -> Self {
        Self::new(close_code::ABNORMAL, "")
    }

    fn by_client(frame: CloseFrame) -> Self {
        Self { code: frame.code, reason: frame.reason.to_string() }
    }
}

impl SocketApi {
    /// None where the template has no WebSocket API.
    pub fn of(
        template: &Template,
        lambdas: &BTreeMap<String, Lambda>,
        register: Arc<Register>,
        written: Arc<Notify>,
    ) -> Option<Arc<Self>> {
        let (api, lambdas) = (template.socket.clone()?, lambdas.clone());
        Some(Arc::new(Self { api, lambdas, register, written, loses_the_gone: AtomicBool::new(false) }))
    }

    /// Somebody wants to come in; `$connect` says whether they may.
    pub async fn connect(
        self: Arc<Self>,
        parts: &Parts,
        query: &str,
        from: SocketAddr,
        up: WebSocketUpgrade,
    ) -> Response {
        let (connection, inbox) = self.register.make(caller(parts, from));
        let event = event::connect(&connection, parts, query, connection.since);
        let protocol = match self.invoke("$connect", event).await {
            None => None,
            Some(Ok(answer)) if (200..300).contains(&status(&answer)) => protocol(&answer),
            Some(Ok(answer)) => return refused(status(&answer)),
            Some(Err(_)) => return refused(StatusCode::BAD_GATEWAY.as_u16()),
        };
        self.register.keep(&connection);
        let up = up.max_frame_size(FRAME).max_message_size(manage::MESSAGE);
        let mut response = up.on_upgrade(move |socket| talk::talk(self, connection, inbox, socket));
        if let Some(protocol) = protocol {
            response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
        }
        response
    }

    /// A message came: its function may answer on the connection, and always hears it alone.
    async fn heard(self: Arc<Self>, connection: Arc<Connection>, body: String) {
        let route = self.route_of(&body);
        let event = event::message(&connection, &route, &body, self.register.clock.now());
        let answer = match self.invoke(&route, event).await {
            Some(Ok(answer)) => self.api.routes.get(&route).filter(|route| route.answers).and_then(|_| said(&answer)),
            Some(Err(_)) => Some(trouble("Internal server error", &connection)),
            None => Some(trouble("Forbidden", &connection)),
        };
        if let Some(answer) = answer {
            connection.send(Out::Text(answer)).await;
        }
    }

    async fn gone(&self, connection: &Connection, ended: &Ended) {
        if !self.loses_the_gone.load(Ordering::Relaxed) {
            let event = event::disconnect(connection, ended.code, &ended.reason, self.register.clock.now());
            self.invoke("$disconnect", event).await;
        }
    }

    /// The route that the body names, where there is one of that name.
    fn route_of(&self, body: &str) -> String {
        let named = serde_json::from_str::<Json>(body).ok();
        let named = named.as_ref().and_then(|body| body.pointer(&self.api.selection)).and_then(Json::as_str);
        named.filter(|name| self.api.routes.contains_key(*name)).unwrap_or("$default").to_owned()
    }

    /// None where nobody listens on that route.
    async fn invoke(&self, route: &str, event: String) -> Option<Result<Json, Failure>> {
        let lambda = self.lambdas.get(&self.api.routes.get(route)?.function)?;
        let outcome = lambda.invoke(event).await;
        self.written.notify_one();
        Some(outcome.map(|text| serde_json::from_str(&text).unwrap_or_default()))
    }
}

fn caller(parts: &Parts, from: SocketAddr) -> Caller {
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    Caller { ip: from.ip(), agent: text(header::USER_AGENT).to_owned(), host: text(header::HOST).to_owned() }
}

/// What a function answers without a status is a failure of its own.
fn status(answer: &Json) -> u16 {
    answer["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(502)
}

fn protocol(answer: &Json) -> Option<HeaderValue> {
    let headers = answer["headers"].as_object()?;
    let named = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-protocol"));
    named.and_then(|(_, value)| value.as_str()?.try_into().ok())
}

fn said(answer: &Json) -> Option<String> {
    answer["body"].as_str().filter(|body| !body.is_empty()).map(str::to_owned)
}

fn refused(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let message = match status {
        StatusCode::UNAUTHORIZED => "Unauthorized",
        StatusCode::FORBIDDEN => "Forbidden",
        _ => status.canonical_reason().unwrap_or("Refused"),
    };
    reply::message(status, message)
}

fn trouble(message: &str, connection: &Connection) -> String {
    json!({"message": message, "connectionId": connection.id, "requestId": crate::ids::gateway()}).to_string()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
