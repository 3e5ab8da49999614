//! What stands still: the instant, the keys, who calls.

use std::sync::OnceLock;

use api::token::{Claims, Signer, Verifier};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::signed::Secret;
use domain::{Now, Role, Roles};
use serde_json::json;
use store::Pass;
use tokio::runtime::{Builder, Runtime};

/// The same as in events/.
const NOW: i64 = 1_795_190_400_000;
const KEY: &str = "fuzzed";
/// The caller.
pub(crate) const USER: &str = "usr_01kae00000e008000000000001";
pub(crate) const SESSION: &str = "ses_01kae00000e008000000000001";

/// Everybody's instant.
pub(crate) fn now() -> Now {
    Now::from_millis(NOW)
}

/// A pair of keys that the seeds in `fuzz/corpus` are signed with: PKCS#8 in PEM, and a JWK set.
pub(crate) fn pair(seed: u8) -> (String, String) {
    let keys = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("32 bytes are a key");
    let der = keys.to_pkcs8v1().expect("a key has a form");
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
    let x = URL_SAFE_NO_PAD.encode(keys.public_key().as_ref());
    let key = json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": KEY, "x": x});
    (pem, json!({"keys": [key]}).to_string())
}

/// The key of links, as text.
pub(crate) fn link_secret() -> String {
    STANDARD.encode([7; 32])
}

pub(crate) fn secret() -> &'static Secret {
    static SECRET: OnceLock<Secret> = OnceLock::new();
    SECRET.get_or_init(|| Secret::parse(&link_secret()).expect("32 bytes are a secret"))
}

pub(crate) fn signer() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| Signer::from_pem(&pair(7).0, KEY).expect("a key of ours"))
}

pub(crate) fn verifier() -> &'static Verifier {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    VERIFIER.get_or_init(|| Verifier::from_jwks(&pair(7).1).expect("a set of ours"))
}

/// Another house's, under the same key id.
pub(crate) fn stranger() -> &'static Verifier {
    static STRANGER: OnceLock<Verifier> = OnceLock::new();
    STRANGER.get_or_init(|| Verifier::from_jwks(&pair(8).1).expect("a set of theirs"))
}

/// The access token of somebody with every role.
pub(crate) fn signed() -> &'static str {
    static TOKEN: OnceLock<String> = OnceLock::new();
    TOKEN.get_or_init(|| token_of(7, NOW / 1000))
}

/// Such a token of any key and age.
pub(crate) fn token_of(seed: u8, second: i64) -> String {
    let (user, session) = (USER.parse().expect("an id"), SESSION.parse().expect("an id"));
    let roles = Roles::ADMIN.and(Role::Mentor).and(Role::Mentee);
    let born = Now::from_millis(second * 1000);
    let claims = Claims::new(Pass { user, session, epoch: 0 }, roles, born, 900, None);
    let signer = Signer::from_pem(&pair(seed).0, KEY).expect("a key of ours");
    signer.sign(&claims).expect("claims can be signed")
}

/// One thread, as in Lambda.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build().expect("a runtime")).block_on(future)
}
