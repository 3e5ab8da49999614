//! Uploads: the first file part of a form, whatever its name (ruling 21).

use axum::extract::{FromRequest, Multipart, Request};
use bytes::Bytes;

use crate::error::Error;
use crate::openapi::{Describe, Operation};

/// The first file of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub struct Upload {
    pub bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;
    async fn from_request(request: Request, app: &S) -> Result<Self, Error> {
        let bad = || Error::invalid("file", "must be a file in a multipart/form-data body");
        let mut form = Multipart::from_request(request, app).await.map_err(|_| bad())?;
        while let Some(part) = form.next_field().await.map_err(|_| bad())? {
            if part.file_name().is_some() {
                let bytes = part.bytes().await.map_err(|_| bad())?;
                return if bytes.is_empty() { Err(Error::invalid("file", "is empty")) } else { Ok(Self { bytes }) };
            }
        }
        Err(bad())
    }
}

impl Describe for Upload {
    fn describe(operation: &mut Operation) {
        operation.file();
    }
}
