//! S3: s3s over a folder, with the buckets of the template and their CORS rules.

use crate::{
    error::StartError,
    gateway::cors,
    template::{Bucket, Cors},
};
use axum::{Router, body::Body, extract::Request, response::Response};
use http::StatusCode;
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use std::path::Path;

/// The service on this folder; a bucket is a folder in it.
pub fn service(folder: &Path, buckets: &[Bucket]) -> Result<Router, StartError> {
    for bucket in buckets {
        std::fs::create_dir_all(folder.join(&bucket.name))?;
    }
    std::fs::create_dir_all(folder)?;
    let files = s3s_fs::FileSystem::new(folder).map_err(|error| StartError::Files(format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(super::KEY, super::KEY));
    let (service, buckets) = (builder.build(), buckets.to_vec());
    Ok(Router::new().fallback(move |request| answer(service.clone(), buckets.clone(), request)))
}

async fn answer(mut service: S3Service, buckets: Vec<Bucket>, request: Request) -> Response {
    let rules = rules(&buckets, request.uri().path());
    let (parts, body) = request.into_parts();
    if let Some(preflight) = cors::preflight(rules.as_ref(), &parts) {
        return preflight;
    }
    let headers = parts.headers.clone();
    let answered = tower::Service::call(&mut service, Request::from_parts(parts, body)).await;
    let mut response = answered.map_or_else(
        |error| {
            tracing::error!(?error, "S3 failed");
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        },
        |reply| reply.map(Body::new),
    );
    cors::apply(rules.as_ref(), &headers, response.headers_mut());
    response
}

/// Requests name their bucket in the path: a loopback address has no subdomains.
fn rules(buckets: &[Bucket], path: &str) -> Option<Cors> {
    let name = path.trim_start_matches('/').split('/').next()?;
    buckets.iter().find(|bucket| bucket.name == name)?.cors.clone()
}

#[cfg(test)]
#[path = "bucket_tests.rs"]
mod tests;
