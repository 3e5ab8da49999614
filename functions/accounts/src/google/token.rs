//! What an ID token says, once its signature, audience, issuer and time hold.

use domain::{Email, Now};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// Who Google says somebody is.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub sub: String,
    pub email: Email,
    pub name: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    email: Email,
    #[serde(default)]
    email_verified: Flag,
    #[serde(default)]
    name: String,
    exp: i64,
}

/// Google has written it both ways.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Flag {
    #[default]
    Absent,
    Bool(bool),
    Text(String),
}

/// The id of the key that it says it is signed with.
pub fn key_id(token: &str) -> Option<String> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    if header.alg == Algorithm::RS256 { header.kid } else { None }
}

/// What it says, if it is for `client`, from `issuer`, not expired, and its address is verified.
pub fn read(token: &str, key: &DecodingKey, client: &str, issuer: &str, now: Now) -> Option<Said> {
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[client]);
    // Google's tokens name it with and without the scheme.
    rules.set_issuer(&[issuer, issuer.trim_start_matches("https://")]);
    rules.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    // The library's own clock is the machine's, so expiry is compared by us.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(token, key, &rules).ok()?.claims;
    let verified = match claims.email_verified {
        Flag::Bool(verified) => verified,
        Flag::Text(text) => text == "true",
        Flag::Absent => false,
    };
    let good = verified && now.second() < claims.exp && !claims.sub.is_empty() && claims.sub.len() <= 255;
    good.then_some(Said { sub: claims.sub, email: claims.email, name: claims.name })
}
