//! The bucket: put, take away, and let a browser read for a while.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_http::label::{EncodingStrategy, fmt_string};
use aws_types::SdkConfig;
use bytes::Bytes;
use calls::{CallError, Calls};
use domain::{Kind, Kinds, Problem};
use http::{Method, Request};

/// The bucket of this house.
#[derive(Clone, Debug)]
pub struct Blobs {
    calls: Calls,
    /// `https://host`, and the path before every key.
    host: Arc<str>,
    root: Arc<str>,
}

/// The bucket did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct BlobError(#[from] CallError);

impl Kinds for BlobError {
    const KINDS: &'static [Kind] = &[Kind::Internal];
}

impl Problem for BlobError {
    fn kind(&self) -> Kind {
        Kind::Internal
    }
}

impl Blobs {
    /// Over the SDK's shared configuration: region, credentials, HTTP client, endpoint.
    pub fn new(config: &SdkConfig, bucket: &str) -> Self {
        let (host, root) = place(config, bucket);
        let host: Arc<str> = host.into();
        Self { calls: Calls::to("s3", config, Arc::clone(&host)), host, root: root.into() }
    }

    /// Writes a blob that never changes: its key is new each time.
    pub async fn put(&self, key: &str, media: &str, bytes: impl Into<Bytes>) -> Result<(), BlobError> {
        let request = Request::put(self.address(key))
            .header("content-type", media)
            .header("cache-control", "private, max-age=31536000, immutable");
        let request = request.body(bytes.into()).map_err(|error| self.calls.malformed(error))?;
        Ok(self.calls.call(request).await.map(drop)?)
    }

    /// The bytes of a blob.
    pub async fn get(&self, key: &str) -> Result<Bytes, BlobError> {
        Ok(self.calls.call(self.bare(Method::GET, key)?).await?)
    }

    /// Takes a blob away, whether or not it is there.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        Ok(self.calls.call(self.bare(Method::DELETE, key)?).await.map(drop)?)
    }

    /// An address at which a browser reads the blob until `life` is over. Made here, without a call.
    pub async fn presign(&self, key: &str, life: Duration) -> Result<String, BlobError> {
        Ok(self.calls.presign(self.bare(Method::GET, key)?, life).await?)
    }

    fn bare(&self, method: Method, key: &str) -> Result<Request<Bytes>, BlobError> {
        let request = Request::builder().method(method).uri(self.address(key)).body(Bytes::new());
        Ok(request.map_err(|error| self.calls.malformed(error))?)
    }

    fn address(&self, key: &str) -> String {
        format!("{}{}/{}", self.host, self.root, fmt_string(key, EncodingStrategy::Greedy))
    }
}

/// Where the bucket is: the host, and the path before every key.
fn place(config: &SdkConfig, bucket: &str) -> (String, String) {
    // An endpoint of its own has no host name per bucket.
    if let Some(endpoint) = config.endpoint_url() {
        return (endpoint.trim_end_matches('/').to_owned(), format!("/{bucket}"));
    }
    let region = config.region().map_or("us-east-1", AsRef::as_ref);
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    // AWS's certificate covers one name before its own, so a dotted bucket stands in the path.
    if bucket.contains('.') {
        (format!("https://s3.{region}.{suffix}"), format!("/{bucket}"))
    } else {
        (format!("https://{bucket}.s3.{region}.{suffix}"), String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_types::region::Region;

    fn address(region: &'static str, endpoint: Option<&str>, bucket: &str, key: &str) -> String {
        let mut config = SdkConfig::builder().region(Region::from_static(region));
        config.set_endpoint_url(endpoint.map(str::to_owned));
        Blobs::new(&config.build(), bucket).address(key)
    }

    #[test]
    fn a_bucket_has_a_host_of_its_own_on_aws_and_a_path_elsewhere() {
        assert_eq!(
            address("eu-west-1", None, "photos", "a/b.jpg"),
            "https://photos.s3.eu-west-1.amazonaws.com/a/b.jpg"
        );
        assert_eq!(address("cn-north-1", None, "photos", "b"), "https://photos.s3.cn-north-1.amazonaws.com.cn/b");
        assert_eq!(address("eu-west-1", None, "my.photos", "b"), "https://s3.eu-west-1.amazonaws.com/my.photos/b");
        assert_eq!(address("eu-west-1", Some("http://[::1]:9/"), "photos", "b"), "http://[::1]:9/photos/b");
    }

    #[test]
    fn what_a_key_says_stays_in_the_path() {
        assert_eq!(
            address("eu-west-1", Some("http://s3"), "p", "a b/?é#%.jpg"),
            "http://s3/p/a%20b/%3F%C3%A9%23%25.jpg"
        );
    }
}
