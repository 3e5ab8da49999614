//! Refusals that a handler's signature names: what it may answer besides its reply is in the document.

use std::marker::PhantomData;

use axum::response::{IntoResponse, Response};
use domain::{Kinds, Problem};

use crate::error::{Error, status};
use crate::openapi::{Describe, Operation};

/// An [`Error`] of a handler that decides something: each of `K`'s kinds is one of its documented statuses.
/// The tests hold every reply against the document, so a kind that is not named is found.
#[derive(Debug)]
pub struct Refused<K>(Error, PhantomData<fn() -> K>);

impl<K> From<Error> for Refused<K> {
    fn from(error: Error) -> Self {
        Self(error, PhantomData)
    }
}

impl<K, P: Problem + Kinds> From<P> for Refused<K> {
    fn from(problem: P) -> Self {
        Error::from(problem).into()
    }
}

impl<K> IntoResponse for Refused<K> {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl<K: Kinds> Describe for Refused<K> {
    fn describe(operation: &mut Operation) {
        for kind in K::KINDS {
            operation.fails(status(*kind).as_u16());
        }
    }
}

/// What the arguments say is all that it may refuse.
impl Describe for Error {}
