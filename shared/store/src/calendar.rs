//! Day rows: taking and releasing quarters of an hour. A row gets one update per transaction, which
//! sets what is new (absent before), removes what is old (ours before) and checks what stays.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::calendar::Day;
use domain::time::{Quarter, Span};
use domain::{BookingId, UserId};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::Error as _;
use serde::de::value::Error;
use uuid::Uuid;

use crate::commit::{CommitError, Guard};
use crate::reader::Reader;
use crate::row::{Item, n, text};
use crate::transact::{Step, Terms, Transaction};
use crate::value::Value;
use crate::{Store, keys};

/// What one transaction does to one day row.
#[derive(Default)]
pub(crate) struct DayChange {
    booking: Option<BookingId>,
    take: BTreeSet<u8>,
    release: BTreeSet<u8>,
    /// By how much the number of sessions that start on this date changes.
    sessions: i32,
    /// The most that there may be.
    most: Option<u16>,
}

impl<'a> Transaction<'a> {
    /// Takes every quarter that `span` touches, on the condition that it is free.
    pub(crate) fn take(self, who: UserId, span: Span, booking: BookingId) -> Self {
        self.mark(who, span, booking, |change, quarter| change.take.insert(quarter))
    }

    /// Gives back every quarter that `span` touches, on the condition that it is this booking's.
    pub(crate) fn release(self, who: UserId, span: Span, booking: BookingId) -> Self {
        self.mark(who, span, booking, |change, quarter| change.release.insert(quarter))
    }

    /// Counts one session more on the mentor's own date, on the condition that there is room.
    pub(crate) fn count_session(mut self, who: UserId, date: Date, most: Option<u16>) -> Self {
        let change = self.days.entry((who, date)).or_default();
        change.sessions += 1;
        change.most = most;
        self
    }

    /// One session less.
    pub(crate) fn uncount_session(mut self, who: UserId, date: Date) -> Self {
        self.days.entry((who, date)).or_default().sessions -= 1;
        self
    }

    fn mark(mut self, who: UserId, span: Span, booking: BookingId, mark: impl Fn(&mut DayChange, u8) -> bool) -> Self {
        for Quarter { day, index } in span.quarters() {
            let change = self.days.entry((who, day)).or_default();
            change.booking = Some(booking);
            mark(change, index);
        }
        self
    }

    /// Every action, day rows last, and the store that sends them.
    pub(crate) fn steps(mut self) -> Result<(&'a Store, Vec<Step>), CommitError> {
        for ((who, date), change) in std::mem::take(&mut self.days) {
            let (update, terms) = change.words();
            if !update.is_empty() {
                self = self.update(Guard::Quarters(who), &keys::day(who, date), update, &terms);
            }
        }
        match self.flaw {
            Some(flaw) => Err(flaw.into()),
            None => Ok((self.store, self.steps)),
        }
    }
}

impl DayChange {
    fn words(&self) -> (String, Terms) {
        let mut terms = Terms::default();
        let mut conditions = Vec::new();
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        for quarter in self.take.union(&self.release) {
            let name = attribute(*quarter);
            match (self.take.contains(quarter), self.release.contains(quarter)) {
                (true, false) => {
                    conditions.push(format!("attribute_not_exists({name})"));
                    set.push(format!("{name} = :id"));
                }
                (false, true) => {
                    conditions.push(format!("{name} = :id"));
                    remove.push(name);
                }
                _ => conditions.push(format!("{name} = :id")),
            }
        }
        if let (Some(booking), false) = (self.booking, conditions.is_empty()) {
            terms = terms.value(":id", marked(booking));
        }
        if self.sessions != 0 {
            set.push("#sessions = if_not_exists(#sessions, :none) + :more".to_owned());
            terms = terms.name("#sessions", "sessions").value(":none", n(0)).value(":more", n(self.sessions));
        }
        if let (1, Some(most)) = (self.sessions, self.most) {
            conditions.push("(attribute_not_exists(#sessions) OR #sessions < :most)".to_owned());
            terms = terms.value(":most", n(most));
        }
        terms.condition = conditions.join(" AND ");
        let clause = |word: &str, parts: Vec<String>| {
            if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
        };
        (format!("{}{}", clause("SET", set), clause("REMOVE", remove)), terms)
    }
}

/// `s38`: the quarter from 09:30 UTC.
fn attribute(quarter: u8) -> String {
    format!("s{quarter}")
}

/// The quarter that an attribute is the mark of.
fn quarter(attribute: &str) -> Option<u8> {
    attribute.strip_prefix('s')?.parse().ok()
}

/// A day row straight from the table's answer: a fortnight of them is most of what a mentor's free time is read from.
pub(crate) fn read_day(row: &mut Reader<'_>) -> Result<(Date, Day), Error> {
    let (mut date, mut day) = (None, Day::default());
    row.object(|row, name| {
        match (name, quarter(name)) {
            ("sk", _) => {
                date = String::deserialize(Value(row))?.strip_prefix("day#").and_then(|date| date.parse().ok());
            }
            // Counted down further than up is none, and no reason to show nobody a free hour.
            ("sessions", _) => day.sessions = u16::try_from(i64::deserialize(Value(row))?).unwrap_or(0),
            (_, Some(quarter)) => _ = day.taken.insert(quarter, Uuid::deserialize(Value(row))?.into()),
            _ => _ = row.value()?,
        }
        Ok(())
    })?;
    Ok((date.ok_or_else(|| Error::custom("a day row without its date"))?, day))
}

/// Has somebody but `booking` a quarter of `span` in this day row?
pub(crate) fn held_by_others(row: &Item, span: Span, booking: BookingId) -> bool {
    let date = text(row, "sk").and_then(|sk| sk.strip_prefix("day#")?.parse().ok());
    let mut quarters = span.quarters().filter(|quarter| Some(quarter.day) == date);
    quarters.any(|quarter| row.get(&attribute(quarter.index)).is_some_and(|mark| *mark != marked(booking)))
}

fn marked(booking: BookingId) -> AttributeValue {
    AttributeValue::B(Blob::new(booking.uuid().as_bytes()))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::row::number;

    #[test]
    fn a_shift_removes_the_old_sets_the_new_and_checks_what_stays() {
        let change = DayChange {
            booking: Some(uuid::Uuid::nil().into()),
            take: [41, 42].into(),
            release: [40, 41].into(),
            ..DayChange::default()
        };
        let (update, terms) = change.words();
        assert_eq!(update, "SET s42 = :id REMOVE s40 ");
        assert_eq!(terms.condition, "s40 = :id AND s41 = :id AND attribute_not_exists(s42)");
    }

    #[test]
    fn sessions_are_counted_up_to_the_most_and_down_without_a_condition() {
        let more = DayChange { sessions: 1, most: Some(4), ..DayChange::default() }.words();
        assert_eq!(more.0, "SET #sessions = if_not_exists(#sessions, :none) + :more ");
        assert_eq!(more.1.condition, "(attribute_not_exists(#sessions) OR #sessions < :most)");
        assert_eq!((number(&more.1.values, ":more"), number(&more.1.values, ":most")), (Some(1), Some(4)));
        let less = DayChange { sessions: -1, most: Some(4), ..DayChange::default() }.words();
        assert_eq!((less.1.condition.as_str(), number(&less.1.values, ":more")), ("", Some(-1)));
        let same = DayChange { most: Some(4), ..DayChange::default() }.words();
        assert_eq!((same.0.as_str(), same.1.condition.as_str(), same.1.values.len()), ("", "", 0));
    }

    #[test]
    fn a_day_row_reads_back_as_marks_and_a_count() {
        let id = |n: u8| BookingId::from(Uuid::from_bytes([n; 16]));
        let read = |row: &str| read_day(&mut Reader::new(row));
        let row = format!(
            r#"{{"pk":{{"S":"usr_1"}},"s38":{{"B":"{}"}},"sk":{{"S":"day#2026-11-20"}},"sessions":{{"N":"2"}},"seen":{{"BOOL":true}}}}"#,
            STANDARD.encode([1; 16]),
        );
        let day = Day { taken: [(38, id(1))].into(), sessions: 2 };
        assert_eq!(read(&row).unwrap(), ("2026-11-20".parse().unwrap(), day));
        let below = read(r#"{"sk":{"S":"day#2026-11-20"},"sessions":{"N":"-1"}}"#).unwrap();
        assert_eq!(below.1, Day::default());
        assert!(read(r#"{"sk":{"S":"day#2026-11-20"},"s1":{"N":"1"}}"#).is_err());
        assert!(read("{}").is_err() && read(r#"{"sk":{"S":"day#today"}}"#).is_err());
    }

    #[test]
    fn a_booking_is_in_the_way_of_others_where_its_marks_are() {
        let id = |n: u8| BookingId::from(Uuid::from_bytes([n; 16]));
        let row = Item::from([
            ("sk".to_owned(), crate::row::s("day#2026-11-20")),
            ("s38".to_owned(), marked(id(1))),
            ("s39".to_owned(), marked(id(2))),
        ]);
        let at = |time: &str| format!("2026-11-{time}:00Z").parse().unwrap();
        let held = |from, to, by| held_by_others(&row, Span::new(at(from), at(to)).unwrap(), by);
        assert!(held("20T09:30", "20T10:00", id(1)));
        assert!(!held("20T09:30", "20T09:45", id(1)));
        assert!(!held("20T10:00", "20T10:15", id(3)));
        assert!(!held("21T09:30", "21T10:00", id(3)));
    }
}
