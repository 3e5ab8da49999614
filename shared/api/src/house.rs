//! What every HTTP function's `App` has: the table, randomness, the public keys of tokens, the
//! origins that may write with a cookie.

use std::sync::Arc;

use domain::{Entropy, Now};
use store::{Pass, ReadError, Store};

use crate::gates::Gates;
use crate::token::{Claims, Verifier};
use crate::{BootError, Vars, aws};

/// The shared part of an `App`.
#[derive(Clone)]
pub struct House {
    pub store: Store,
    pub entropy: Entropy,
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) gates: Gates,
    pub(crate) origins: Arc<[String]>,
}

/// An `App` that has a house.
pub trait Housed {
    fn house(&self) -> &House;
}

impl House {
    /// What a token says, if it is ours and still good.
    pub fn claims(&self, token: &str, now: Now) -> Option<Claims> {
        self.verifier.verify(token, now)
    }

    /// Is a session open, as of less than a minute ago?
    pub async fn admits(&self, pass: &Pass, now: Now) -> Result<bool, ReadError> {
        self.gates.admit(&self.store, pass, now).await
    }

    /// Is this page one of ours? Who sends no origin is no page.
    pub fn is_of_ours(&self, origin: Option<&str>) -> bool {
        origin.is_none_or(|origin| self.origins.iter().any(|known| known == origin))
    }

    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let verifier = Verifier::from_jwks(vars.text("TOKEN_PUBLIC_KEYS")?);
        let origins = vars.optional("ORIGINS").unwrap_or_default();
        Ok(Self {
            store: Store::connect(&aws(vars, "AWS_ENDPOINT_URL_DYNAMODB")?, vars.text("TABLE")?, entropy.clone()),
            entropy,
            verifier: Arc::new(verifier.map_err(|error| BootError::malformed("TOKEN_PUBLIC_KEYS", error))?),
            gates: Gates::default(),
            origins: origins
                .split(',')
                .map(|origin| origin.trim().to_owned())
                .filter(|origin| !origin.is_empty())
                .collect(),
        })
    }
}
