//! The bucket: put, take away, and let a browser read for a while.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::RequestChecksumCalculation;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use domain::{Kind, Kinds, Problem};

/// The bucket of this house.
#[derive(Clone, Debug)]
pub struct Blobs {
    config: aws_types::SdkConfig,
    /// Made when it is first needed: a cold start that shows no photo does without.
    s3: Arc<OnceLock<Client>>,
    bucket: Arc<str>,
}

/// The bucket did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("the bucket did not answer: {0}")]
pub struct BlobError(String);

impl Kinds for BlobError {
    const KINDS: &'static [Kind] = &[Kind::Internal];
}

impl Problem for BlobError {
    fn kind(&self) -> Kind {
        Kind::Internal
    }
}

impl<E, R> From<SdkError<E, R>> for BlobError
where
    E: std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self(DisplayErrorContext(&error).to_string())
    }
}

impl Blobs {
    /// Over the SDK's shared configuration: region, credentials, HTTP client, endpoint.
    pub fn new(config: &aws_types::SdkConfig, bucket: &str) -> Self {
        Self { config: config.clone(), s3: Arc::default(), bucket: bucket.into() }
    }

    fn s3(&self) -> &Client {
        self.s3.get_or_init(|| {
            let s3 = aws_sdk_s3::config::Builder::from(&self.config)
                // An endpoint of its own has no host name per bucket.
                .force_path_style(self.config.endpoint_url().is_some())
                // TLS and the signature hold the bytes already.
                .request_checksum_calculation(RequestChecksumCalculation::WhenRequired);
            Client::from_conf(s3.build())
        })
    }

    /// Writes a blob that never changes: its key is new each time.
    pub async fn put(&self, key: &str, media: &str, bytes: impl Into<Bytes>) -> Result<(), BlobError> {
        let call = self.s3().put_object().bucket(&*self.bucket).key(key).content_type(media);
        let call = call.cache_control("private, max-age=31536000, immutable");
        call.body(ByteStream::from(bytes.into())).send().await?;
        Ok(())
    }

    /// The bytes of a blob.
    pub async fn get(&self, key: &str) -> Result<Bytes, BlobError> {
        let reply = self.s3().get_object().bucket(&*self.bucket).key(key).send().await?;
        let body = reply.body.collect().await.map_err(|error| BlobError(error.to_string()))?;
        Ok(body.into_bytes())
    }

    /// Takes a blob away, whether or not it is there.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        self.s3().delete_object().bucket(&*self.bucket).key(key).send().await?;
        Ok(())
    }

    /// An address at which a browser reads the blob until `life` is over. Made here, without a call.
    pub async fn presign(&self, key: &str, life: Duration) -> Result<String, BlobError> {
        let life = PresigningConfig::expires_in(life).map_err(|error| BlobError(error.to_string()))?;
        let request = self.s3().get_object().bucket(&*self.bucket).key(key).presigned(life).await?;
        Ok(request.uri().to_owned())
    }
}
