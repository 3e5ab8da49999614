//! Which starts are free: what the hours offer, less what is taken and what the rules refuse.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Availability, Rules, open};
use crate::calendar::Calendar;
use crate::problem::Invalid;
use crate::time::{Now, Span, next_day, previous_day, utc_day};

/// A session's length where neither mentor nor caller says one.
const USUAL: u16 = 60;

impl Rules {
    /// The length asked for, if the mentor offers it; the mentor's first, if none is asked for.
    pub fn length(&self, asked: Option<u16>) -> Result<u16, Invalid> {
        let minutes = asked.unwrap_or_else(|| self.lengths.first().copied().unwrap_or(USUAL));
        let bad = |issue: String| Err(Invalid::new("duration", issue));
        match () {
            () if !(5..=720).contains(&minutes) => bad("must be from 5 to 720 minutes".to_owned()),
            () if !self.lengths.is_empty() && !self.lengths.contains(&minutes) => {
                bad(format!("a session of this mentor lasts {:?} minutes", self.lengths))
            }
            () => Ok(minutes),
        }
    }
}

impl Availability {
    /// The starts within `span` that could be booked now, `Desk::book`'s own rules applied.
    pub fn free(&self, span: Span, minutes: u16, calendar: &Calendar, now: Now) -> Vec<Timestamp> {
        let soonest = now.plus(SignedDuration::from_mins(self.rules.notice.into()));
        let latest = now.plus(SignedDuration::from_hours(24 * i64::from(self.rules.window_days)));
        let bookable = |start: &Timestamp| *start > now.0 && *start >= soonest && *start <= latest;
        let mut starts = self.starts(span, minutes, |session| !calendar.free(session, None));
        starts.retain(|start| bookable(start) && self.has_room(*start, calendar));
        starts
    }

    fn has_room(&self, start: Timestamp, calendar: &Calendar) -> bool {
        self.rules.per_day.is_none_or(|most| calendar.sessions_on(self.zone.wall(start).date()) < most)
    }

    /// The starts within `span` at which a session of `minutes` is open and, with the buffers, clear
    /// of `busy`: on the mentor's steps, counted from the beginning of each stretch of hours.
    pub fn starts(&self, span: Span, minutes: u16, busy: impl Fn(Span) -> bool) -> Vec<Timestamp> {
        let around = span.padded(DAY, DAY); // a session may begin before `span` ends and end after it
        let stretches = self.stretches(around);
        let open = open(&stretches, around);
        let rules = &self.rules;
        let free = |start: Timestamp| {
            let end = Now(start).plus(SignedDuration::from_mins(minutes.into()));
            let before = &open[..open.partition_point(|open| open.start <= start)];
            let session =
                Span::new(start, end).filter(|session| before.last().is_some_and(|open| open.contains(*session)));
            session.is_some_and(|session| !busy(session.padded(rules.buffer_before, rules.buffer_after)))
        };
        let offered = stretches.iter().flat_map(|stretch| steps(*stretch, rules.step));
        let mut starts: Vec<_> =
            offered.filter(|start| span.start <= *start && *start < span.end && free(*start)).collect();
        starts.sort();
        starts.dedup();
        starts
    }
}

/// The UTC days whose rows decide what is free in `span`: buffers reach four hours out, and the count
/// of a day stands under the mentor's own date, which is up to 14 hours ahead of UTC or 12 behind.
pub fn days_around(span: Span) -> (Date, Date) {
    let first = utc_day(Now(span.start).minus(SignedDuration::from_hours(12)));
    let last = utc_day(Now(span.end).plus(SignedDuration::from_hours(14)));
    (first, last)
}

const DAY: u16 = 24 * 60;

fn steps(stretch: Span, step: u16) -> impl Iterator<Item = Timestamp> {
    let step = SignedDuration::from_mins(i64::from(step.max(1)));
    let next = move |start: &Timestamp| Timestamp::from_duration(start.as_duration().checked_add(step)?).ok();
    std::iter::successors(Some(stretch.start), next).take_while(move |start| *start < stretch.end)
}

/// The dates that a wall clock anywhere can show within `span`.
pub(super) fn dates(first: Date, last: Date) -> impl Iterator<Item = Date> {
    let (first, last) = (previous_day(first), next_day(last));
    let following = move |date: &Date| Some(next_day(*date)).filter(|next| next > date && *next <= last);
    std::iter::successors(Some(first), following)
}
