//! `Idempotency-Key`: a row in the effect's own transaction, with what the reply was made from. Who
//! comes again, or loses the race, reads it back and answers the same.

use domain::{Kind, Kinds, Now, Problem, UserId};
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ReadError;
use crate::commit::Guard;
use crate::keys::{self, Key};
use crate::row::{Item, n, number, s, text};
use crate::transact::{Terms, Transaction};

/// For how long the same key gets the same answer.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// The caller's key, bound to route and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    user: UserId,
    key: String,
    body: String,
}

/// The same key came with another body.
#[derive(Debug, thiserror::Error)]
#[error("This Idempotency-Key was used with another request.")]
pub struct Mismatch;

impl Kinds for Mismatch {
    const KINDS: &'static [Kind] = &[Kind::Mismatch];
}

impl Problem for Mismatch {
    fn kind(&self) -> Kind {
        Kind::Mismatch
    }
    fn field(&self) -> Option<&str> {
        Some("Idempotency-Key")
    }
}

/// What a key row says to a request that carries its key.
#[derive(Debug)]
pub enum Kept<T> {
    /// Answer with this again.
    Replay(T),
    /// The key belongs to another body.
    Mismatch,
    /// Nothing valid is kept: go ahead.
    Nothing,
}

impl<T> Kept<T> {
    /// What to answer with again, if anything.
    pub fn replay(self) -> Result<Option<T>, Mismatch> {
        match self {
            Self::Replay(reply) => Ok(Some(reply)),
            Self::Mismatch => Err(Mismatch),
            Self::Nothing => Ok(None),
        }
    }
}

impl IdempotencyKey {
    /// `key` as the caller sent it; `request` is the method, path and body.
    pub fn new(user: UserId, key: &str, request: &[&[u8]]) -> Self {
        Self { user, key: hash(&[key.as_bytes()]), body: hash(request) }
    }

    pub(crate) fn row_key(&self) -> Key {
        keys::idempotency(self.user, &self.key)
    }

    /// Reads what is kept under this key.
    pub(crate) fn read<T: DeserializeOwned>(&self, row: Option<&Item>, now: Now) -> Result<Kept<T>, ReadError> {
        let Some(row) = row.filter(|row| number(row, "until").is_some_and(|until: i64| until > now.second())) else {
            return Ok(Kept::Nothing);
        };
        if text(row, "body") != Some(&self.body) {
            return Ok(Kept::Mismatch);
        }
        let reply = text(row, "reply").ok_or_else(|| ReadError::shape("a key without its reply"))?;
        serde_json::from_str(reply).map(Kept::Replay).map_err(ReadError::shape)
    }
}

impl Transaction<'_> {
    /// Keeps `reply` under the key, on the condition that nothing is kept there.
    pub(crate) fn idempotent<T: Serialize>(self, key: Option<&IdempotencyKey>, reply: &T, now: Now) -> Self {
        let Some(key) = key else { return self };
        let until = now.plus(KEPT).as_second();
        let reply = serde_json::to_string(reply).unwrap_or_default();
        let row = Item::from([
            ("body".to_owned(), s(&key.body)),
            ("reply".to_owned(), s(reply)),
            ("until".to_owned(), n(until)),
            ("ttl".to_owned(), n(until)),
        ]);
        let terms = Terms::new("attribute_not_exists(pk) OR #until <= :now")
            .name("#until", "until")
            .value(":now", n(now.second()));
        self.put(Guard::Key, &key.row_key(), &serde_json::Map::new(), row, terms)
    }
}

fn hash(parts: &[&[u8]]) -> String {
    use base64::Engine;
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    }
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(context.finish())
}

#[cfg(test)]
mod tests {
    use domain::Entropy;

    use super::*;

    const NOW: &str = "2026-11-20T10:00:00Z";

    fn key(body: &str) -> IdempotencyKey {
        IdempotencyKey::new(UserId::fresh(Now::at(NOW), &Entropy::seeded(1)), "mine", &[b"POST", body.as_bytes()])
    }

    fn read(until: i64, asked: &str) -> Kept<u8> {
        let row = Item::from([
            ("until".to_owned(), n(Now::at(NOW).second() + until)),
            ("body".to_owned(), s(key("one").body)),
            ("reply".to_owned(), s("7")),
        ]);
        key(asked).read(Some(&row), Now::at(NOW)).unwrap()
    }

    #[test]
    fn a_key_gives_its_reply_to_its_own_body_until_its_time_is_over() {
        assert!(matches!(read(1, "one").replay(), Ok(Some(7))));
        assert!(matches!(read(0, "one").replay(), Ok(None)));
        assert!(matches!(read(1, "two").replay(), Err(Mismatch)));
        assert!(matches!(key("one").read::<u8>(None, Now::at(NOW)).unwrap(), Kept::Nothing));
    }

    #[test]
    fn parts_of_a_request_do_not_run_into_one_another() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_eq!((Mismatch.kind(), Mismatch.field()), (Kind::Mismatch, Some("Idempotency-Key")));
    }
}
