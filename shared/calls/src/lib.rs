//! Signed calls to services of AWS of which we ask three or four things: not worth their SDKs, a megabyte
//! of every binary and minutes of every build each. They are signed here, and sent by what the SDKs run
//! on, with its retries, timeouts and connections.

mod sent;
mod signature;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_types::SdkConfig;
use bytes::Bytes;
use http::Request;

use sent::Sent;
use signature::Signature;

/// One service at one host.
#[derive(Clone, Debug)]
pub struct Calls {
    /// As signatures name it: `s3`, `execute-api`.
    service: &'static str,
    config: Arc<SdkConfig>,
    /// `https://host`
    host: Arc<str>,
    /// Made when it is first needed: a cold start that asks nothing does without.
    sent: Arc<OnceLock<Sent>>,
}

/// The service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{service} did not answer: {why}")]
pub struct CallError {
    service: &'static str,
    why: String,
    /// The status that it answered with, where it answered.
    pub status: Option<u16>,
}

impl Calls {
    /// Over the SDK's shared configuration: region, credentials, HTTP client, clock.
    pub fn to(service: &'static str, config: &SdkConfig, host: impl Into<Arc<str>>) -> Self {
        Self { service, config: Arc::new(config.clone()), host: host.into(), sent: Arc::default() }
    }

    /// Signs the request and sends it, again where that may help; the body of a success.
    pub async fn call(&self, request: Request<Bytes>) -> Result<Bytes, CallError> {
        let signed = self.signature().await?.call(request).map_err(|error| self.failed(&*error, None))?;
        let sent = self.sent.get_or_init(|| sent::to(self.service, &self.config, &self.host));
        sent.invoke(signed).await.map_err(|error| {
            let status = match &error {
                SdkError::ServiceError(refused) => Some(refused.err().status),
                _ => None,
            };
            self.failed(&error, status)
        })
    }

    /// An address that is good for `life` in anybody's hands. Made here, without a call.
    pub async fn presign(&self, request: Request<Bytes>, life: Duration) -> Result<String, CallError> {
        let signed = self.signature().await?.address(request, life).map_err(|error| self.failed(&*error, None))?;
        Ok(signed.uri().to_string())
    }

    /// A request that could not be put together.
    pub fn malformed(&self, error: impl Into<BoxError>) -> CallError {
        self.failed(&*error.into(), None)
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static), status: Option<u16>) -> CallError {
        CallError { service: self.service, why: DisplayErrorContext(error).to_string(), status }
    }

    async fn signature(&self) -> Result<Signature<'_>, CallError> {
        let missing = |what: &str| self.malformed(format!("the configuration has no {what}"));
        let provider = self.config.credentials_provider().ok_or_else(|| missing("credentials"))?;
        let region = self.config.region().ok_or_else(|| missing("region"))?.as_ref();
        let at = self.config.time_source().ok_or_else(|| missing("clock"))?.now();
        let by = provider.provide_credentials().await.map_err(|error| self.malformed(error))?;
        Ok(Signature { service: self.service, by, region, at })
    }
}
