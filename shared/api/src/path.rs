//! Ids in paths. One that is malformed names nothing: 404, like one that is not there.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::extract::Path as AxumPath;
use http::request::Parts;

use crate::error::Error;
use crate::openapi::{Describe, Operation};

/// The one parameter of the path, parsed.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Path<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &S) -> Result<Self, Error> {
        let text = AxumPath::<String>::from_request_parts(parts, app).await.map_err(|_| Error::missing("thing"))?;
        text.parse().map(Self).map_err(|_| Error::missing("thing"))
    }
}

impl<T: utoipa::ToSchema> Describe for Path<T> {
    fn describe(operation: &mut Operation) {
        operation.path_parameter(T::schema());
        operation.fails(404);
    }
}
