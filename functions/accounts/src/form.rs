//! Document 4's bodies: what is wrong with one is in `error`, and `detail` says its own sentence.

use api::{Body, Describe, Error, Operation};
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// The sentence of document 4 for any bad body.
pub const INVALID: &str = "Invalid input data.";

/// A JSON body of document 4.
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &S) -> Result<Self, Error> {
        let body = Body::from_request(request, app).await;
        body.map(|Body(body)| Self(body)).map_err(|error| error.detail(INVALID))
    }
}

impl<T: ToSchema> Describe for Form<T> {
    fn describe(operation: &mut Operation) {
        Body::<T>::describe(operation);
    }
}
