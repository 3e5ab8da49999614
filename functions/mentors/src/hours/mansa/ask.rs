//! What document 1 sends as hours: an array, an object with `slots`, or one slot.

use std::fmt;

use domain::availability::{Slot, WallHours, WallTime, When};
use domain::id::SlotId;
use domain::problem::Invalid;
use domain::{Entropy, Now};
use jiff::civil::Date;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A time of day, which is there.
fn clock<'de, D: Deserializer<'de>>(from: D) -> Result<Option<WallTime>, D::Error> {
    crate::hours::clock(from).map(Some)
}

/// A body of S1-10.
#[derive(Debug)]
pub enum Sent {
    /// In place of the weekly slots.
    Week(Vec<SentSlot>),
    /// Besides, or away.
    One(Box<SentSlot>),
}

/// One slot. A date makes it that day's; otherwise it is each week's.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SentSlot {
    /// In an object around several: those, and nothing else of it counts.
    #[serde(default)]
    #[schema(ignore)]
    slots: Option<Vec<SentSlot>>,
    #[serde(default)]
    id: Option<SlotId>,
    /// 0 is Sunday.
    #[serde(default)]
    day_of_week: Option<u8>,
    #[serde(default, deserialize_with = "clock")]
    #[schema(value_type = String, required)]
    start_time: Option<WallTime>,
    #[serde(default, deserialize_with = "clock")]
    #[schema(value_type = String, required)]
    end_time: Option<WallTime>,
    #[serde(default)]
    is_recurring: Option<bool>,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    specific_date: Option<Date>,
    /// False takes the hours away.
    #[serde(default)]
    is_active: Option<bool>,
}

impl Sent {
    pub fn slots(self, at: Now, entropy: &Entropy) -> Result<Vec<Slot>, Invalid> {
        let sent = match self {
            Self::Week(slots) => slots,
            Self::One(slot) => vec![*slot],
        };
        sent.into_iter().map(|slot| slot.slot(SlotId::fresh(at, entropy))).collect()
    }
}

impl SentSlot {
    fn slot(self, fresh: SlotId) -> Result<Slot, Invalid> {
        let missing = |field| move || Invalid::new(field, "is missing");
        let start = self.start_time.ok_or_else(missing("start_time"))?;
        let end = self.end_time.ok_or_else(missing("end_time"))?;
        let (id, when) = (self.id.unwrap_or(fresh), self.when()?);
        Ok(Slot { id, when, hours: WallHours::new(start, end)?, active: self.is_active.unwrap_or(true) })
    }

    fn when(&self) -> Result<When, Invalid> {
        match (self.is_recurring, self.specific_date, self.day_of_week) {
            (Some(false) | None, Some(date), _) => Ok(When::Date(date)),
            (Some(false), None, _) => Err(Invalid::new("specific_date", "is needed where is_recurring is false")),
            (_, _, Some(day @ 0..=6)) => Ok(When::Weekly(day)),
            _ => Err(Invalid::new("day_of_week", "must be from 0 (Sunday) to 6")),
        }
    }
}

/// By hand: an untagged enum would lose which field of which slot is wrong.
impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Either)
    }
}

struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a slot, an array of slots, or an object with slots")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Sent, A::Error> {
        let mut slots = Vec::new();
        while let Some(slot) = seq.next_element()? {
            slots.push(slot);
        }
        Ok(Sent::Week(slots))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Sent, A::Error> {
        let mut slot = SentSlot::deserialize(MapAccessDeserializer::new(map))?;
        Ok(match slot.slots.take() {
            Some(slots) => Sent::Week(slots),
            None => Sent::One(Box::new(slot)),
        })
    }
}

impl PartialSchema for Sent {
    fn schema() -> RefOr<Schema> {
        let slot = || Ref::from_schema_name(SentSlot::name());
        let slots = || ArrayBuilder::new().items(slot());
        let object = ObjectBuilder::new().property("slots", slots()).required("slots");
        AnyOfBuilder::new().item(slots()).item(object).item(slot()).into()
    }
}

impl ToSchema for Sent {
    fn schemas(known: &mut Vec<(String, RefOr<Schema>)>) {
        known.push((SentSlot::name().into_owned(), SentSlot::schema()));
        SentSlot::schemas(known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<(bool, Vec<Slot>), String> {
        let sent: Sent = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let replaces = matches!(sent, Sent::Week(_));
        let slots = sent.slots(Now::at("2026-11-20T10:00:00Z"), &Entropy::seeded(1));
        slots.map(|slots| (replaces, slots)).map_err(|bad| bad.field.to_owned())
    }

    const MONDAY: &str = r#"{"day_of_week":1,"start_time":"09:00","end_time":"17:00:00","is_recurring":true}"#;

    #[test]
    fn an_array_or_slots_replace_and_one_object_adds() {
        assert!(read(&format!("[{MONDAY}]")).unwrap().0);
        assert!(read(&format!(r#"{{"slots":[{MONDAY},{MONDAY}]}}"#)).unwrap().0);
        let (replaces, slots) = read(MONDAY).unwrap();
        assert!(!replaces);
        assert_eq!(slots[0].when, When::Weekly(1));
        assert_eq!(read("[]").unwrap(), (true, Vec::new()));
    }

    #[test]
    fn a_date_makes_a_slot_that_days() {
        let dated = r#"{"specific_date":"2026-12-24","start_time":"09:00","end_time":"10:00","day_of_week":4}"#;
        assert_eq!(read(dated).unwrap().1[0].when, When::Date("2026-12-24".parse().unwrap()));
        let weekly = r#"{"specific_date":null,"start_time":"22:00","end_time":"00:00","day_of_week":0}"#;
        let slot = &read(weekly).unwrap().1[0];
        assert_eq!((slot.when, slot.hours.end.minutes()), (When::Weekly(0), 1440));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(read(r#"{"day_of_week":7,"start_time":"09:00","end_time":"10:00"}"#).unwrap_err(), "day_of_week");
        assert_eq!(read(r#"{"day_of_week":1,"start_time":"10:00","end_time":"09:00"}"#).unwrap_err(), "end_time");
        assert_eq!(read(r#"{"day_of_week":1,"end_time":"09:00"}"#).unwrap_err(), "start_time");
        let clock = read(r#"{"day_of_week":1,"start_time":"9:00","end_time":"10:00"}"#).unwrap_err();
        assert!(clock.starts_with("must be a time such as 09:30"), "{clock}");
        let undated = r#"{"is_recurring":false,"start_time":"09:00","end_time":"10:00"}"#;
        assert_eq!(read(undated).unwrap_err(), "specific_date");
    }
}
