//! Reads: one row, several rows in one round trip, a stretch of a partition. There is no Scan.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::value::Error;
use serde_json::value::RawValue;

use crate::answered::{self, Many, Stretched};
use crate::asked::{AskMany, AskOne, AskStretch, Bounds, Names, Place, Text, Wanted};
use crate::keys::Key;
use crate::reader::Reader;
use crate::row::{Item, Row};
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

/// What becomes of a row.
pub(crate) type Read<T> = fn(&mut Reader<'_>) -> Result<T, Error>;

fn whole<T: DeserializeOwned>(row: &mut Reader<'_>) -> Result<T, Error> {
    T::deserialize(row)
}

pub(crate) fn attributes(row: &mut Reader<'_>) -> Result<Item, Error> {
    row.item()
}

/// Attribute by attribute.
pub(crate) fn items(rows: HashMap<Key, Row>) -> Result<HashMap<Key, Item>, ReadError> {
    rows.into_iter().map(|(key, row)| Ok((key, row.item()?))).collect()
}

impl Store {
    /// The row under `key` as it is now (strongly consistent).
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, ReadError> {
        self.get_row(key, true, whole).await
    }

    /// The row under `key` as it was a moment ago, at half the price: for pages, not for decisions.
    pub(crate) async fn glance<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, ReadError> {
        self.get_row(key, false, whole).await
    }

    pub(crate) async fn get_item(&self, key: &Key, consistent: bool) -> Result<Option<Item>, ReadError> {
        self.get_row(key, consistent, attributes).await
    }

    async fn get_row<T>(&self, key: &Key, consistent: bool, read: Read<T>) -> Result<Option<T>, ReadError> {
        let ask = AskOne { table_name: self.table(), key: Place::of(key), consistent_read: consistent };
        let answer = self.calls.call("GetItem", &ask).await.map_err(ReadError::table)?;
        answered::one(&answer, read)
    }

    /// Several rows in one round trip, attribute by attribute; absent ones are left out. At most 100 keys.
    pub(crate) async fn get_all(&self, keys: &[Key], consistent: bool) -> Result<HashMap<Key, Item>, ReadError> {
        items(self.get_rows(keys, consistent).await?)
    }

    /// Several rows in one round trip, as they are now; absent ones are left out. At most 100 keys.
    pub(crate) async fn get_rows(&self, keys: &[Key], consistent: bool) -> Result<HashMap<Key, Row>, ReadError> {
        let mut found = HashMap::with_capacity(keys.len());
        if keys.is_empty() {
            return Ok(found);
        }
        let wanted = Wanted { keys: keys.iter().map(Place::of).collect(), consistent_read: consistent };
        let mut rest = self.get_some(HashMap::from([(self.table(), wanted)]), &mut found).await?;
        // What is left over was throttled, or more than 16 MB.
        let mut patience = self.patience();
        while !rest.is_empty() {
            if !patience.lasts().await {
                return Err(ReadError::Busy);
            }
            rest = self.get_some(rest, &mut found).await?;
        }
        Ok(found)
    }

    /// Finds some of `wanted`, and returns what is left over, as the table wants it asked for again.
    async fn get_some(
        &self,
        wanted: impl Serialize,
        found: &mut HashMap<Key, Row>,
    ) -> Result<HashMap<String, Box<RawValue>>, ReadError> {
        let ask = AskMany { request_items: wanted };
        let answer = self.calls.call("BatchGetItem", &ask).await.map_err(ReadError::table)?;
        let Many { rows, unprocessed } = Many::of(&answer)?;
        found.extend(rows);
        Ok(unprocessed)
    }

    /// A stretch of one partition, attribute by attribute.
    pub(crate) async fn query(&self, stretch: &Stretch<'_>) -> Result<Vec<Item>, ReadError> {
        self.read_stretch(stretch, attributes).await
    }

    /// A stretch of one partition, as the values that are in it.
    pub(crate) async fn list<T: DeserializeOwned>(&self, stretch: &Stretch<'_>) -> Result<Vec<T>, ReadError> {
        self.read_stretch(stretch, whole).await
    }

    /// The same as it is now (strongly consistent): of the table only, an index has no such reading.
    pub(crate) async fn list_now<T: DeserializeOwned>(&self, stretch: &Stretch<'_>) -> Result<Vec<T>, ReadError> {
        self.query_rows(stretch, true, whole).await
    }

    /// A stretch of one partition, each row read so.
    pub(crate) async fn read_stretch<T>(&self, stretch: &Stretch<'_>, read: Read<T>) -> Result<Vec<T>, ReadError> {
        self.query_rows(stretch, false, read).await
    }

    /// A stretch of one partition; whatever the limit, in as few calls as a page of 1 MB allows.
    async fn query_rows<T>(&self, stretch: &Stretch<'_>, consistent: bool, read: Read<T>) -> Result<Vec<T>, ReadError> {
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let left = stretch.limit - i32::try_from(rows.len()).unwrap_or(i32::MAX);
            let reply = self.query_once(stretch, (left, consistent, start), read).await?;
            rows.extend(reply.rows);
            start = reply.last;
            if start.is_none() || rows.len() >= usize::try_from(stretch.limit).unwrap_or(0) {
                return Ok(rows);
            }
        }
    }

    async fn query_once<T>(
        &self,
        stretch: &Stretch<'_>,
        (limit, consistent, start): (i32, bool, Option<Box<RawValue>>),
        read: Read<T>,
    ) -> Result<Stretched<T>, ReadError> {
        let index = stretch.index.unwrap_or_default();
        let (pk, sk) = (&*format!("{index}pk"), &*format!("{index}sk"));
        let Some((low, high)) = stretch.bounds() else { return Ok(Stretched { rows: Vec::new(), last: None }) };
        let ask = AskStretch {
            table_name: self.table(),
            index_name: stretch.index,
            key_condition_expression: "#pk = :pk AND #sk BETWEEN :low AND :high",
            expression_attribute_names: Names { pk, sk },
            expression_attribute_values: Bounds {
                pk: Text { text: &stretch.pk },
                low: Text { text: &low },
                high: Text { text: &high },
            },
            scan_index_forward: !stretch.descending,
            consistent_read: consistent,
            limit,
            exclusive_start_key: start,
        };
        let answer = self.calls.call("Query", &ask).await.map_err(ReadError::table)?;
        Stretched::of(&answer, read)
    }
}

impl Stretch<'_> {
    /// What lies between, both ends included; none where nothing can. DynamoDB refuses such a `BETWEEN`, and a
    /// cursor of somebody's own making must not be a failure of ours.
    fn bounds(&self) -> Option<(String, String)> {
        let (mut low, mut high) = self.between.clone();
        match (self.after, self.descending) {
            // A character past the cursor makes it exclusive upwards.
            (Some(after), false) => low = format!("{after}\0"),
            (Some(after), true) => high = before(after),
            (None, _) => {}
        }
        (low <= high).then_some((low, high))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_is_busy_is_asked_again() {
        let said = |error: ReadError| (domain::Problem::kind(&error), domain::Problem::retry_after(&error));
        assert_eq!(said(ReadError::Busy), (domain::Kind::Unavailable, Some(1)));
        assert_eq!(said(ReadError::shape("odd")), (domain::Kind::Internal, None));
    }

    #[test]
    fn a_cursor_from_elsewhere_has_nothing_behind_it() {
        let stretch = |after, descending| Stretch {
            index: None,
            pk: String::new(),
            between: ("favourite#".to_owned(), format!("favourite#{LAST}")),
            after: Some(after),
            descending,
            limit: 1,
        };
        assert_eq!(stretch("session#", false).bounds(), None);
        assert_eq!(stretch("day#", true).bounds(), None);
        assert!(stretch("favourite#a", false).bounds().is_some_and(|(low, _)| low.as_str() > "favourite#a"));
        assert!(stretch("favourite#a", true).bounds().is_some_and(|(_, high)| high.as_str() < "favourite#a"));
    }

    #[test]
    fn the_key_before_sorts_right_below() {
        assert!(before("pending#b").as_str() < "pending#b");
        assert!(before("pending#b").as_str() > "pending#azzz");
    }
}
