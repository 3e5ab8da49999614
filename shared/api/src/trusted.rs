//! Whom a token alone let in. A write holds their gate in its own transaction; whatever else comes of their request,
//! a refusal or something that was done already, is theirs to hear only while the gate is open (promise 22).

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use domain::Now;
use http::{Extensions, StatusCode};
use store::Pass;

use crate::error::Error;
use crate::house::House;

/// Who it was, once an extractor knows.
#[derive(Clone, Default)]
pub(crate) struct Trusted(Arc<OnceLock<(House, Pass)>>);

impl Trusted {
    /// Of this request, on which there is nobody yet.
    pub fn of(request: &mut Request) -> Self {
        let nobody = Self::default();
        request.extensions_mut().insert(nobody.clone());
        nobody
    }

    /// Somebody with this pass. Who has been noted already is the same one.
    pub fn note(request: &Extensions, house: &House, pass: Pass) {
        if let Some(Self(who)) = request.get() {
            who.get_or_init(|| (house.clone(), pass));
        }
    }

    /// The answer, if it is for them. No gate is asked for a failure of ours, nor by who is to sign in anyway.
    pub async fn or_shut_out(&self, answer: Response, now: Now) -> Response {
        let told = !answer.status().is_server_error() && answer.status() != StatusCode::UNAUTHORIZED;
        let Some((house, pass)) = self.0.get().filter(|_| told) else { return answer };
        match house.admits(pass, now).await {
            Ok(true) => answer,
            Ok(false) => Error::unauthenticated().into_response(),
            Err(unread) => Error::from(unread).into_response(),
        }
    }
}
