//! One document from outside AWS, over the SDKs' own connector: a second HTTP client would cost a Lambda
//! a megabyte.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};

use crate::aws::{TLS, trust};

/// More than this is no document.
const MOST: usize = 256 * 1024;
/// For all tries together.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits before it asks again.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(200)];

/// `GET` of a URL whose host one of `roots` (PEM) vouches for; asked again where that fails, since reading
/// a document twice does no harm.
pub async fn fetch(url: &str, roots: &[u8]) -> Result<Bytes, BoxError> {
    tokio::time::timeout(PATIENCE, persistently(url, roots)).await?
}

async fn persistently(url: &str, roots: &[u8]) -> Result<Bytes, BoxError> {
    for pause in PAUSES {
        if let Ok(document) = get(url, roots).await {
            return Ok(document);
        }
        tokio::time::sleep(pause).await;
    }
    get(url, roots).await
}

async fn get(url: &str, roots: &[u8]) -> Result<Bytes, BoxError> {
    // Made here, not at start-up: most starts never need it.
    let connector = Connector::builder().tls_provider(TLS).tls_context(trust(roots.to_vec())?).build();
    let reply = connector.call(HttpRequest::get(url)?).await?;
    if !reply.status().is_success() {
        return Err(format!("it answered {}", reply.status().as_u16()).into());
    }
    Ok(Limited::new(reply.into_body(), MOST).collect().await?.to_bytes())
}
