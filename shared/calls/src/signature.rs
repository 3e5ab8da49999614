//! AWS's signature, version 4. S3 wants the path as it is sent and the body's digest in a header; the others
//! want the path encoded once more.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::box_error::BoxError;
use bytes::Bytes;
use http::Request;

/// Who signs, where, and when.
pub struct Signature<'a> {
    pub service: &'static str,
    pub by: Credentials,
    pub region: &'a str,
    pub at: SystemTime,
}

impl Signature<'_> {
    /// A call of our own, signed in its headers.
    pub fn call(self, request: Request<Bytes>) -> Result<Request<Bytes>, BoxError> {
        let mut settings = self.settings();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        self.put(request, settings)
    }

    /// An address that is good for `life` in anybody's hands: signed in its query, for any body.
    pub fn address(self, request: Request<Bytes>, life: Duration) -> Result<Request<Bytes>, BoxError> {
        let mut settings = self.settings();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(life);
        self.put(request, settings)
    }

    fn put(self, mut request: Request<Bytes>, settings: SigningSettings) -> Result<Request<Bytes>, BoxError> {
        let address = request.uri().to_string();
        let headers = request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let body = match settings.signature_location {
            SignatureLocation::QueryParams => SignableBody::UnsignedPayload,
            _ => SignableBody::Bytes(request.body()),
        };
        let signable = SignableRequest::new(request.method().as_str(), address, headers, body)?;
        let identity = self.by.into();
        let signer = v4::SigningParams::builder().identity(&identity).region(self.region).name(self.service);
        let signer = signer.time(self.at).settings(settings).build()?.into();
        let (instructions, _) = sign(signable, &signer)?.into_parts();
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    }

    fn settings(&self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if self.service == S3 {
            // It decodes the path before it checks, and takes `a//b` for another key than `a/b`.
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        settings
    }
}

const S3: &str = "s3";

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
