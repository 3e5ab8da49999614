//! Reads: one row, several rows in one round trip, a stretch of a partition. There is no Scan.

use std::collections::HashMap;
use std::time::Instant;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use serde::de::DeserializeOwned;

use crate::keys::Key;
use crate::row::{Item, from_row, key_of, s, text};
use crate::{Store, commit};

/// A read that did not come back, or came back in a shape we do not know.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the table did not answer: {0}")]
    Table(String),
    #[error("the table is busy")]
    Busy,
    #[error("a row has a shape that is not ours: {0}")]
    Shape(String),
}

impl domain::Kinds for ReadError {
    const KINDS: &'static [domain::Kind] = &[domain::Kind::Unavailable, domain::Kind::Internal];
}

impl domain::Problem for ReadError {
    fn kind(&self) -> domain::Kind {
        match self {
            Self::Busy => domain::Kind::Unavailable,
            Self::Table(_) | Self::Shape(_) => domain::Kind::Internal,
        }
    }
    fn retry_after(&self) -> Option<u32> {
        matches!(self, Self::Busy).then_some(1)
    }
}

impl ReadError {
    pub(crate) fn shape(error: impl std::fmt::Display) -> Self {
        Self::Shape(error.to_string())
    }

    pub(crate) fn table<E>(error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        if commit::is_busy(error.code()) { Self::Busy } else { Self::Table(commit::chain(&error)) }
    }
}

/// One stretch of a partition, of the table or of an index.
pub(crate) struct Stretch<'a> {
    pub index: Option<&'static str>,
    pub pk: String,
    /// Inclusive bounds of the sort key.
    pub between: (String, String),
    /// Read on after this sort key, exclusive.
    pub after: Option<&'a str>,
    pub descending: bool,
    pub limit: i32,
}

/// Above every sort key that starts with what stands before it.
pub(crate) const LAST: &str = "\u{10FFFF}";

impl Store {
    /// The row under `key` as it is now (strongly consistent).
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, ReadError> {
        self.get_item(key, true).await?.map(from_row).transpose()
    }

    /// The row under `key` as it was a moment ago, at half the price: for pages, not for decisions.
    pub(crate) async fn glance<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, ReadError> {
        self.get_item(key, false).await?.map(from_row).transpose()
    }

    pub(crate) async fn get_item(&self, key: &Key, consistent: bool) -> Result<Option<Item>, ReadError> {
        let call = self.db.get_item().table_name(self.table()).set_key(Some(key_of(key))).consistent_read(consistent);
        Ok(call.send().await.map_err(ReadError::table)?.item)
    }

    /// Several rows in one round trip, as they are now; absent ones are left out. At most 100 keys.
    pub(crate) async fn get_all(&self, keys: &[Key], consistent: bool) -> Result<HashMap<Key, Item>, ReadError> {
        let mut found = HashMap::with_capacity(keys.len());
        let mut wanted: Vec<Item> = keys.iter().map(key_of).collect();
        let started = Instant::now();
        for attempt in 0.. {
            if wanted.is_empty() {
                break;
            }
            if attempt > 0 {
                // What is left over was throttled.
                self.pause(attempt).await;
            }
            if started.elapsed() > self.patience {
                return Err(ReadError::Busy);
            }
            let ask = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(consistent).build();
            let ask = ask.map_err(ReadError::shape)?;
            let call = self.db.batch_get_item().request_items(self.table(), ask);
            let mut reply = call.send().await.map_err(ReadError::table)?;
            let rows = reply.responses.as_mut().and_then(|tables| tables.remove(self.table())).unwrap_or_default();
            found.extend(rows.into_iter().filter_map(|row| Some((key_in(&row)?, row))));
            let rest = reply.unprocessed_keys.as_mut().and_then(|tables| tables.remove(self.table()));
            wanted = rest.map(|rest| rest.keys).unwrap_or_default();
        }
        Ok(found)
    }

    /// A stretch of one partition; whatever the limit, in as few calls as a page of 1 MB allows.
    pub(crate) async fn query(&self, stretch: &Stretch<'_>) -> Result<Vec<Item>, ReadError> {
        let mut rows: Vec<Item> = Vec::new();
        let mut start = None;
        loop {
            let left = stretch.limit - i32::try_from(rows.len()).unwrap_or(i32::MAX);
            let reply = self.query_once(stretch, left, start).await?;
            rows.extend(reply.0);
            start = reply.1;
            if start.is_none() || rows.len() >= usize::try_from(stretch.limit).unwrap_or(0) {
                return Ok(rows);
            }
        }
    }

    async fn query_once(
        &self,
        stretch: &Stretch<'_>,
        limit: i32,
        start: Option<Item>,
    ) -> Result<(Vec<Item>, Option<Item>), ReadError> {
        let (pk, sk) = match stretch.index {
            Some(index) => (format!("{index}pk"), format!("{index}sk")),
            None => ("pk".to_owned(), "sk".to_owned()),
        };
        // BETWEEN is inclusive; a character past the cursor makes it exclusive upwards.
        let (mut low, mut high) = stretch.between.clone();
        match (stretch.after, stretch.descending) {
            (Some(after), false) => low = format!("{after}\0"),
            (Some(after), true) => high = before(after),
            (None, _) => {}
        }
        let reply = self
            .db
            .query()
            .table_name(self.table())
            .set_index_name(stretch.index.map(str::to_owned))
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :low AND :high")
            .expression_attribute_names("#pk", pk)
            .expression_attribute_names("#sk", sk)
            .expression_attribute_values(":pk", s(&stretch.pk))
            .expression_attribute_values(":low", s(low))
            .expression_attribute_values(":high", s(high))
            .scan_index_forward(!stretch.descending)
            .limit(limit)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(ReadError::table)?;
        Ok((reply.items.unwrap_or_default(), reply.last_evaluated_key))
    }
}

/// The greatest sort key below `after`, near enough: keys are ASCII, so its last byte one lower and
/// then the highest character of all.
fn before(after: &str) -> String {
    let mut key = after.to_owned();
    match key.pop() {
        Some(last) => {
            let lower = char::from_u32((last as u32).saturating_sub(1)).unwrap_or('\0');
            format!("{key}{lower}{LAST}")
        }
        None => key,
    }
}

fn key_in(row: &HashMap<String, AttributeValue>) -> Option<Key> {
    Some(Key::new(text(row, "pk")?, text(row, "sk")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_before_sorts_right_below() {
        assert!(before("pending#b").as_str() < "pending#b");
        assert!(before("pending#b").as_str() > "pending#azzz");
    }
}
