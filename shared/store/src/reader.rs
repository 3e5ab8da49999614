//! A row's JSON as the table writes it, `{"name":{"S":"Ada"},"age":{"N":"36"}}`, read piece by piece. The SDK's
//! reading of it, into a map of values that serde reads again, was two thirds of the work of a list.

use std::borrow::Cow;
use std::ops::Range;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memchr2;
use serde::de::Error as _;
use serde::de::value::Error;

use crate::keys::Key;
use crate::row::Item;

/// JSON of the table's, and how far it has been read. What is no JSON is an error for whoever comes upon it.
#[derive(Clone)]
pub(crate) struct Reader<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Reader<'de> {
    pub fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    /// The next character that says something; none at the end.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Goes past `mark` if it comes next.
    pub fn passes(&mut self, mark: u8) -> bool {
        let next = self.peek() == Some(mark);
        self.at += usize::from(next);
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
        let (quoted, escaped) = self.quoted()?;
        if escaped {
            return serde_json::from_str(quoted).map(Cow::Owned).map_err(Error::custom);
        }
        Ok(Cow::Borrowed(&quoted[1..quoted.len() - 1]))
    }

    /// A string as it is written, with its quotes; and whether something in it is escaped.
    fn quoted(&mut self) -> Result<(&'de str, bool), Error> {
        let (next, start, bytes) = (self.peek(), self.at, self.text.as_bytes());
        let (mut at, mut escaped) = (start + 1, false);
        while let Some(rest) = bytes.get(at..).filter(|_| next == Some(b'"')) {
            let Some(found) = memchr2(b'"', b'\\', rest) else { break };
            if rest[found] == b'"' {
                self.at = at + found + 1;
                return Ok((&self.text[start..self.at], escaped));
            }
            (at, escaped) = (at + found + 2, true);
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
        let at = self.value()?;
        match &self.text[at] {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Error::custom("neither true nor false")),
        }
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        STANDARD.decode(self.string()?.as_bytes()).map_err(Error::custom)
    }

    /// Goes past a value, whatever it is. Where it stood.
    pub fn value(&mut self) -> Result<Range<usize>, Error> {
        self.peek();
        let (start, mut depth) = (self.at, 0_usize);
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => _ = self.quoted()?,
                b'{' | b'[' => (depth, self.at) = (depth + 1, self.at + 1),
                b'}' | b']' if depth > 0 => (depth, self.at) = (depth - 1, self.at + 1),
                b',' | b':' if depth > 0 => self.at += 1,
                _ => self.word()?,
            }
            if depth == 0 {
                return Ok(start..self.at);
            }
        }
        Err(Error::custom("a value without an end"))
    }

    /// Goes past a number, or a word such as `true`.
    fn word(&mut self) -> Result<(), Error> {
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = self.text.as_bytes()[self.at..].iter().take_while(|byte| part(byte)).count();
        self.at += length;
        if length > 0 { Ok(()) } else { Err(Error::custom("no value where one should be")) }
    }

    /// Each field of an object, by its name; `read` goes past its value.
    pub fn object(&mut self, mut read: impl FnMut(&mut Self, &str) -> Result<(), Error>) -> Result<(), Error> {
        let mut first = true;
        self.pass(b'{')?;
        while self.more(&mut first, b'}')? {
            let name = self.name()?;
            read(self, &name)?;
        }
        Ok(())
    }

    /// Goes past a row: its key, and where it stood.
    pub fn placed(&mut self) -> Result<(Key, Range<usize>), Error> {
        self.peek();
        let (start, mut pk, mut sk) = (self.at, None, None);
        self.object(|reader, name| match name {
            "pk" => reader.text().map(|text| pk = Some(text)),
            "sk" => reader.text().map(|text| sk = Some(text)),
            _ => reader.value().map(drop),
        })?;
        let (pk, sk) = pk.zip(sk).ok_or_else(|| Error::custom("a row without a key"))?;
        Ok((Key { pk, sk }, start..self.at))
    }

    /// The string in an attribute.
    fn text(&mut self) -> Result<String, Error> {
        let mut text = String::new();
        self.object(|reader, _| reader.string().map(|read| text = read.into_owned()))?;
        Ok(text)
    }

    /// A list of what `one` reads.
    pub fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let (mut list, mut first) = (Vec::new(), true);
        self.pass(b'[')?;
        while self.more(&mut first, b']')? {
            list.push(one(self)?);
        }
        Ok(list)
    }

    /// A whole row, or a map within one.
    pub fn item(&mut self) -> Result<Item, Error> {
        let mut item = Item::new();
        self.object(|reader, name| {
            item.insert(name.to_owned(), reader.attribute()?);
            Ok(())
        })?;
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
