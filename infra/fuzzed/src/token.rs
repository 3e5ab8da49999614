//! Access tokens: one that is taken was signed by us, for us, and is what we would sign.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::stage::{now, signer, stranger, verifier};

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(token) = std::str::from_utf8(bytes) else { return false };
    let Some(claims) = verifier().verify(token, now()) else { return false };
    assert!(stranger().verify(token, now()).is_none(), "no token is good in two houses");
    let again = signer().sign(&claims).expect("claims can be signed");
    let said = |token: &str| token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let json = |token: &str| said(token).and_then(|said| serde_json::from_slice::<serde_json::Value>(&said).ok());
    assert_eq!(json(token), json(&again), "it says nothing but what we read");
    assert!(now().second() < claims.exp && claims.aud == "ithaca");
    let later = domain::Now::from_millis(claims.exp.saturating_mul(1000));
    assert!(verifier().verify(token, later).is_none(), "it ends when it says");
    true
}
