//! Rows to values and back. A value's own fields are the attributes; the key stands beside them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::keys::Key;
use crate::read::{Read, ReadError, attributes};
use crate::reader::Reader;

/// One row as it came, not read yet: where it stands in the table's answer.
#[derive(Clone, Debug)]
pub(crate) struct Row(pub Arc<str>, pub Range<usize>);

impl Row {
    /// The value in it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ReadError> {
        self.read_by(|reader| T::deserialize(reader))
    }

    /// What `read` makes of it.
    pub fn read_by<T>(&self, read: Read<T>) -> Result<T, ReadError> {
        read(&mut self.reader()).map_err(ReadError::shape)
    }

    /// All of it, attribute by attribute.
    pub fn item(&self) -> Result<Item, ReadError> {
        self.read_by(attributes)
    }

    fn reader(&self) -> Reader<'_> {
        Reader::new(&self.0[self.1.clone()])
    }
}

/// One row as the SDK has it.
pub type Item = HashMap<String, AttributeValue>;

/// A string attribute.
pub fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A number attribute.
pub fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// The row of `value` under `key`.
pub fn to_row<T: Serialize>(key: &Key, value: &T) -> Result<Item, ReadError> {
    let mut item: Item = serde_dynamo::aws_sdk_dynamodb_1::to_item(value).map_err(ReadError::shape)?;
    item.extend(key_of(key));
    Ok(item)
}

/// The value in a row.
pub fn from_row<T: DeserializeOwned>(item: Item) -> Result<T, ReadError> {
    serde_dynamo::aws_sdk_dynamodb_1::from_item(item).map_err(ReadError::shape)
}

/// The key attributes.
pub fn key_of(key: &Key) -> Item {
    HashMap::from([("pk".to_owned(), s(&key.pk)), ("sk".to_owned(), s(&key.sk))])
}

/// A string attribute of a row, or nothing.
pub fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A number attribute of a row, or nothing.
pub fn number<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// What a row weighs, in DynamoDB's bytes.
pub fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + weight(value)).sum()
}

fn weight(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + weight(value)).sum::<usize>(),
        AttributeValue::M(map) => 3 + map.iter().map(|(name, value)| 1 + name.len() + weight(value)).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_weighs_its_names_and_values_and_what_a_list_or_map_adds() {
        let of = |value| size(&Item::from([("name".to_owned(), value)])) - "name".len();
        assert_eq!((of(s("four")), of(n(12)), of(AttributeValue::Bool(true))), (4, 2, 1));
        assert_eq!(of(AttributeValue::L(vec![s("four"), n(12)])), 3 + (1 + 4) + (1 + 2));
        assert_eq!(of(AttributeValue::M(Item::from([("k".to_owned(), s("four"))]))), 3 + 1 + 1 + 4);
    }
}
