//! Bodies: JSON that is valid once it is parsed, and says where it is not.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use domain::signed::{Secret, seal_body};
use domain::{UserId, card};
use serde::de::DeserializeOwned;
use store::IdempotencyKey;
use utoipa::ToSchema;

use crate::card::card_at;
use crate::error::Error;
use crate::openapi::{Describe, Operation};

mod upload;
pub use upload::Upload;

/// A JSON body.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

/// A JSON body, and the `Idempotency-Key` that came with it.
#[derive(Clone, Debug)]
pub struct Keyed<T>(pub T, pub Once);

/// The caller's wish to have this happen once, however often it is sent.
#[derive(Clone, Debug)]
pub struct Once {
    key: Option<String>,
    request: [Bytes; 2],
}

impl Once {
    /// The key as it was sent.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The key as this person's, bound to route and body; none where no header came.
    pub fn by(&self, user: UserId) -> Option<IdempotencyKey> {
        let key = self.key.as_deref()?;
        Some(IdempotencyKey::new(user, key, &[&self.request[0], &self.request[1]]))
    }

    /// The same where the body holds a password: the row keeps nothing that one could be tried against.
    pub fn sealed_by(&self, user: UserId, secret: &Secret) -> Option<IdempotencyKey> {
        let key = self.key.as_deref()?;
        Some(IdempotencyKey::new(user, key, &[&self.request[0], &seal_body(secret, &self.request[1])]))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &S) -> Result<Self, Error> {
        Keyed::from_request(request, app).await.map(|Keyed(body, _)| Self(body))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Keyed<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &S) -> Result<Self, Error> {
        let key = request.headers().get("idempotency-key").map(|key| key.to_str().unwrap_or_default().to_owned());
        if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 255) {
            return Err(Error::invalid("Idempotency-Key", "must be 1 to 255 ASCII characters"));
        }
        let route = Bytes::from(format!("{} {}", request.method(), request.uri().path()));
        let bytes =
            Bytes::from_request(request, app).await.map_err(|_| Error::invalid("", "The body could not be read."))?;
        let body = parse(&bytes)?;
        Ok(Self(body, Once { key, request: [route, bytes] }))
    }
}

/// An empty body is `{}`: what is required will say so by name.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        fault(&path, &error.into_inner())
    })?;
    json.end().map_err(|_| Error::invalid("", "The body must be one JSON value."))?;
    match card_at(bytes) {
        None => Ok(body),
        Some(field) if field.is_empty() => Err(Error::invalid("", card::REFUSED)),
        Some(field) => Err(Error::invalid("", card::REFUSED).at(&field)),
    }
}

/// serde's sentence, without its position, at the field that it is about.
fn fault(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let issue = unsaid(text.rsplit_once(" at line ").map_or(text.as_str(), |(issue, _)| issue));
    let named =
        ["missing field `", "unknown field `"].iter().find_map(|lead| issue.strip_prefix(lead)?.split('`').next());
    let field = match (path, named) {
        ("." | "", Some(name)) => name.to_owned(),
        (path, Some(name)) if !path.ends_with(name) => format!("{path}.{name}"),
        ("." | "?", None) => String::new(),
        (path, _) => path.to_owned(),
    };
    let error = Error::invalid("", issue);
    if field.is_empty() { error } else { error.at(&field) }
}

/// serde's sentence without the value that it is about: a password sent where a number belongs would be
/// said back, and end in somebody's log.
pub fn unsaid(issue: &str) -> String {
    let leads = ["invalid type: ", "invalid value: ", "unknown variant "];
    let Some(lead) = leads.into_iter().find(|lead| issue.starts_with(lead)) else { return issue.to_owned() };
    let kind = issue[lead.len()..].split([' ', ',', '`', '"']).next().unwrap_or_default();
    match issue.rsplit_once(", expected ") {
        Some((_, wanted)) => format!("{}, expected {wanted}", format!("{lead}{kind}").trim_end()),
        None => lead.trim_end_matches([':', ' ']).to_owned(),
    }
}

impl<T: ToSchema> Describe for Body<T> {
    fn describe(operation: &mut Operation) {
        operation.body::<T>("application/json");
    }
}

impl<T: ToSchema> Describe for Keyed<T> {
    fn describe(operation: &mut Operation) {
        operation.body::<T>("application/json");
        let says = "The same key gives the same answer and one effect, for 48 hours.";
        operation.header("Idempotency-Key", says, "^[!-~]([ -~]{0,253}[!-~])?$");
        operation.fails(422);
    }
}

#[cfg(test)]
mod tests {
    use super::unsaid;

    #[test]
    fn what_was_sent_is_not_said_back() {
        let said = [
            ("invalid type: string \"secret, expected u8\", expected u32", "invalid type: string, expected u32"),
            ("invalid value: integer `4111111111111111`, expected u8", "invalid value: integer, expected u8"),
            ("unknown variant `secret`, expected `a` or `b`", "unknown variant, expected `a` or `b`"),
            ("invalid type: map, expected a string", "invalid type: map, expected a string"),
            ("invalid type: null, expected u32", "invalid type: null, expected u32"),
            ("missing field `email`", "missing field `email`"),
            ("must be 8 to 1,024 bytes", "must be 8 to 1,024 bytes"),
        ];
        for (issue, left) in said {
            assert_eq!(unsaid(issue), left);
        }
    }
}
