//! Day rows: taking and releasing quarters of an hour. A row gets one update per transaction, which
//! sets what is new (absent before), removes what is old (ours before) and checks what stays.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::calendar::{Calendar, Day};
use domain::time::{Quarter, Span};
use domain::{BookingId, UserId};
use jiff::civil::Date;

use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::row::{Item, n, number};
use crate::transact::{Step, Terms, Transaction};
use crate::{ReadError, Store};

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
            terms = terms.value(":id", AttributeValue::B(Blob::new(booking.uuid().as_bytes())));
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

/// The calendar in a person's day rows.
pub(crate) fn read_calendar<'r>(rows: impl IntoIterator<Item = &'r Item>) -> Result<Calendar, ReadError> {
    let mut calendar = Calendar::default();
    for row in rows {
        let date = crate::row::text(row, "sk").and_then(|sk| sk.strip_prefix("day#")?.parse().ok());
        calendar.set(date.ok_or_else(|| ReadError::shape("a day row without its date"))?, read_day(row)?);
    }
    Ok(calendar)
}

/// Has somebody but `booking` a quarter of `span` in this day row?
pub(crate) fn held_by_others(row: &Item, span: Span, booking: BookingId) -> bool {
    let day = read_calendar([row]).unwrap_or_default();
    day.holders(span).into_iter().any(|holder| holder != booking)
}

fn read_day(row: &Item) -> Result<Day, ReadError> {
    let mut day = Day { sessions: number(row, "sessions").unwrap_or(0), ..Day::default() };
    for (name, value) in row {
        let Some(quarter) = name.strip_prefix('s').and_then(|index| index.parse::<u8>().ok()) else { continue };
        let id = value.as_b().ok().and_then(|blob| uuid::Uuid::from_slice(blob.as_ref()).ok());
        day.taken.insert(quarter, id.ok_or_else(|| ReadError::shape("a mark without its booking"))?.into());
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let id = |n: u8| BookingId::from(uuid::Uuid::from_bytes([n; 16]));
        let mark = |n: u8| AttributeValue::B(Blob::new([n; 16]));
        let row = Item::from([
            ("sk".to_owned(), crate::row::s("day#2026-11-20")),
            ("s38".to_owned(), mark(1)),
            ("s39".to_owned(), mark(2)),
            ("sessions".to_owned(), n(2)),
        ]);
        let mut calendar = Calendar::default();
        let date = "2026-11-20".parse().unwrap();
        calendar.set(date, Day { taken: [(38, id(1)), (39, id(2))].into(), sessions: 2 });
        assert_eq!(read_calendar([&row]).unwrap(), calendar);
        let at = |time: &str| format!("2026-11-20T{time}:00Z").parse().unwrap();
        let held = |from, to, by| held_by_others(&row, Span::new(at(from), at(to)).unwrap(), by);
        assert!(held("09:30", "10:00", id(1)));
        assert!(!held("09:30", "09:45", id(1)));
        assert!(!held("10:00", "10:15", id(3)));
        let broken = Item::from([("sk".to_owned(), crate::row::s("day#2026-11-20")), ("s1".to_owned(), n(1))]);
        assert!(read_calendar([&broken]).is_err() && read_calendar([&Item::new()]).is_err());
    }
}
