use std::time::Duration;

use super::*;

/// 20 November 2026, 16:00 UTC.
const AT: u64 = 1_795_190_400;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";

fn signed(signer: &Signer, secret: &str, session: Option<&str>, day: u64, body: &[u8]) -> Signature {
    let by = Credentials::new("AKIDEXAMPLE", secret, session.map(str::to_owned), None, "test");
    let call = Call { host: "dynamodb.eu-west-1.amazonaws.com", target: "DynamoDB_20120810.GetItem", body };
    signer.sign(call, &by, SystemTime::UNIX_EPOCH + Duration::from_secs(AT + day * 86_400)).unwrap()
}

#[test]
fn a_signature_is_the_one_that_the_sdks_make() {
    let signer = Signer::new("eu-west-1");
    // As aws-sigv4 1.6.4 made them. Days, secrets and bodies in turn: a key that was kept must not
    // outlive what it was made of.
    for (secret, session, day, body, expected) in [
        (SECRET, None, 0, "{}", "80565a39fbdda9b709fb6300619df8e958b5fafb8b9f75ce1076e59207d1116c"),
        (
            SECRET,
            Some("a/session+token=="),
            0,
            "{}",
            "4bb485006709cf15999923c0bd150ff0af6c2031f1dfa25d6446c5ed9ff70ae8",
        ),
        (SECRET, None, 1, "", "8edfb677008b0c8104b532511a4311cd68d409057dc0c209a2b69139ad57708b"),
        (SECRET, None, 0, "{\"a\":1}", "44031d799ddae20c256e2e018d0db08b862b53eb654119eb8c6d4997f568395c"),
        ("another", None, 0, "{}", "78d66f6bba3e8a9fe515b8ba39b7bceb5c98f85666d55de2077497c2c711e1ec"),
    ] {
        let ours = signed(&signer, secret, session, day, body.as_bytes());
        assert!(ours.authorization.ends_with(&format!(", Signature={expected}")), "{}", ours.authorization);
    }
}

#[test]
fn a_signature_says_who_signed_what_and_when() {
    let ours = signed(&Signer::new("eu-west-1"), SECRET, Some("token"), 0, b"{}");
    assert_eq!(ours.date, "20261120T160000Z");
    let expected = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-west-1/dynamodb/aws4_request, \
        SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=";
    assert!(ours.authorization.starts_with(expected), "{}", ours.authorization);
}
