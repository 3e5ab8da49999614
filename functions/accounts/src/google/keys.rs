//! Google's public keys, fetched when they are needed and kept for an hour.

use api::Error;
use domain::{Kind, Now};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::JwkSet;
use tokio::sync::Mutex;

/// Google's own roots and the one that signed them once (<https://pki.goog/repository/>).
const ROOTS: &[u8] = include_bytes!("roots.pem");

/// How long a set is good for, in seconds.
const FRESH: i64 = 3600;
/// A key that is not in the set may be new: the set is fetched again, at most this often.
const AGAIN: i64 = 60;

/// The set at an address.
pub struct Keys {
    url: String,
    known: Mutex<Option<(i64, JwkSet)>>,
}

impl Keys {
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), known: Mutex::new(None) }
    }

    /// The key of this id, if it is in the set.
    pub async fn get(&self, id: &str, now: Now) -> Result<Option<DecodingKey>, Error> {
        let mut known = self.known.lock().await;
        let age = known.as_ref().map(|(at, _)| now.second() - at);
        let has = known.as_ref().is_some_and(|(_, set)| set.find(id).is_some());
        let good = age.is_some_and(|age| (0..FRESH).contains(&age) && (has || age < AGAIN));
        if !good {
            *known = Some((now.second(), self.fetch().await?));
        }
        let key = known.as_ref().and_then(|(_, set)| set.find(id)).map(DecodingKey::from_jwk);
        Ok(key.and_then(Result::ok))
    }

    async fn fetch(&self) -> Result<JwkSet, Error> {
        let set = api::fetch(&self.url, ROOTS).await.map_err(unreachable)?;
        serde_json::from_slice(&set).map_err(unreachable)
    }
}

fn unreachable(error: impl std::fmt::Display) -> Error {
    Error::new(Kind::Unavailable, format!("Google's keys cannot be read: {error}"))
}
