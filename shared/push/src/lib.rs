//! What people see at once: frames to their open connections, through API Gateway's `@connections`. A
//! connection that has gone is an answer, not an error. Only this crate speaks to that endpoint.

use std::sync::Arc;

use aws_smithy_http::label::{EncodingStrategy, fmt_string};
use aws_types::SdkConfig;
use bytes::Bytes;
pub use calls::CallError;
use calls::Calls;
use domain::connection::ConnectionId;
use domain::frame::Passing;
use futures::StreamExt;
use http::{Method, Request};

/// So many posts at once: each waits for the gateway.
const AT_ONCE: usize = 32;
/// What `@connections` says of a connection that is no more.
const GONE: u16 = 410;

/// The way to open connections.
#[derive(Clone, Debug)]
pub struct Push {
    calls: Calls,
    /// The stage's address: `https://….execute-api.eu-west-1.amazonaws.com/ws`.
    stage: Arc<str>,
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The gateway has it.
    Taken,
    /// Nobody is there any more: its row should go.
    Gone,
}

/// The two variables that template.yaml gives to whoever shows something: another endpoint, and the stage.
pub const ENDPOINT: &str = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";
pub const STAGE: &str = "SOCKET_STAGE";

impl Push {
    /// To the API at `stage`, or wherever the configuration's endpoint moves it.
    pub fn new(config: &SdkConfig, stage: &str) -> Self {
        let stage = config.endpoint_url().unwrap_or(stage).trim_end_matches('/');
        let path = stage.find("://").and_then(|at| stage[at + 3..].find('/').map(|slash| at + 3 + slash));
        let host = &stage[..path.unwrap_or(stage.len())];
        Self { calls: Calls::to("execute-api", config, host), stage: stage.into() }
    }

    /// Shows what is of the moment: who does not see it has missed nothing.
    pub async fn flash(&self, to: Vec<ConnectionId>, frame: &Passing) {
        let (_, failed) = self.send_all(to, &serde_json::to_string(frame).unwrap_or_default()).await;
        if let Some(error) = failed {
            tracing::warn!(%error, frame = %frame.r#type, "somebody does not see what passes");
        }
    }

    /// Sends a frame to one connection.
    pub async fn send(&self, to: &ConnectionId, frame: &str) -> Result<Sent, CallError> {
        self.ask(Method::POST, to, Bytes::copy_from_slice(frame.as_bytes())).await
    }

    /// Ends a connection.
    pub async fn close(&self, connection: &ConnectionId) -> Result<Sent, CallError> {
        self.ask(Method::DELETE, connection, Bytes::new()).await
    }

    /// Sends a frame to each; those that have gone, or cannot be reached, do not stop the others. Returns
    /// who has gone, and the first failure.
    pub async fn send_all(&self, to: Vec<ConnectionId>, frame: &str) -> (Vec<ConnectionId>, Option<CallError>) {
        let (mut gone, mut failed) = (Vec::new(), None);
        let sent = futures::stream::iter(to).map(|one| async move {
            let outcome = self.send(&one, frame).await;
            (one, outcome)
        });
        let mut sent = std::pin::pin!(sent.buffer_unordered(AT_ONCE));
        while let Some((connection, outcome)) = sent.next().await {
            match outcome {
                Ok(Sent::Taken) => {}
                Ok(Sent::Gone) => gone.push(connection),
                Err(error) => drop(failed.get_or_insert(error)),
            }
        }
        (gone, failed)
    }

    async fn ask(&self, method: Method, connection: &ConnectionId, body: Bytes) -> Result<Sent, CallError> {
        let id = fmt_string(connection.as_str(), EncodingStrategy::Default);
        let request = Request::builder().method(method).uri(format!("{}/@connections/{id}", self.stage));
        let request = request.header("content-type", "application/json").body(body);
        match self.calls.call(request.map_err(|error| self.calls.malformed(error))?).await {
            Ok(_) => Ok(Sent::Taken),
            Err(error) if error.status == Some(GONE) => Ok(Sent::Gone),
            Err(error) => Err(error),
        }
    }
}
