//! When a mentor can be asked: weekly hours and dated ones on the mentor's own wall clock, dates
//! with other hours, time away, and the rules of asking. One row per mentor.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::id::SlotId;
use crate::problem::Invalid;
use crate::text::Reason;
use crate::time::{Span, Zone};

mod change;
mod free;
mod wall;
pub use free::days_around;
use wall::Clock;
pub use wall::{WallHours, WallTime};

/// All of one mentor's availability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Availability {
    pub zone: Zone,
    pub slots: Vec<Slot>,
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    #[serde(default)]
    pub away: Vec<Away>,
    #[serde(default)]
    pub rules: Rules,
    /// Grows with every edit.
    pub version: u32,
}

/// A stretch of the wall clock on which the mentor can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    pub id: SlotId,
    pub when: When,
    pub hours: WallHours,
    pub active: bool,
}

/// On which days a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// Every week; 0 is Sunday (ruling 17).
    Weekly(u8),
    Date(Date),
}

/// A date with hours of its own, in place of all others; none means closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exception {
    pub date: Date,
    pub hours: Vec<WallHours>,
}

/// Out of office: from the first date to the last, both included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Away {
    pub from: Date,
    pub to: Date,
    #[serde(default)]
    pub reason: Reason,
}

/// How this mentor may be asked. Minutes unless the name says otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Rules {
    /// The lengths a session may have; any from 5 to 720 where none is named.
    pub lengths: Vec<u16>,
    pub buffer_before: u16,
    pub buffer_after: u16,
    /// The least time between asking and the start.
    pub notice: u32,
    /// How many days ahead may be booked.
    pub window_days: u16,
    /// The most sessions on one of the mentor's dates.
    pub per_day: Option<u16>,
    /// How far apart the offered starts are.
    pub step: u16,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            lengths: Vec::new(),
            buffer_before: 0,
            buffer_after: 0,
            notice: 0,
            window_days: 365,
            per_day: None,
            step: 30,
        }
    }
}

/// The most slots, exceptions and absences that one row holds.
pub const MOST_SLOTS: usize = 100;

impl Rules {
    /// The rules as a mentor may set them, or what is wrong with them.
    pub fn check(self) -> Result<Self, Invalid> {
        let bad = |field, issue: &str| Err(Invalid::new(field, issue));
        match () {
            () if self.lengths.len() > 10 => bad("lengths", "at most 10 lengths"),
            () if self.lengths.iter().any(|m| !(5..=720).contains(m)) => bad("lengths", "each from 5 to 720 minutes"),
            () if self.buffer_before > 240 => bad("bufferBefore", "at most 240 minutes"),
            () if self.buffer_after > 240 => bad("bufferAfter", "at most 240 minutes"),
            () if self.notice > 60 * 24 * 60 => bad("notice", "at most 60 days, in minutes"),
            () if !(1..=730).contains(&self.window_days) => bad("windowDays", "from 1 to 730 days"),
            () if self.per_day == Some(0) => bad("perDay", "at least 1, or null"),
            () if !(5..=240).contains(&self.step) => bad("step", "from 5 to 240 minutes"),
            () => Ok(self),
        }
    }
}

impl Availability {
    /// Of a mentor who has set nothing yet.
    pub fn none(zone: Zone) -> Self {
        Self { zone, slots: Vec::new(), exceptions: Vec::new(), away: Vec::new(), rules: Rules::default(), version: 0 }
    }

    /// The stretches within `span` in which the mentor can be asked: sorted, apart, each as long as
    /// it can be. An instant belongs to them exactly when the mentor's wall clock shows it to.
    pub fn open(&self, span: Span) -> Vec<Span> {
        open(&self.stretches(span), span)
    }

    /// The hours of every date that `span` touches, as far as they are in it, in the order of dates.
    fn stretches(&self, span: Span) -> Vec<Span> {
        let clock = Clock::within(&self.zone, span);
        let dates = free::dates(self.zone.wall(span.start).date(), self.zone.wall(span.end).date());
        let hours =
            dates.flat_map(|date| wall::joined(self.hours_on(date)).into_iter().map(move |hours| (date, hours)));
        hours.flat_map(|(date, hours)| clock.instants(date, hours)).collect()
    }

    /// Does one open stretch hold all of `span`?
    pub fn covers(&self, span: Span) -> bool {
        self.open(span).contains(&span)
    }

    fn hours_on(&self, date: Date) -> Vec<WallHours> {
        if self.away.iter().any(|away| away.from <= date && date <= away.to) {
            return Vec::new();
        }
        if let Some(exception) = self.exceptions.iter().find(|exception| exception.date == date) {
            return exception.hours.clone();
        }
        self.slots.iter().filter(|slot| slot.active && slot.when.falls_on(date)).map(|slot| slot.hours).collect()
    }
}

impl When {
    fn falls_on(self, date: Date) -> bool {
        match self {
            Self::Weekly(day) => weekday(date) == day,
            Self::Date(only) => only == date,
        }
    }

    fn order(self) -> (u8, Option<Date>) {
        match self {
            Self::Weekly(day) => (day, None),
            Self::Date(date) => (7, Some(date)),
        }
    }
}

/// 0 is Sunday.
pub fn weekday(date: Date) -> u8 {
    u8::try_from(date.weekday().since(Weekday::Sunday)).unwrap_or(0)
}

fn open(stretches: &[Span], within: Span) -> Vec<Span> {
    merge(stretches.iter().filter_map(|stretch| clip(*stretch, within)).collect())
}

fn clip(piece: Span, within: Span) -> Option<Span> {
    Span::new(piece.start.max(within.start), piece.end.min(within.end))
}

fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
