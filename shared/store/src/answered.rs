//! What the table answers, read in one pass.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::value::Error;
use serde_json::value::RawValue;

use crate::keys::Key;
use crate::read::ReadError;
use crate::reader::Reader;
use crate::row::Row;

/// To `GetItem`: the row, if there is one.
pub(crate) fn one<T>(answer: &str, read: fn(&mut Reader<'_>) -> Result<T, Error>) -> Result<Option<T>, ReadError> {
    let mut row = None;
    each(answer, |reader, name| match name {
        "Item" => read(reader).map(|read| row = Some(read)),
        _ => reader.value().map(drop),
    })?;
    Ok(row)
}

/// To `BatchGetItem`; a row is read when somebody asks for its key.
#[derive(Default)]
pub(crate) struct Many {
    pub rows: Vec<(Key, Row)>,
    /// In the table's own words.
    pub unprocessed: HashMap<String, Box<RawValue>>,
}

impl Many {
    /// Of one table: whatever it is called.
    pub fn of(answer: &Arc<str>) -> Result<Self, ReadError> {
        let (mut rows, mut unprocessed) = (Vec::new(), None);
        each(answer, |reader, name| match name {
            "Responses" => reader.object(|reader, _| {
                rows = reader.list(|reader| reader.placed().map(|(key, at)| (key, Row(answer.clone(), at))))?;
                Ok(())
            }),
            "UnprocessedKeys" => reader.value().map(|at| unprocessed = Some(at)),
            _ => reader.value().map(drop),
        })?;
        let unprocessed = unprocessed.map(|at| serde_json::from_str(&answer[at])).transpose();
        Ok(Self { rows, unprocessed: unprocessed.map_err(ReadError::shape)?.unwrap_or_default() })
    }
}

/// To `Query`.
pub(crate) struct Stretched<T> {
    pub rows: Vec<T>,
    /// Where the rest is, in the table's own words.
    pub last: Option<Box<RawValue>>,
}

impl<T> Stretched<T> {
    pub fn of(answer: &str, read: fn(&mut Reader<'_>) -> Result<T, Error>) -> Result<Self, ReadError> {
        let (mut rows, mut last) = (Vec::new(), None);
        each(answer, |reader, name| match name {
            "Items" => reader.list(read).map(|read| rows = read),
            "LastEvaluatedKey" => reader.value().map(|at| last = Some(at)),
            _ => reader.value().map(drop),
        })?;
        let last = last.map(|at| serde_json::from_str(&answer[at])).transpose();
        Ok(Self { rows, last: last.map_err(ReadError::shape)? })
    }
}

fn each(answer: &str, read: impl FnMut(&mut Reader<'_>, &str) -> Result<(), Error>) -> Result<(), ReadError> {
    Reader::new(answer).object(read).map_err(ReadError::shape)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    fn place(reader: &mut Reader<'_>) -> Result<Range<usize>, Error> {
        reader.value()
    }

    #[test]
    fn an_answer_is_cut_into_its_rows_and_what_is_left() {
        let row = r#"{ "sk" : {"S":"}\\\"],"},"n":{"N":"1"}, "pk":{ "S" :"p"} }"#;
        let single = format!(r#"{{"ConsumedCapacity":null,"Item":{row}}}"#);
        assert_eq!(&single[one(&single, place).unwrap().unwrap()], row);
        let many = format!(r#"{{"Responses":{{"t":[{row},{row}]}},"UnprocessedKeys":{{"t":{{"Keys":[{row}]}}}}}}"#);
        let many = Many::of(&many.into()).unwrap();
        assert!(
            many.rows.len() == 2
                && many
                    .rows
                    .iter()
                    .all(|(key, Row(answer, at))| answer[at.clone()] == *row && *key == Key::new("p", "}\\\"],"))
        );
        assert_eq!(many.unprocessed["t"].get(), format!(r#"{{"Keys":[{row}]}}"#));
        let text = format!(r#"{{"Count":1,"Items":[{row}],"LastEvaluatedKey":{row},"ScannedCount":12.5e+3}}"#);
        let Stretched { rows, last } = Stretched::of(&text, place).unwrap();
        assert_eq!((&text[rows[0].clone()], last.unwrap().get()), (row, row));
    }

    #[test]
    fn an_answer_without_rows_has_none() {
        assert!(one("{}", place).unwrap().is_none());
        let many = Many::of(&r#"{"Responses":{},"UnprocessedKeys":{}}"#.into()).unwrap();
        assert!(many.rows.is_empty() && many.unprocessed.is_empty());
        let stretch = Stretched::of(r#"{"Items":[],"Count":0}"#, place).unwrap();
        assert!(stretch.rows.is_empty() && stretch.last.is_none());
    }

    #[test]
    fn a_row_without_a_key_is_none() {
        for row in [r#"{"pk":{"S":"p"}}"#, r#"{"sk":{"S":"s"}}"#, r#"{"pk":{"N":1},"sk":{"S":"s"}}"#, "[]"] {
            assert!(Many::of(&format!(r#"{{"Responses":{{"t":[{row}]}}}}"#).into()).is_err(), "{row}");
        }
    }

    #[test]
    fn what_is_no_answer_is_an_error_and_never_a_panic() {
        let whole = r#"{"Count":1,"Items":[{"é":{"S":"é\"}"}}],"LastEvaluatedKey":{"a":true}}"#;
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            assert!(Stretched::of(&whole[..end], place).is_err(), "{end}");
        }
        for odd in ["", "[]", r#"{"Items":é}"#, r#"{"Items":[}]}"#, r#"{"Items":]}"#, r#"{"Items"}"#] {
            assert!(Stretched::of(odd, place).is_err(), "{odd}");
        }
    }
}
