//! AWS's signature, version 4, of one call to the table. The day's key is made once a day: four of the
//! six digests of a signature, which aws-sigv4 makes for each.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, Tag, sign};
use aws_smithy_runtime_api::box_error::BoxError;
use jiff::Timestamp;
use jiff::tz::Offset;

/// What is signed besides the body; the rest is the same for all calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    pub host: &'a str,
    pub target: &'a str,
    pub body: &'a [u8],
}

/// The body's type, which is signed too.
pub(crate) const MEDIA: &str = "application/x-amz-json-1.0";

/// A signature, and the instant that it holds for.
pub(crate) struct Signature {
    pub authorization: String,
    pub date: String,
}

/// Signs for one region.
#[derive(Debug)]
pub(crate) struct Signer {
    region: String,
    today: Mutex<Option<Today>>,
}

/// A key, and what it was made of.
#[derive(Debug)]
struct Today {
    day: String,
    by: Credentials,
    key: Key,
}

impl Signer {
    pub fn new(region: &str) -> Self {
        Self { region: region.to_owned(), today: Mutex::default() }
    }

    pub fn sign(&self, call: Call<'_>, by: &Credentials, at: SystemTime) -> Result<Signature, BoxError> {
        let date = instant(at)?;
        let day = &date[..8];
        let scope = [day, "/", &self.region, "/dynamodb/aws4_request"].concat();
        let (names, asked) = canonical(call, by, &date);
        let asked = hex(digest(&SHA256, asked.as_bytes()).as_ref());
        let text = ["AWS4-HMAC-SHA256\n", &date, "\n", &scope, "\n", &asked].concat();
        let signature = hex(sign(&self.key(day, by), text.as_bytes()).as_ref());
        let credential = ["AWS4-HMAC-SHA256 Credential=", by.access_key_id(), "/", &scope].concat();
        let authorization = [&credential, ", SignedHeaders=", names, ", Signature=", &signature].concat();
        Ok(Signature { authorization, date })
    }

    fn key(&self, day: &str, by: &Credentials) -> Key {
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        match &*today {
            Some(today) if today.day == day && today.by.secret_access_key() == by.secret_access_key() => {
                today.key.clone()
            }
            _ => {
                let key = self.derived(day, by.secret_access_key());
                *today = Some(Today { day: day.to_owned(), by: by.clone(), key: key.clone() });
                key
            }
        }
    }

    fn derived(&self, day: &str, secret: &str) -> Key {
        let under = |key: &[u8], text: &str| -> Tag { sign(&Key::new(HMAC_SHA256, key), text.as_bytes()) };
        let day = under(format!("AWS4{secret}").as_bytes(), day);
        let region = under(day.as_ref(), &self.region);
        let service = under(region.as_ref(), "dynamodb");
        Key::new(HMAC_SHA256, under(service.as_ref(), "aws4_request").as_ref())
    }
}

/// The names of the signed headers, and the request as AWS writes it down.
fn canonical(call: Call<'_>, by: &Credentials, date: &str) -> (&'static str, String) {
    let Call { host, target, body } = call;
    let (names, session) = match by.session_token() {
        Some(token) => (
            "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
            ["x-amz-security-token:", token, "\n"].concat(),
        ),
        None => ("content-type;host;x-amz-date;x-amz-target", String::new()),
    };
    let headers = ["content-type:", MEDIA, "\nhost:", host, "\nx-amz-date:", date, "\n", &session].concat();
    let body = hex(digest(&SHA256, body).as_ref());
    (names, ["POST\n/\n\n", &headers, "x-amz-target:", target, "\n\n", names, "\n", &body].concat())
}

/// `20261120T160000Z`.
fn instant(at: SystemTime) -> Result<String, BoxError> {
    let at = Offset::UTC.to_datetime(Timestamp::try_from(at)?);
    let (year, month, day, hour, minute, second) =
        (at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second());
    Ok(format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half & 15)]);
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
    }
    text
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
