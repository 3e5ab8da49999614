//! The table's reads, signed here and sent by what the SDK runs on, with its retries, timeouts and
//! connections; only the SDK's reading of answers is left out. Writes go by the SDK.

use std::sync::Arc;

use aws_credential_types::provider::ProvideCredentials;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::error::{ErrorMetadata, ProvideErrorMetadata, SdkError};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};

use crate::signature::{Call, MEDIA, Signer};

/// Calls to the table, each an operation's name and what it asks.
#[derive(Debug)]
pub(crate) struct Calls {
    send: Operation<HttpRequest, Arc<str>, Refused>,
    config: SdkConfig,
    signer: Signer,
    host: String,
}

/// The table answered, and not with success.
#[derive(Debug, thiserror::Error)]
#[error("it answered {0}")]
pub(crate) struct Refused(ErrorMetadata);

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl Calls {
    pub fn new(config: &SdkConfig, retries: &RetryPartition) -> Self {
        let region = config.region().map_or("us-east-1", AsRef::as_ref);
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let endpoint =
            config.endpoint_url().map_or_else(|| format!("https://dynamodb.{region}.{suffix}"), str::to_owned);
        Self {
            send: operation(config, &endpoint, retries),
            config: config.clone(),
            signer: Signer::new(region),
            host: host(&endpoint).to_owned(),
        }
    }

    /// The answer's JSON. A signature is good for some minutes, so every try carries the first one.
    pub async fn call(&self, name: &str, ask: &impl Serialize) -> Result<Arc<str>, SdkError<Refused, HttpResponse>> {
        let request = self.signed(name, ask).await.map_err(SdkError::construction_failure)?;
        self.send.invoke(request).await
    }

    async fn signed(&self, name: &str, ask: &impl Serialize) -> Result<HttpRequest, BoxError> {
        let provider = self.config.credentials_provider().ok_or("no credentials")?;
        let by = provider.provide_credentials().await?;
        let at = self.config.time_source().ok_or("no clock")?.now();
        let (body, target) = (serde_json::to_vec(ask)?, format!("DynamoDB_20120810.{name}"));
        let signed = self.signer.sign(Call { host: &self.host, target: &target, body: &body }, &by, at)?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST")?;
        request.set_uri("/")?;
        let headers = request.headers_mut();
        headers.insert("content-type", MEDIA);
        headers.insert("host", self.host.clone());
        headers.insert("x-amz-date", signed.date);
        headers.insert("x-amz-target", target);
        headers.insert("authorization", signed.authorization);
        if let Some(token) = by.session_token() {
            headers.insert("x-amz-security-token", token.to_owned());
        }
        Ok(request)
    }
}

fn operation(
    config: &SdkConfig,
    endpoint: &str,
    retries: &RetryPartition,
) -> Operation<HttpRequest, Arc<str>, Refused> {
    let mut shared = Layer::new("table");
    shared.store_put(retries.clone());
    let mut calls = Operation::builder()
        .service_name("DynamoDB")
        .operation_name("Read")
        .endpoint_url(endpoint)
        .no_auth()
        .standard_retry(&config.retry_config().cloned().unwrap_or_else(RetryConfig::standard))
        .retry_classifier(HttpStatusCodeClassifier::default())
        .retry_classifier(TransientErrorClassifier::<Refused>::new())
        .retry_classifier(AwsErrorCodeClassifier::<Refused>::new())
        .with_connection_poisoning()
        .timeout_config(config.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled))
        .runtime_plugin(StaticRuntimePlugin::new().with_config(shared.freeze()));
    if let Some(client) = config.http_client() {
        calls = calls.http_client(client);
    }
    if let Some(sleep) = config.sleep_impl() {
        calls = calls.sleep_impl(sleep);
    }
    if let Some(clock) = config.time_source() {
        calls = calls.time_source(clock);
    }
    calls.serializer(|request: HttpRequest| Ok(request)).deserializer(answer).build()
}

fn answer(reply: &HttpResponse) -> Result<Arc<str>, OrchestratorError<Refused>> {
    let body = reply.body().bytes().unwrap_or_default();
    if reply.status().is_success() {
        return std::str::from_utf8(body).map(Arc::from).map_err(OrchestratorError::other);
    }
    let said: Said = serde_json::from_slice(body).unwrap_or_default();
    let code = reply.headers().get("x-amzn-errortype").map(str::to_owned).or(said.code);
    let mut refused = ErrorMetadata::builder();
    if let Some(code) = &code {
        refused = refused.code(bare(code));
    }
    if let Some(message) = said.message {
        refused = refused.message(message);
    }
    Err(OrchestratorError::operation(Refused(refused.build())))
}

#[derive(Default, Deserialize)]
struct Said {
    #[serde(rename = "__type")]
    code: Option<String>,
    #[serde(alias = "Message")]
    message: Option<String>,
}

/// `ThrottlingException` of `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://...`.
fn bare(code: &str) -> &str {
    let code = code.split_once('#').map_or(code, |(_, code)| code);
    code.split_once(':').map_or(code, |(code, _)| code)
}

/// Of `https://host:port/`, the part that a `Host` header says.
fn host(endpoint: &str) -> &str {
    let place = endpoint.split_once("://").map_or(endpoint, |(_, place)| place);
    place.split_once('/').map_or(place, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_its_code_without_what_stands_around_it() {
        for code in ["A", "com.amazonaws.dynamodb.v20120810#A", "A:http://internal/", "x#A:y"] {
            assert_eq!(bare(code), "A");
        }
    }

    #[test]
    fn the_host_is_signed_as_it_is_sent() {
        assert_eq!(host("https://dynamodb.eu-west-1.amazonaws.com"), "dynamodb.eu-west-1.amazonaws.com");
        assert_eq!(host("http://[::1]:8000/"), "[::1]:8000");
    }
}
