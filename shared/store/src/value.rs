//! Our types straight from a row's JSON, by serde: every attribute says itself what it is.

use std::borrow::Cow;

use serde::Deserializer;
use serde::de::value::{Error, MapAccessDeserializer};
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::reader::Reader;

/// One attribute: `{"S":"Ada"}`.
pub(crate) struct Value<'r, 'de>(pub &'r mut Reader<'de>);

/// A row, or a map within one.
pub(crate) struct Fields<'r, 'de> {
    pub reader: &'r mut Reader<'de>,
    pub first: bool,
}

/// A list of attributes, or a set of bare texts.
struct Members<'r, 'de> {
    reader: &'r mut Reader<'de>,
    first: bool,
    bare: bool,
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Self(reader) = self;
        reader.pass(b'{')?;
        let value = match &*reader.name()? {
            "S" => text(reader, visitor),
            "N" => number(reader, visitor),
            "B" => visitor.visit_byte_buf(reader.bytes()?),
            "BOOL" => visitor.visit_bool(reader.truth()?),
            "NULL" => reader.truth().and_then(|_| visitor.visit_unit()),
            "M" => visitor.visit_map(Fields::of(reader)?),
            "L" => visitor.visit_seq(Members::of(reader, false)?),
            "SS" => visitor.visit_seq(Members::of(reader, true)?),
            other => Err(Error::custom(format_args!("an attribute of type {other}"))),
        }?;
        reader.pass(b'}').map(|()| value)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut ahead = self.0.clone();
        ahead.pass(b'{')?;
        if ahead.name()? == "NULL" {
            return self.0.value().and_then(|_| visitor.visit_none());
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Self(reader) = self;
        reader.pass(b'{')?;
        let value = match &*reader.name()? {
            "S" => visitor.visit_enum(reader.string()?.into_deserializer()),
            // A variant's name and what is in it, no more: nobody looks for the end of that map.
            "M" => Fields::of(&mut *reader)
                .and_then(|fields| visitor.visit_enum(MapAccessDeserializer::new(fields)))
                .and_then(|value| reader.pass(b'}').map(|()| value)),
            other => Err(Error::custom(format_args!("a variant of type {other}"))),
        }?;
        reader.pass(b'}').map(|()| value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.value().and_then(|_| visitor.visit_unit())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier
    }
}

fn text<'de, V: Visitor<'de>>(reader: &mut Reader<'de>, visitor: V) -> Result<V::Value, Error> {
    match reader.string()? {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

fn number<'de, V: Visitor<'de>>(reader: &mut Reader<'de>, visitor: V) -> Result<V::Value, Error> {
    let text = reader.string()?;
    if let Ok(number) = text.parse::<u64>() {
        visitor.visit_u64(number)
    } else if let Ok(number) = text.parse::<i64>() {
        visitor.visit_i64(number)
    } else {
        visitor.visit_f64(text.parse().map_err(Error::custom)?)
    }
}

impl<'r, 'de> Fields<'r, 'de> {
    fn of(reader: &'r mut Reader<'de>) -> Result<Self, Error> {
        reader.pass(b'{').map(|()| Self { reader, first: true })
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if !self.reader.more(&mut self.first, b'}')? {
            return Ok(None);
        }
        seed.deserialize(self.reader.name()?.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Value(self.reader))
    }
}

/// A whole row: a map without a type before it.
impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Fields::of(self)?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier option newtype_struct enum ignored_any
    }
}

impl<'r, 'de> Members<'r, 'de> {
    fn of(reader: &'r mut Reader<'de>, bare: bool) -> Result<Self, Error> {
        reader.pass(b'[').map(|()| Self { reader, first: true, bare })
    }
}

impl<'de> SeqAccess<'de> for Members<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if !self.reader.more(&mut self.first, b']')? {
            return Ok(None);
        }
        if self.bare {
            return seed.deserialize(self.reader.string()?.into_deserializer()).map(Some);
        }
        seed.deserialize(Value(self.reader)).map(Some)
    }
}
