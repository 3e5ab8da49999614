//! Access tokens: Ed25519 JWTs. The private key is `accounts`' alone; everyone else has the public
//! set, with two key ids while keys rotate. Expiry is held against the event's own instant.

use std::collections::HashMap;

use domain::id::SessionId;
use domain::{Now, Roles, UserId};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use store::Pass;

/// Whom our tokens are for.
const AUDIENCE: &str = "ithaca";

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    pub sub: UserId,
    pub sid: SessionId,
    pub roles: Roles,
    pub epoch: u32,
    pub aud: String,
    pub iat: i64,
    pub exp: i64,
    /// Must come back in `X-CSRF-Token` on writes when the token came in a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csrf: Option<String>,
}

impl Claims {
    /// For a session, good for `seconds`.
    pub fn new(pass: Pass, roles: Roles, now: Now, seconds: i64, csrf: Option<String>) -> Self {
        let (iat, aud) = (now.second(), AUDIENCE.to_owned());
        Self { sub: pass.user, sid: pass.session, roles, epoch: pass.epoch, aud, iat, exp: iat + seconds, csrf }
    }

    pub fn pass(&self) -> Pass {
        Pass { user: self.sub, session: self.sid, epoch: self.epoch }
    }
}

/// Makes tokens: `accounts` only, and tests.
pub struct Signer {
    key: EncodingKey,
    key_id: String,
}

impl Signer {
    /// From a PKCS#8 PEM of an Ed25519 key.
    pub fn from_pem(pem: &str, key_id: &str) -> Result<Self, jsonwebtoken::errors::Error> {
        Ok(Self { key: EncodingKey::from_ed_pem(pem.as_bytes())?, key_id: key_id.to_owned() })
    }

    pub fn sign(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &self.key)
    }
}

/// Checks tokens against the public set.
pub struct Verifier(HashMap<String, DecodingKey>);

impl Verifier {
    /// From a JWK set of Ed25519 keys, each with its `kid`.
    pub fn from_jwks(text: &str) -> Result<Self, String> {
        let set: JwkSet = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut keys = HashMap::new();
        for jwk in &set.keys {
            let id = jwk.common.key_id.clone().ok_or("a key without kid")?;
            keys.insert(id, DecodingKey::from_jwk(jwk).map_err(|error| error.to_string())?);
        }
        if keys.is_empty() { Err("no key".to_owned()) } else { Ok(Self(keys)) }
    }

    /// The claims of a token that is ours and has not expired; nothing otherwise.
    pub fn verify(&self, token: &str, now: Now) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.alg != Algorithm::EdDSA {
            return None;
        }
        let key = self.0.get(header.kid.as_deref()?)?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &rules()).ok()?.claims;
        (now.second() < claims.exp).then_some(claims)
    }
}

/// The library's own clock is the machine's, so expiry is compared by us.
fn rules() -> Validation {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&[AUDIENCE]);
    rules.validate_exp = false;
    rules
}
