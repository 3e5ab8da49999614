//! Who may move a booking where, and when.

use strum::Display;

use super::{Booking, BookingError, Rating, Status};
use crate::due::Due;
use crate::id::UserId;
use crate::role::{Role, Roles};
use crate::text::{Feedback, HttpsUrl, Platform, Reason};
use crate::time::{Now, Span};

/// Which part somebody has in a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display)]
#[strum(serialize_all = "lowercase")]
pub enum Side {
    Mentor,
    Mentee,
    Admin,
}

/// What somebody wants a booking to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Confirm,
    Decline,
    Cancel,
    Complete,
    /// This side did not come.
    NoShow(Side),
}

impl Booking {
    /// The caller's part in it; none for a stranger, to whom it does not exist.
    pub fn side_of(&self, caller: UserId, roles: Roles) -> Option<Side> {
        match () {
            () if caller == self.mentor => Some(Side::Mentor),
            () if caller == self.mentee => Some(Side::Mentee),
            () if roles.has(Role::Admin) => Some(Side::Admin),
            () => None,
        }
    }

    /// The booking after `answer` from `side`, or why it stays.
    pub fn answer(self, side: Side, answer: Answer, reason: Reason, now: Now) -> Result<Self, BookingError> {
        let next = self.next_status(side, answer)?;
        self.in_time(answer, now)?;
        let due = if next == Status::Confirmed { Due::next_reminder(self.id, self.span.start, now.0) } else { None };
        Ok(Self { status: next, reason, due, ..self.touched(now) })
    }

    fn next_status(&self, side: Side, answer: Answer) -> Result<Status, BookingError> {
        use Status::{CancelledByAdmin, CancelledByMentee, CancelledByMentor, Completed, Confirmed, Declined, Pending};
        let next = match (answer, side) {
            (Answer::Confirm, Side::Mentor | Side::Admin) => Confirmed,
            (Answer::Decline, Side::Mentor | Side::Admin) => Declined,
            (Answer::Complete, Side::Mentor | Side::Admin) => Completed,
            (Answer::Cancel, Side::Mentor) => CancelledByMentor,
            (Answer::Cancel, Side::Mentee) => CancelledByMentee,
            (Answer::Cancel, Side::Admin) => CancelledByAdmin,
            (Answer::NoShow(Side::Mentor), _) => Status::NoShowByMentor,
            (Answer::NoShow(_), Side::Mentor | Side::Admin) => Status::NoShowByMentee,
            (_, Side::Mentee) => return Err(BookingError::NotYours("Only the mentor can do this.")),
        };
        let from = match answer {
            Answer::Confirm | Answer::Decline => self.status == Pending,
            Answer::Cancel => self.status.is_live(),
            Answer::Complete | Answer::NoShow(_) => self.status == Confirmed,
        };
        if from { Ok(next) } else { Err(self.illegal(next)) }
    }

    fn in_time(&self, answer: Answer, now: Now) -> Result<(), BookingError> {
        let started = self.span.start <= now.0;
        match answer {
            Answer::Complete | Answer::NoShow(_) if !started => Err(BookingError::NotStarted),
            Answer::Confirm if self.lapsed(now) => Err(self.illegal(Status::Confirmed)),
            Answer::Cancel if started && self.status == Status::Confirmed => Err(BookingError::AlreadyStarted),
            _ => Ok(()),
        }
    }

    /// A request that nobody answered in time.
    pub fn expire(self, now: Now) -> Result<Self, BookingError> {
        if !self.lapsed(now) {
            return Err(self.illegal(Status::Expired));
        }
        Ok(Self { status: Status::Expired, due: None, ..self.touched(now) })
    }

    /// At another time. The mentor's move stands; the mentee's is a request again.
    pub(crate) fn moved(self, side: Side, span: Span, held: Span, now: Now) -> Result<Self, BookingError> {
        if !self.status.is_live() || self.lapsed(now) {
            return Err(self.illegal_to("moved"));
        }
        if self.span.start <= now.0 {
            return Err(BookingError::AlreadyStarted);
        }
        let status = if side == Side::Mentee { Status::Pending } else { self.status };
        let asked = if status == Status::Pending { now.0 } else { self.asked };
        let moved = Self { span, held, status, asked, ..self.touched(now) };
        let due = match status {
            Status::Pending => Some(Due::expire(moved.id, moved.expires())),
            _ => Due::next_reminder(moved.id, span.start, now.0),
        };
        Ok(Self { due, ..moved })
    }

    /// With the place where it is held.
    pub fn with_link(self, side: Side, link: HttpsUrl, platform: Platform, now: Now) -> Result<Self, BookingError> {
        match (side, self.status) {
            (Side::Mentee, _) => Err(BookingError::NotYours("Only the mentor can add the meeting link.")),
            (_, Status::Confirmed) => Ok(Self { link: Some(link), platform, ..self.touched(now) }),
            _ => Err(BookingError::NotConfirmed),
        }
    }

    /// Rated, once, by the mentee, after it happened (ruling 20).
    pub fn rated(self, side: Side, rating: Rating, feedback: Feedback, now: Now) -> Result<Self, BookingError> {
        match (side, self.status, self.rating) {
            (Side::Mentor | Side::Admin, ..) => Err(BookingError::NotYours("Only the mentee can rate the session.")),
            (_, Status::Completed, None) => Ok(Self { rating: Some(rating), feedback, ..self.touched(now) }),
            (_, Status::Completed, Some(_)) => Err(BookingError::AlreadyRated),
            _ => Err(BookingError::NotCompleted),
        }
    }

    /// With its reminder sent, and the next one due.
    pub fn reminded(self, now: Now) -> Self {
        let due = Due::next_reminder(self.id, self.span.start, now.0);
        Self { due, ..self }
    }

    fn touched(self, now: Now) -> Self {
        Self { version: self.version + 1, updated: now.0, ..self }
    }

    fn illegal(&self, to: Status) -> BookingError {
        self.illegal_to(to.into())
    }

    fn illegal_to(&self, to: &'static str) -> BookingError {
        BookingError::IllegalMove { from: self.status, to }
    }
}

#[cfg(test)]
#[path = "moves_tests.rs"]
pub(crate) mod tests;
