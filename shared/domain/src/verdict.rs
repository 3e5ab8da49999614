//! What comes of a due row: it proposes, and the booking as it is now decides.

use crate::booking::{Booking, Status};
use crate::due::{Due, What};
use crate::event::News;
use crate::time::Now;

/// What is to be done about a due row.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The request lapses: the booking after that.
    Expire(Box<Booking>),
    /// The reminder leaves: the booking with the next one due, and which words it has.
    Remind(Box<Booking>, News),
    /// A reminder that comes after the start is not sent: the booking without it.
    TooLate(Box<Booking>),
    /// The row is not this booking's any more.
    Drop,
    /// Not yet.
    Leave,
}

/// The verdict on `due` at `now`.
pub fn on(due: &Due, booking: Option<&Booking>, now: Now) -> Verdict {
    let Some(booking) = booking.filter(|booking| booking.due.as_ref() == Some(due)) else { return Verdict::Drop };
    if now.0 < due.at {
        return Verdict::Leave;
    }
    match due.what {
        What::Expire => booking.clone().expire(now).map_or(Verdict::Leave, |after| Verdict::Expire(Box::new(after))),
        What::RemindDay | What::RemindHour | What::RemindSoon => remind(due.what, booking, now),
    }
}

fn remind(what: What, booking: &Booking, now: Now) -> Verdict {
    if booking.status != Status::Confirmed {
        return Verdict::Drop;
    }
    let after = Box::new(booking.clone().reminded(now));
    if booking.span.start <= now.0 {
        return Verdict::TooLate(after);
    }
    let news = match (what, after.due.map(|next| next.what)) {
        (What::RemindSoon, _) => News::RemindSoon,
        (_, Some(What::RemindHour)) => News::RemindDay,
        // A day's reminder that is an hour's by now, because nobody walked in between, says so.
        _ => News::RemindHour,
    };
    Verdict::Remind(after, news)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::sample;

    fn confirmed() -> (Booking, Due) {
        let mut booking = sample(Status::Confirmed);
        let due = Due::next_reminder(booking.id, booking.span.start, booking.asked).unwrap();
        booking.due = Some(due);
        (booking, due)
    }

    #[test]
    fn a_reminder_leaves_once_and_the_next_one_comes() {
        let (booking, due) = confirmed();
        let now = Now::at("2026-11-22T10:00:30Z");
        let Verdict::Remind(after, News::RemindDay) = on(&due, Some(&booking), now) else { panic!() };
        assert_eq!(on(&due, Some(&after), now), Verdict::Drop);
        let next = after.due.unwrap();
        assert_eq!(on(&next, Some(&after), now), Verdict::Leave);
        let Verdict::Remind(soon, News::RemindHour) = on(&next, Some(&after), Now(next.at)) else { panic!() };
        let last = soon.due.unwrap();
        let Verdict::Remind(done, News::RemindSoon) = on(&last, Some(&soon), Now(last.at)) else { panic!() };
        assert_eq!(done.due, None);
    }

    #[test]
    fn a_late_walk_sends_one_reminder_and_none_after_the_start() {
        let (booking, due) = confirmed();
        let late = on(&due, Some(&booking), Now::at("2026-11-23T09:57:00Z"));
        assert!(matches!(late, Verdict::Remind(after, News::RemindHour) if after.due.is_none()));
        let over = on(&due, Some(&booking), Now::at("2026-11-23T10:00:00Z"));
        assert!(matches!(over, Verdict::TooLate(after) if after.due.is_none()));
    }

    #[test]
    fn a_cancelled_moved_or_vanished_session_reminds_nobody() {
        let (booking, due) = confirmed();
        let now = Now(due.at);
        assert_eq!(on(&due, None, now), Verdict::Drop);
        assert_eq!(on(&due, Some(&Booking { due: None, ..booking.clone() }), now), Verdict::Drop);
        let moved = Due { at: due.at + jiff::SignedDuration::from_mins(15), ..due };
        assert_eq!(on(&due, Some(&Booking { due: Some(moved), ..booking.clone() }), now), Verdict::Drop);
        assert_eq!(on(&due, Some(&Booking { status: Status::CancelledByMentee, ..booking }), now), Verdict::Drop);
    }

    #[test]
    fn a_request_lapses_at_its_time_and_not_before() {
        let request = sample(Status::Pending);
        let due = Due::expire(request.id, request.expires());
        let request = Booking { due: Some(due), ..request };
        assert_eq!(on(&due, Some(&request), Now::at("2026-11-22T09:59:59Z")), Verdict::Leave);
        let Verdict::Expire(after) = on(&due, Some(&request), Now(due.at)) else { panic!() };
        assert_eq!((after.status, after.due, after.version), (Status::Expired, None, 2));
    }
}
