//! Instants, stretches of time and zones. Everything is UTC inside; a zone and a wall time are kept
//! where a person chose them.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::problem::Invalid;

/// The instant a request is about: the event's own, never the machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Now(pub Timestamp);

impl Now {
    /// From milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Self {
        Self(Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// From RFC 3339 text, for tests: what does not parse is 1970.
    pub fn at(text: &str) -> Self {
        Self(text.parse().unwrap_or(Timestamp::UNIX_EPOCH))
    }

    pub fn plus(self, by: SignedDuration) -> Timestamp {
        let end = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_duration(self.0.as_duration().saturating_add(by)).unwrap_or(end)
    }

    pub fn minus(self, by: SignedDuration) -> Timestamp {
        self.plus(-by)
    }

    /// Seconds since 1970.
    pub fn second(self) -> i64 {
        self.0.as_second()
    }
}

/// A stretch of time, start included, end not; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: Timestamp,
    pub end: Timestamp,
}

/// Fifteen minutes of a UTC day, 0 to 95: the grain of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    pub day: Date,
    pub index: u8,
}

const QUARTER: i64 = 15 * 60;
const DAY: i64 = 24 * 60 * 60;
/// Of a day.
const QUARTERS: i64 = DAY / QUARTER;

impl Span {
    pub fn new(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    pub fn minutes(self) -> i64 {
        self.end.duration_since(self.start).as_mins()
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Longer by so many minutes at each end.
    pub fn padded(self, before: u16, after: u16) -> Self {
        Self {
            start: Now(self.start).minus(SignedDuration::from_mins(before.into())),
            end: Now(self.end).plus(SignedDuration::from_mins(after.into())),
        }
    }

    /// Every quarter of an hour that it touches, in order.
    pub fn quarters(self) -> impl Iterator<Item = Quarter> {
        self.by_day().flat_map(|(day, indexes)| indexes.map(move |index| Quarter { day, index }))
    }

    /// The same, day by day.
    pub(crate) fn by_day(self) -> impl Iterator<Item = (Date, RangeInclusive<u8>)> {
        let first = self.start.as_second().div_euclid(QUARTER);
        let last = (self.end.as_second() + i64::from(self.end.subsec_nanosecond() > 0) - 1).div_euclid(QUARTER);
        let days = first.div_euclid(QUARTERS)..=last.div_euclid(QUARTERS);
        let by_day = days.map(move |number| {
            let day = utc_day(Timestamp::from_second(number * DAY).unwrap_or_default());
            let index = |quarter: i64| u8::try_from((quarter - number * QUARTERS).clamp(0, QUARTERS - 1));
            (day, index(first).unwrap_or_default()..=index(last).unwrap_or_default())
        });
        by_day.filter(|(_, indexes)| !indexes.is_empty())
    }

    /// The UTC days that it touches, in order.
    pub fn days(self) -> Vec<Date> {
        self.by_day().map(|(day, _)| day).collect()
    }
}

impl Quarter {
    /// The stretch that it is.
    pub fn span(self) -> Span {
        let midnight =
            Offset::UTC.to_timestamp(self.day.to_datetime(jiff::civil::Time::midnight())).unwrap_or_default();
        let start = midnight.as_second() + i64::from(self.index) * QUARTER;
        let at = |second| Timestamp::from_second(second).unwrap_or_default();
        Span { start: at(start), end: at(start + QUARTER) }
    }
}

/// The UTC date of an instant.
pub fn utc_day(at: Timestamp) -> Date {
    Offset::UTC.to_datetime(at).date()
}

/// The day after, or the same at the end of time.
pub fn next_day(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// The day before, or the same at the beginning of time.
pub fn previous_day(day: Date) -> Date {
    day.checked_sub(1.day()).unwrap_or(day)
}

/// An IANA time zone, `Africa/Cairo`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

impl Zone {
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // `Etc/Unknown` is found, and is no zone: it would be kept under another name.
        let zone = TimeZone::get(text.trim()).ok().filter(|zone| !zone.is_unknown());
        zone.map(Self).ok_or_else(|| Invalid::new("timezone", "must be an IANA time zone, such as Africa/Cairo"))
    }

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    pub fn tz(&self) -> &TimeZone {
        &self.0
    }

    /// The instant of a wall time: one that does not exist is an error, one that is there twice is
    /// the first (ruling 16).
    pub fn resolve(&self, wall: DateTime) -> Result<Timestamp, Invalid> {
        let zoned = self.0.to_ambiguous_timestamp(wall);
        if zoned.offset().is_gap() {
            return Err(Invalid::new("start_time", format!("{wall} does not exist in {}", self.name())));
        }
        zoned.earlier().map_err(|_| Invalid::new("start_time", "is out of range"))
    }

    /// The wall time at an instant.
    pub fn wall(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at)
    }
}

impl TryFrom<String> for Zone {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

crate::text::string_schema!(Zone, "iana-zone");

trait Gap {
    fn is_gap(&self) -> bool;
}

impl Gap for jiff::tz::AmbiguousOffset {
    fn is_gap(&self) -> bool {
        matches!(self, Self::Gap { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: &str, end: &str) -> Span {
        Span::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_stretch_between_quarters_takes_every_quarter_it_touches() {
        let quarters: Vec<u8> =
            span("2026-11-20T10:05:00Z", "2026-11-20T10:31:00Z").quarters().map(|q| q.index).collect();
        assert_eq!(quarters, [40, 41, 42]);
    }

    #[test]
    fn a_stretch_across_midnight_touches_two_days() {
        let across = span("2026-11-20T23:45:00Z", "2026-11-21T00:15:00Z");
        assert_eq!(across.days().len(), 2);
        assert_eq!(across.quarters().map(|q| q.index).collect::<Vec<_>>(), [95, 0]);
    }

    #[test]
    fn the_unknown_zone_is_no_zone() {
        assert!(Zone::parse("Etc/Unknown").is_err());
        assert_eq!(Zone::parse("us/eastern").unwrap().name(), "US/Eastern");
    }

    #[test]
    fn a_wall_time_that_the_clock_skips_is_an_error() {
        let zone = Zone::parse("America/New_York").unwrap();
        assert!(zone.resolve("2026-03-08T02:30:00".parse().unwrap()).is_err());
    }

    #[test]
    fn a_wall_time_that_comes_twice_is_the_first() {
        let zone = Zone::parse("America/New_York").unwrap();
        assert_eq!(zone.resolve("2026-11-01T01:30:00".parse().unwrap()).unwrap().to_string(), "2026-11-01T05:30:00Z");
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let at = |time: &str| Now::at(&format!("2026-11-20T{time}:00Z")).0;
        let span = |from, to| Span::new(at(from), at(to)).unwrap();
        let morning = span("09:00", "10:00");
        assert!(morning.overlaps(span("09:59", "11:00")) && span("09:59", "11:00").overlaps(morning));
        assert!(!morning.overlaps(span("10:00", "11:00")) && !span("10:00", "11:00").overlaps(morning));
    }

    #[test]
    fn a_quarter_is_its_fifteen_minutes_and_a_span_has_those_it_touches() {
        let span = Span::new(Now::at("2026-11-20T09:30:00Z").0, Now::at("2026-11-20T09:45:00.5Z").0).unwrap();
        let quarters: Vec<Quarter> = span.quarters().collect();
        assert_eq!(quarters.iter().map(|quarter| quarter.index).collect::<Vec<_>>(), [38, 39]);
        assert_eq!(quarters[0].span().start.to_string(), "2026-11-20T09:30:00Z");
        assert_eq!(quarters[0].span().end.to_string(), "2026-11-20T09:45:00Z");
        assert_eq!(String::from(Zone::parse("Africa/Cairo").unwrap()), "Africa/Cairo");
    }
}
