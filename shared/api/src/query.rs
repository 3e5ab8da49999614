//! Query strings, parsed; a bad value names its parameter.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::body::unsaid;
use crate::error::Error;
use crate::openapi::{Describe, Operation};

/// The query string as a `T`.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|error| {
            // `Failed to deserialize query string: limit: invalid digit found in string`
            let text = error.body_text();
            let text = text.rsplit_once("query string: ").map_or(text.as_str(), |(_, rest)| rest);
            match text.split_once(": ") {
                Some((field, issue)) => Error::invalid("", unsaid(issue)).at(field),
                None => match text.split('`').nth(1) {
                    Some(field) => Error::invalid("", unsaid(text)).at(field),
                    None => Error::invalid("", unsaid(text)),
                },
            }
        })
    }
}

impl<T: IntoParams> Describe for Query<T> {
    fn describe(operation: &mut Operation) {
        operation.query::<T>();
        operation.fails(400);
    }
}
