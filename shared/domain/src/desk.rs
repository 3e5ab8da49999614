//! What is in front of the mentor's secretary when somebody asks for an hour: the profile, the
//! hours, both calendars. `book` reads like what a coordinator would say.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::availability::{Availability, WallTime};
use crate::booking::{Booking, BookingError, Side, Status};
use crate::calendar::Calendar;
use crate::due::Due;
use crate::id::{BookingId, UserId};
use crate::mentor::Mentor;
use crate::text::{Description, Feedback, PersonName, Platform, Reason, Topic};
use crate::time::{Now, Span, Zone};

/// The facts for one decision.
#[derive(Clone, Debug)]
pub struct Desk {
    pub mentor: Mentor,
    pub availability: Availability,
    /// The mentor's taken time.
    pub calendar: Calendar,
    /// The mentee's.
    pub own: Calendar,
    pub mentee_name: PersonName,
}

/// What a mentee asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub mentor: UserId,
    pub time: Asked,
    pub topic: Topic,
    pub description: Description,
}

/// The asked time, as the surface has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// Wall time on one date, in the mentor's zone unless one is named (ruling 16). An end of midnight is the date's own.
    Wall { date: Date, start: WallTime, end: WallTime, zone: Option<Zone> },
    /// An instant and a length in minutes.
    Instant { start: Timestamp, minutes: u16, zone: Option<Zone> },
}

impl Asked {
    /// The UTC days that this can touch in any zone, buffers included.
    pub fn days(&self) -> Vec<Date> {
        let (from, to) = match self {
            Self::Wall { date, .. } => {
                let midnight = jiff::tz::Offset::UTC
                    .to_timestamp(date.to_datetime(jiff::civil::Time::midnight()))
                    .unwrap_or_default();
                (
                    Now(midnight).minus(SignedDuration::from_hours(18)),
                    Now(midnight).plus(SignedDuration::from_hours(42)),
                )
            }
            Self::Instant { start, minutes, .. } => {
                let margin = SignedDuration::from_hours(4);
                (Now(*start).minus(margin), Now(*start).plus(margin + SignedDuration::from_mins((*minutes).into())))
            }
        };
        Span::new(from, to).map_or_else(Vec::new, Span::days)
    }

    /// The stretch it means in the mentor's zone, and the zone it was chosen in.
    fn resolve(&self, home: &Zone) -> Result<(Span, Zone), BookingError> {
        let rule = |field, issue: &str| BookingError::Rule { field, issue: issue.to_owned() };
        match self {
            Self::Wall { date, start, end, zone } => {
                let zone = zone.as_ref().unwrap_or(home);
                let at = |field, minutes: u16| {
                    let wall = date
                        .to_datetime(jiff::civil::Time::midnight())
                        .saturating_add(SignedDuration::from_mins(minutes.into()));
                    zone.resolve(wall).map_err(|invalid| BookingError::Rule { field, issue: invalid.issue })
                };
                let end = if end.minutes() == 0 { 24 * 60 } else { end.minutes() };
                let span = Span::new(at("start_time", start.minutes())?, at("end_time", end)?);
                Ok((span.ok_or_else(|| rule("end_time", "must be after start_time"))?, zone.clone()))
            }
            Self::Instant { start, minutes, zone } => {
                let end = Now(*start).plus(SignedDuration::from_mins((*minutes).into()));
                let span = Span::new(*start, end).ok_or_else(|| rule("duration", "must be at least 1 minute"))?;
                Ok((span, zone.as_ref().unwrap_or(home).clone()))
            }
        }
    }
}

impl Desk {
    /// Takes the stretch for `mentee`, as a request that the mentor has yet to answer.
    pub fn book(&self, id: BookingId, mentee: UserId, ask: Request, now: Now) -> Result<Booking, BookingError> {
        if !self.mentor.is_approved() {
            return Err(BookingError::NoSuchMentor);
        }
        if mentee == self.mentor.id {
            return Err(BookingError::Oneself);
        }
        let (span, zone) = ask.time.resolve(&self.availability.zone)?;
        let held = self.admit(span, now, None)?;
        let booking = Booking {
            id,
            mentor: self.mentor.id,
            mentee,
            mentor_name: self.mentor.name.clone(),
            mentee_name: self.mentee_name.clone(),
            span,
            held,
            home: self.home_date(span),
            zone,
            topic: ask.topic,
            description: ask.description,
            status: Status::Pending,
            reason: Reason::default(),
            link: None,
            platform: Platform::default(),
            rating: None,
            feedback: Feedback::default(),
            asked: now.0,
            updated: now.0,
            due: None,
            version: 1,
        };
        Ok(Booking { due: Some(Due::expire(id, booking.expires())), ..booking })
    }

    /// The booking at another time.
    pub fn reschedule(&self, booking: Booking, side: Side, to: &Asked, now: Now) -> Result<Booking, BookingError> {
        let (span, zone) = to.resolve(&self.availability.zone)?;
        let held = self.admit(span, now, Some(&booking))?;
        Ok(Booking { zone, home: self.home_date(span), ..booking.moved(side, span, held, now)? })
    }

    /// Every rule that a time must pass; returns what the mentor's calendar gives up for it.
    fn admit(&self, span: Span, now: Now, moving: Option<&Booking>) -> Result<Span, BookingError> {
        self.admits(span, now)?;
        if !self.availability.covers(span) {
            return Err(BookingError::NotAvailable);
        }
        let rules = &self.availability.rules;
        let held = span.padded(rules.buffer_before, rules.buffer_after);
        // A courtesy, for a better error: the transaction's conditions decide.
        let but = moving.map(|booking| booking.id);
        if !self.calendar.free(held, but) || !self.own.free(span, but) {
            return Err(BookingError::SlotTaken);
        }
        self.has_room_on(span, moving)?;
        Ok(held)
    }

    fn admits(&self, span: Span, now: Now) -> Result<(), BookingError> {
        let rules = &self.availability.rules;
        let rule = |field, issue: String| Err(BookingError::Rule { field, issue });
        let minutes = span.minutes();
        let notice = now.plus(SignedDuration::from_mins(rules.notice.into()));
        let horizon = now.plus(SignedDuration::from_hours(24 * i64::from(rules.window_days)));
        match () {
            () if span.start <= now.0 => rule("start_time", "must be in the future".into()),
            () if !(5..=720).contains(&minutes) => rule("end_time", "a session lasts from 5 to 720 minutes".into()),
            () if !rules.lengths.is_empty() && !rules.lengths.iter().any(|l| i64::from(*l) == minutes) => {
                rule("end_time", format!("a session of this mentor lasts {:?} minutes", rules.lengths))
            }
            () if span.start < notice => {
                rule("start_time", format!("this mentor asks for {} minutes' notice", rules.notice))
            }
            () if span.start > horizon => rule("session_date", format!("at most {} days ahead", rules.window_days)),
            () => Ok(()),
        }
    }

    /// The per-day limit counts starts on the mentor's own date.
    fn has_room_on(&self, span: Span, moving: Option<&Booking>) -> Result<(), BookingError> {
        let Some(limit) = self.availability.rules.per_day else { return Ok(()) };
        let date = self.home_date(span);
        let stays = moving.is_some_and(|booking| booking.home == date);
        if !stays && self.calendar.sessions_on(date) >= limit { Err(BookingError::DayFull) } else { Ok(()) }
    }

    /// Who holds time that is wanted, in either calendar: if their hold has lapsed, it may be taken over.
    pub fn in_the_way(&self, mentee: UserId, wanted: &Asked) -> Vec<BookingId> {
        let Ok((span, _)) = wanted.resolve(&self.availability.zone) else { return Vec::new() };
        let rules = &self.availability.rules;
        let mut holders = self.calendar.holders(span.padded(rules.buffer_before, rules.buffer_after));
        if mentee != self.mentor.id {
            holders.extend(self.own.holders(span));
        }
        holders.sort();
        holders.dedup();
        holders
    }

    /// The desk once `booking` no longer holds its time.
    pub fn freed_of(&mut self, booking: &Booking) {
        self.calendar.free_of(booking.id);
        self.calendar.uncount(booking.home);
        self.own.free_of(booking.id);
    }

    /// The mentor's own date on which a session starts.
    fn home_date(&self, span: Span) -> Date {
        self.availability.zone.wall(span.start).date()
    }
}

#[cfg(test)]
mod tests;
