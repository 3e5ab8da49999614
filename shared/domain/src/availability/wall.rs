//! Hours of a wall clock, and the instants at which it shows them.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::problem::Invalid;
use crate::time::{Span, Zone};

/// A time of day to the minute, 00:00 to 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallTime(u16);

/// From one time of day to a later one of the same date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WallHours {
    pub start: WallTime,
    pub end: WallTime,
}

impl WallTime {
    /// `09:30` or `09:30:00`; `24:00` is the end of the day.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Invalid> {
        let bad = || Invalid::new(field, "must be a time such as 09:30");
        let mut parts =
            text.trim().split(':').map(|part| (part.len() == 2).then(|| part.parse::<u16>().ok()).flatten());
        let (Some(Some(hour)), Some(Some(minute))) = (parts.next(), parts.next()) else { return Err(bad()) };
        let second = parts.next().unwrap_or(Some(0));
        let good = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
        if good && second == Some(0) && parts.next().is_none() { Ok(Self(hour * 60 + minute)) } else { Err(bad()) }
    }

    /// Minutes since midnight, 0 to 1440.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for WallTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}:00", self.0 / 60, self.0 % 60)
    }
}

impl WallHours {
    /// An end of midnight is the day's end.
    pub fn new(start: WallTime, end: WallTime) -> Result<Self, Invalid> {
        let end = if end.0 == 0 { WallTime(24 * 60) } else { end };
        if start < end { Ok(Self { start, end }) } else { Err(Invalid::new("end_time", "must be after start_time")) }
    }

    /// Overlap or touch.
    pub fn meets(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Sorted, and apart: what overlaps or touches is one.
pub(super) fn joined(mut hours: Vec<WallHours>) -> Vec<WallHours> {
    hours.sort();
    let mut apart: Vec<WallHours> = Vec::with_capacity(hours.len());
    for next in hours {
        match apart.last_mut() {
            Some(last) if last.meets(next) => *last = last.join(next),
            _ => apart.push(next),
        }
    }
    apart
}

/// What a zone's clock does for some days: stretches of one offset each, so that whatever it shows within one is
/// plain arithmetic.
pub(super) struct Clock(Vec<(Span, Offset)>);

impl Clock {
    /// What it does within `span`.
    pub fn within(zone: &Zone, Span { start: from, end: to }: Span) -> Self {
        let mut edges = vec![from];
        edges.extend(zone.tz().following(from).map(|change| change.timestamp()).take_while(|edge| *edge < to));
        edges.push(to);
        let pieces = edges.windows(2).filter_map(|pair| Span::new(pair[0], pair[1]));
        Self(pieces.map(|piece| (piece, zone.tz().to_offset(piece.start))).collect())
    }

    /// The stretches in which it shows `hours` of `date`: one, or more where the clock goes back, or none where it
    /// skips them all.
    pub fn instants(&self, date: Date, hours: WallHours) -> impl Iterator<Item = Span> {
        let midnight = date.to_datetime(Time::midnight());
        let wall = move |at: WallTime| midnight.saturating_add(SignedDuration::from_mins(at.0.into()));
        let (start, end) = (wall(hours.start), wall(hours.end));
        self.0.iter().filter_map(move |(piece, offset)| {
            let shown = |at: DateTime| offset.to_timestamp(at).ok();
            Span::new(shown(start)?.max(piece.start), shown(end)?.min(piece.end))
        })
    }
}
