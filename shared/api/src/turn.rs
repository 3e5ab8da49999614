//! The first call of a sandbox goes alone. Two at once would open two connections, and a TLS handshake
//! is a third of a cold start; who waits for the first answer finds its connection open, for the price of
//! one round trip to the table. From then on calls go side by side.

use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use tokio::sync::OnceCell;

/// A client whose first call is answered before its second is sent.
#[derive(Debug)]
pub(crate) struct InTurn {
    client: SharedHttpClient,
    /// Set once there is a connection.
    open: Arc<OnceCell<()>>,
}

#[derive(Debug)]
struct Turn {
    connector: SharedHttpConnector,
    open: Arc<OnceCell<()>>,
}

impl InTurn {
    pub fn new(client: SharedHttpClient) -> Self {
        Self { client, open: Arc::default() }
    }
}

impl HttpClient for InTurn {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let connector = self.client.http_connector(settings, parts);
        if self.open.initialized() {
            return connector;
        }
        SharedHttpConnector::new(Turn { connector, open: self.open.clone() })
    }
}

impl HttpConnector for Turn {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(turn(self.connector.clone(), self.open.clone(), request))
    }
}

async fn turn(
    connector: SharedHttpConnector,
    open: Arc<OnceCell<()>>,
    request: HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    let (mut request, mut reply) = (Some(request), None);
    let first = open.get_or_try_init(async || {
        if let Some(request) = request.take() {
            reply = Some(whole(connector.call(request).await?).await?);
        }
        Ok(())
    });
    first.await?;
    match (reply, request) {
        (Some(reply), _) => Ok(reply),
        (None, Some(request)) => connector.call(request).await,
        (None, None) => Err(ConnectorError::user("a call without a request".into())),
    }
}

/// The reply with its body read: only then can its connection be used again.
async fn whole(reply: HttpResponse) -> Result<HttpResponse, ConnectorError> {
    let mut reply = reply;
    let body = std::mem::replace(reply.body_mut(), SdkBody::taken());
    *reply.body_mut() = SdkBody::from(body.collect().await.map_err(ConnectorError::io)?.to_bytes());
    Ok(reply)
}

#[cfg(test)]
#[path = "turn_tests.rs"]
mod tests;
