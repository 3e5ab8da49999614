//! One connection as long as one is enough: a TLS handshake is a third of a cold start. The first call of a sandbox
//! goes alone, since two at once would open two connections; who waits for its answer finds its connection open, for the
//! price of one round trip to the table. From then on calls go side by side. And no caller hears an answer before its
//! connection is free again: the next call would otherwise open another, in vain.

use std::sync::Arc;
use std::task::Poll;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use tokio::sync::OnceCell;

/// A client whose first call is answered before its second is sent, and whose connections are used again at once.
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
        (None, Some(request)) => whole(connector.call(request).await?).await,
        (None, None) => Err(ConnectorError::user("a call without a request".into())),
    }
}

/// The reply with its body read and its connection back among those that wait for a call.
async fn whole(reply: HttpResponse) -> Result<HttpResponse, ConnectorError> {
    let mut reply = reply;
    let body = std::mem::replace(reply.body_mut(), SdkBody::taken());
    *reply.body_mut() = SdkBody::from(body.collect().await.map_err(ConnectorError::io)?.to_bytes());
    give_way().await;
    Ok(reply)
}

/// Lets every task that is ready go first, among them hyper's, which puts a connection back when it hears that the body
/// has ended, as we do and no sooner. Twice, since a `FuturesUnordered` asks who wakes itself once more before it gives
/// way itself. Tokio's own `yield_now` would ask the kernel for news besides.
async fn give_way() {
    let mut times = 0..2;
    std::future::poll_fn(|context| match times.next() {
        Some(_) => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
        None => Poll::Ready(()),
    })
    .await;
}

#[cfg(test)]
#[path = "turn_tests.rs"]
mod tests;
