//! The SDKs' shared configuration, built from plain variables: aws-config's chain, the system's
//! roots and a second TLS stack would cost a cold start most of its time.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::turn::InTurn;
use crate::{BootError, Vars};

/// Amazon's own roots, which sign every endpoint of AWS (<https://www.amazontrust.com/repository/>).
const ROOTS: &[u8] = include_bytes!("roots.pem");

/// Configuration for one service; `endpoint` is the variable that moves it elsewhere
/// (`AWS_ENDPOINT_URL_DYNAMODB`, as in the SDKs' own convention).
pub fn aws(vars: &Vars, endpoint: &str) -> Result<SdkConfig, BootError> {
    let credentials = Credentials::new(
        vars.text("AWS_ACCESS_KEY_ID")?,
        vars.text("AWS_SECRET_ACCESS_KEY")?,
        vars.optional("AWS_SESSION_TOKEN").map(str::to_owned),
        None,
        "environment",
    );
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(vars.text("AWS_REGION")?.to_owned()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(match vars.optional(endpoint) {
            // Without TLS there is no handshake to save.
            Some(plain) if plain.starts_with("http://") => http_client(vars)?,
            _ => SharedHttpClient::new(InTurn::new(http_client(vars)?)),
        })
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(SystemTimeSource::new()))
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts());
    config.set_endpoint_url(vars.optional(endpoint).map(str::to_owned));
    Ok(config.build())
}

/// How long one try of a call may take.
pub(crate) const TRY: Duration = Duration::from_secs(5);

fn timeouts() -> TimeoutConfig {
    let seconds = Duration::from_secs;
    TimeoutConfig::builder()
        .connect_timeout(seconds(2))
        .operation_attempt_timeout(TRY)
        .operation_timeout(seconds(12))
        .build()
}

fn http_client(vars: &Vars) -> Result<SharedHttpClient, BootError> {
    let roots = match vars.optional("AWS_CA_BUNDLE") {
        Some(path) => std::fs::read(path).map_err(|error| BootError::malformed("AWS_CA_BUNDLE", error))?,
        None => ROOTS.to_vec(),
    };
    let context = trust(roots).map_err(|error| BootError::malformed("AWS_CA_BUNDLE", error))?;
    Ok(aws_smithy_http_client::Builder::new().tls_provider(TLS).tls_context(context).build_https())
}

/// The one TLS stack.
pub(crate) const TLS: Provider = Provider::Rustls(CryptoMode::AwsLc);

/// Believes these roots and no others.
pub(crate) fn trust(roots: Vec<u8>) -> Result<TlsContext, BoxError> {
    let store = TrustStore::empty().with_pem_certificate(roots);
    Ok(TlsContext::builder().with_trust_store(store).build()?)
}
