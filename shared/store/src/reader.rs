//! A row's JSON as the table writes it, `{"name":{"S":"Ada"},"age":{"N":"36"}}`, read piece by piece. The SDK's
//! reading of it, into a map of values that serde reads again, was two thirds of the work of a list.

use std::borrow::Cow;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::de::value::Error;

use crate::row::Item;

/// What has not been read yet. The text is JSON: whoever cut it out of an answer has seen to that.
#[derive(Clone)]
pub(crate) struct Reader<'de>(&'de str);

impl<'de> Reader<'de> {
    pub fn new(text: &'de str) -> Self {
        Self(text)
    }

    /// The next character that says something; none at the end.
    fn peek(&mut self) -> Option<u8> {
        self.0 = self.0.trim_ascii_start();
        self.0.as_bytes().first().copied()
    }

    /// Goes past `mark` if it comes next.
    pub fn passes(&mut self, mark: u8) -> bool {
        let next = self.peek() == Some(mark);
        if next {
            self.0 = &self.0[1..];
        }
        next
    }

    /// Goes past `mark`, which must come next.
    pub fn pass(&mut self, mark: u8) -> Result<(), Error> {
        if self.passes(mark) { Ok(()) } else { Err(Error::custom(format_args!("no {} in it", char::from(mark)))) }
    }

    /// Is there one more before `end`? Goes past the comma before it, or past `end`.
    pub fn more(&mut self, first: &mut bool, end: u8) -> Result<bool, Error> {
        if self.passes(end) {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.pass(b',')?;
        }
        Ok(true)
    }

    /// A string; borrowed unless something in it is escaped.
    pub fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        let quoted = self.quoted()?;
        let inside = &quoted[1..quoted.len() - 1];
        if !inside.contains('\\') {
            return Ok(Cow::Borrowed(inside));
        }
        serde_json::from_str(quoted).map(Cow::Owned).map_err(Error::custom)
    }

    /// A string as it is written, with its quotes.
    fn quoted(&mut self) -> Result<&'de str, Error> {
        let start = self.peek();
        let bytes = self.0.as_bytes();
        let mut at = 1;
        while let Some(byte) = bytes.get(at).filter(|_| start == Some(b'"')) {
            match byte {
                b'"' => {
                    let (quoted, rest) = self.0.split_at(at + 1);
                    self.0 = rest;
                    return Ok(quoted);
                }
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        Err(Error::custom("no string where one should be"))
    }

    /// The name before a value.
    pub fn name(&mut self) -> Result<Cow<'de, str>, Error> {
        let name = self.string()?;
        self.pass(b':')?;
        Ok(name)
    }

    pub fn truth(&mut self) -> Result<bool, Error> {
        self.peek();
        for (word, truth) in [("true", true), ("false", false)] {
            if let Some(rest) = self.0.strip_prefix(word) {
                self.0 = rest;
                return Ok(truth);
            }
        }
        Err(Error::custom("neither true nor false"))
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        STANDARD.decode(self.string()?.as_bytes()).map_err(Error::custom)
    }

    /// Goes past an attribute that nobody asked for.
    pub fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => _ = self.quoted()?,
                b'{' | b'[' => (depth, self.0) = (depth + 1, &self.0[1..]),
                b'}' | b']' => (depth, self.0) = (depth - 1, &self.0[1..]),
                _ => self.0 = &self.0[1..],
            }
            if depth == 0 {
                return Ok(());
            }
        }
        Err(Error::custom("an attribute without an end"))
    }

    /// A list of what `one` reads.
    fn list<T>(&mut self, one: fn(&mut Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let (mut list, mut first) = (Vec::new(), true);
        self.pass(b'[')?;
        while self.more(&mut first, b']')? {
            list.push(one(self)?);
        }
        Ok(list)
    }

    /// A whole row, or a map within one.
    pub fn item(&mut self) -> Result<Item, Error> {
        let (mut item, mut first) = (Item::new(), true);
        self.pass(b'{')?;
        while self.more(&mut first, b'}')? {
            item.insert(self.name()?.into_owned(), self.attribute()?);
        }
        Ok(item)
    }

    /// An attribute as the SDK has it, for rows that are written again.
    fn attribute(&mut self) -> Result<AttributeValue, Error> {
        self.pass(b'{')?;
        let own = |reader: &mut Self| reader.string().map(Cow::into_owned);
        let blob = |reader: &mut Self| reader.bytes().map(Blob::new);
        let value = match &*self.name()? {
            "S" => AttributeValue::S(own(self)?),
            "N" => AttributeValue::N(own(self)?),
            "B" => AttributeValue::B(blob(self)?),
            "BOOL" => AttributeValue::Bool(self.truth()?),
            "NULL" => AttributeValue::Null(self.truth()?),
            "L" => AttributeValue::L(self.list(Self::attribute)?),
            "M" => AttributeValue::M(self.item()?),
            "SS" => AttributeValue::Ss(self.list(own)?),
            "NS" => AttributeValue::Ns(self.list(own)?),
            "BS" => AttributeValue::Bs(self.list(blob)?),
            other => return Err(Error::custom(format_args!("an attribute of type {other}"))),
        };
        self.pass(b'}').map(|()| value)
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
