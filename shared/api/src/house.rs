//! What every HTTP function's `App` has: the table, randomness, the public keys of tokens, the
//! origins that may write with a cookie.

use std::sync::Arc;

use domain::Entropy;
use store::Store;

use crate::gates::Gates;
use crate::token::Verifier;
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
    pub fn from(vars: &Vars) -> Result<Self, BootError> {
        let entropy = Entropy::system();
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
