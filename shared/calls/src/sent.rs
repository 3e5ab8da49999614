//! Signed requests, sent as the SDKs send theirs: pooled, timed, and again when the service is slow or broken.

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use bytes::Bytes;
use http::Request;

/// One kind of call, whatever it asks.
pub(crate) type Sent = Operation<Request<Bytes>, Bytes, Refused>;

/// The service answered, and not with success.
#[derive(Debug, thiserror::Error)]
#[error("it answered {status} {code}")]
pub(crate) struct Refused {
    pub status: u16,
    /// The service's own word, such as `NoSuchKey`.
    code: String,
}

/// Too many requests, or a fault of the service's own: S3 says `SlowDown` with a 503.
const AGAIN: &[u16] = &[429, 500, 502, 503, 504];

/// Calls to one host. A signature is good for a quarter of an hour, so every try may carry the first one.
pub(crate) fn to(service: &'static str, config: &SdkConfig, host: &str) -> Sent {
    let mut calls = Operation::builder()
        .service_name(service)
        .operation_name("Call")
        .endpoint_url(host)
        .no_auth()
        .standard_retry(&config.retry_config().cloned().unwrap_or_else(RetryConfig::standard))
        .retry_classifier(HttpStatusCodeClassifier::new_from_codes(AGAIN))
        .retry_classifier(TransientErrorClassifier::<Refused>::new())
        .timeout_config(config.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled));
    if let Some(client) = config.http_client() {
        calls = calls.http_client(client);
    }
    if let Some(sleep) = config.sleep_impl() {
        calls = calls.sleep_impl(sleep);
    }
    if let Some(clock) = config.time_source() {
        calls = calls.time_source(clock);
    }
    let request = |signed: Request<Bytes>| Ok(HttpRequest::try_from(signed.map(SdkBody::from))?);
    calls.serializer(request).deserializer(answer).build()
}

fn answer(reply: &HttpResponse) -> Result<Bytes, OrchestratorError<Refused>> {
    let body = reply.body().bytes().unwrap_or_default();
    if reply.status().is_success() {
        return Ok(Bytes::copy_from_slice(body));
    }
    let code = code(&String::from_utf8_lossy(body)).to_owned();
    Err(OrchestratorError::operation(Refused { status: reply.status().as_u16(), code }))
}

/// Of `<Error><Code>…</Code>…`.
fn code(xml: &str) -> &str {
    let inside = xml.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    inside.map_or("without a reason", |(code, _)| code)
}
