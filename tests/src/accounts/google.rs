use std::sync::{LazyLock, OnceLock};

use axum::{Json, Router, routing::get};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::Options;
use serde_json::{Value, json};
use testkit::{Fault, Reply, TestCloud, When};

use super::mansa::registry;
use super::{address, joined, mail_to, patient, post, register, row_of, token_in};

const CLIENT: &str = "ithaca.apps.googleusercontent.com";
const ISSUER: &str = "https://accounts.google.com";

/// The issuer's key pair: PKCS#8 in PEM, and the public part as a JWK.
fn pair() -> &'static (String, Value) {
    static PAIR: OnceLock<(String, Value)> = OnceLock::new();
    PAIR.get_or_init(|| {
        use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
        use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
        let pair = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).expect("a key pair");
        let public = pair.public_key();
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (n, e) =
            (public.modulus().big_endian_without_leading_zero(), public.exponent().big_endian_without_leading_zero());
        let jwk = json!({"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": text(n), "e": text(e)});
        let der: Pkcs8V1Der = pair.as_der().expect("its DER");
        let text = base64::engine::general_purpose::STANDARD.encode(der.as_ref());
        (format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"), jwk)
    })
}

/// A cloud that believes a Google of our own.
pub async fn cloud() -> TestCloud {
    cloud_with(|options| options).await
}

async fn cloud_with(change: impl FnOnce(Options) -> Options) -> TestCloud {
    TestCloud::start_with(|options| change(known(patient(options)))).await
}

/// With a Google of our own, whose keys one thread serves for as long as the tests run.
pub fn known(options: Options) -> Options {
    static URL: LazyLock<String> = LazyLock::new(|| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/certs", listener.local_addr().unwrap());
        let keys = Router::new().route("/certs", get(async || Json(json!({"keys": [pair().1]}))));
        std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), keys).await })
        });
        url
    });
    options.with("GOOGLE_CLIENT_ID", CLIENT).with("GOOGLE_KEYS_URL", &URL).with("GOOGLE_ISSUER", ISSUER)
}

/// Google's word for who somebody is.
pub fn word(cloud: &TestCloud, name: &str) -> String {
    signed(&claims(cloud, name))
}

pub fn claims(cloud: &TestCloud, name: &str) -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "sub": format!("google-{name}"), "email": address(name), "email_verified": true,
        "name": name, "exp": cloud.now().second() + 3600,
    })
}

pub fn signed(claims: &Value) -> String {
    let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_rsa_pem(pair().0.as_bytes()).unwrap()).unwrap()
}

pub async fn enter(cloud: &TestCloud, token: &str) -> Reply {
    post(cloud, "/v1/auth/google", json!({"googleToken": token, "role": "admin"})).await
}

#[tokio::test]
async fn google_says_who_somebody_is_and_never_that_they_are_an_admin() {
    let cloud = cloud().await;
    let first = enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(200).json["data"].clone();
    assert_eq!((&first["user"]["role"], &first["user"]["email"]), (&json!("student"), &json!("ada@example.org")));
    let mut moved = claims(&cloud, "ada");
    moved["email"] = json!("elsewhere@example.org");
    let again = enter(&cloud, &signed(&moved)).await.expect(200).json["data"].clone();
    assert_eq!(again["user"]["id"], first["user"]["id"], "known by Google's id, whatever the address");
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn a_token_that_breaks_any_rule_is_refused() {
    let cloud = cloud().await;
    let good = claims(&cloud, "ada");
    for (claim, bad) in [
        ("aud", json!("another-client")),
        ("iss", json!("https://evil.example")),
        ("exp", json!(cloud.now().second())),
        ("email_verified", json!(false)),
        ("email_verified", json!(null)),
        ("sub", json!("")),
        ("sub", json!(null)),
    ] {
        let mut claims = good.clone();
        claims[claim] = bad.clone();
        enter(&cloud, &signed(&claims)).await.expect(401);
    }
    let token = signed(&good);
    let (rest, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[10] ^= 1;
    enter(&cloud, &format!("{rest}.{}", URL_SAFE_NO_PAD.encode(bytes))).await.expect(401);
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"one"}"#);
    enter(&cloud, &format!("{none}.{}.", rest.split_once('.').unwrap().1)).await.expect(401);
    // The public key as an HMAC secret.
    let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::HS256) };
    let forged =
        jsonwebtoken::encode(&header, &good, &EncodingKey::from_secret(pair().1["n"].as_str().unwrap().as_bytes()));
    enter(&cloud, &forged.unwrap()).await.expect(401);
    enter(&cloud, "nonsense").await.expect(401);
    enter(&cloud, &token).await.expect(200);
}

#[tokio::test]
async fn an_account_that_was_here_before_is_linked_once_its_address_is_proved() {
    let cloud = cloud().await;
    let ada = joined(&cloud, "ada").await;
    let linked = enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(200);
    assert_eq!(linked.json["data"]["user"]["id"], json!(ada.id));
    let dump = cloud.dump().await;
    let account: Value = serde_dynamo::from_item(row_of(&dump, &ada.id, "account").clone()).unwrap();
    assert_eq!(account["version"], 2, "whoever read it before knows too little to change it");
    let mut other = claims(&cloud, "ada");
    other["sub"] = json!("another-google-account");
    assert_eq!(enter(&cloud, &signed(&other)).await.expect(409).code(), "GOOGLE_LINKED");
    enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(200);
}

#[tokio::test]
async fn an_address_that_somebody_only_claimed_is_not_linked() {
    let cloud = cloud_with(|options| options.with("REGISTRATION", "open")).await;
    register(&cloud, "ada").await.expect(201);
    let reply = enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(409);
    assert_eq!(reply.code(), "EMAIL_NOT_CONFIRMED");
    let mail = mail_to(&cloud, &address("ada")).await.expect("a confirmation");
    let confirm = json!({"token": token_in(&mail)});
    post(&cloud, "/v1/auth/confirm-email", confirm.clone()).await.expect(200);
    post(&cloud, "/v1/auth/confirm-email", confirm).await.expect(400);
    enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(200);
}

#[tokio::test]
async fn a_member_of_the_registry_has_its_roles_whoever_says_who_they_are() {
    let cloud = cloud().await;
    registry(&cloud, &[&format!("{},Grace,Hopper,mentor", address("grace"))]).await;
    let grace = enter(&cloud, &signed(&claims(&cloud, "grace"))).await.expect(200);
    let dump = cloud.dump().await;
    let id = grace.json["data"]["user"]["id"].as_str().unwrap();
    let account: Value = serde_dynamo::from_item(row_of(&dump, id, "account").clone()).unwrap();
    assert_eq!(account["roles"], json!(["mentor"]));
}

#[tokio::test]
async fn without_a_client_id_google_sign_in_is_off() {
    let cloud = TestCloud::start_with(patient).await;
    enter(&cloud, "anything").await.expect(404);
}

#[tokio::test]
async fn keys_that_cannot_be_read_at_first_are_asked_for_again() {
    let cloud = cloud().await;
    for fault in [Fault::Before, Fault::Throttled, Fault::LostAnswer] {
        // The first call is the gate of knocks, the second asks Google.
        cloud.befall(When::Call(1), fault);
        enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(200);
        assert!(cloud.cost().calls.iter().any(|call| call == "Google GET"), "{fault:?} befell something else");
        cloud.advance(SignedDuration::from_hours(2));
    }
}

#[tokio::test]
async fn keys_that_nobody_can_read_are_503_and_leave_nothing_behind() {
    let cloud = cloud().await;
    let before = cloud.dump().await.of_kind("account").count();
    cloud.befall(When::From(1), Fault::Before);
    enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(503);
    cloud.calm();
    assert_eq!(cloud.dump().await.of_kind("account").count(), before);
    enter(&cloud, &signed(&claims(&cloud, "ada"))).await.expect(200);
}
