//! A person's taken time: one day row per UTC day, one mark per quarter of an hour, each naming the
//! booking that took it. The rows *are* the locks: a write sets its marks on the condition that each
//! is absent, so no overlap can be stored.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::id::BookingId;
use crate::time::Span;

/// One person's day rows, as far as they were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar(BTreeMap<Date, Day>);

/// One day row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// Quarter index -> who has it.
    pub taken: BTreeMap<u8, BookingId>,
    /// How many sessions start on this date of the mentor's own wall calendar.
    pub sessions: u16,
}

impl FromIterator<(Date, Day)> for Calendar {
    fn from_iter<D: IntoIterator<Item = (Date, Day)>>(days: D) -> Self {
        Self(days.into_iter().collect())
    }
}

impl Calendar {
    /// The bookings that hold part of `span`, each once.
    pub fn holders(&self, span: Span) -> Vec<BookingId> {
        let mut holders: Vec<BookingId> = self.marks(span).collect();
        holders.sort();
        holders.dedup();
        holders
    }

    /// Is all of `span` free, but for what `but` holds itself?
    pub fn free(&self, span: Span, but: Option<BookingId>) -> bool {
        self.marks(span).all(|holder| Some(holder) == but)
    }

    fn marks(&self, span: Span) -> impl Iterator<Item = BookingId> {
        let days = span.by_day().filter_map(|(date, quarters)| Some((self.0.get(&date)?, quarters)));
        days.flat_map(|(day, quarters)| day.taken.range(quarters).map(|(_, holder)| *holder))
    }

    /// Without the marks of one booking.
    pub fn free_of(&mut self, booking: BookingId) {
        for day in self.0.values_mut() {
            day.taken.retain(|_, holder| *holder != booking);
        }
    }

    /// With one session less that starts on this date of the mentor's.
    pub fn uncount(&mut self, date: Date) {
        if let Some(day) = self.0.get_mut(&date) {
            day.sessions = day.sessions.saturating_sub(1);
        }
    }

    /// Sessions that start on this date of the mentor's.
    pub fn sessions_on(&self, date: Date) -> u16 {
        self.0.get(&date).map_or(0, |day| day.sessions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, Now};

    #[test]
    fn a_taken_quarter_is_not_free_except_to_its_holder() {
        let id = BookingId::fresh(Now::at("2026-11-20T00:00:00Z"), &Entropy::seeded(3));
        let span = Span::new("2026-11-20T10:00:00Z".parse().unwrap(), "2026-11-20T10:30:00Z".parse().unwrap()).unwrap();
        let calendar =
            Calendar::from_iter([("2026-11-20".parse().unwrap(), Day { taken: [(41, id)].into(), sessions: 1 })]);
        assert!(!calendar.free(span, None));
        assert!(calendar.free(span, Some(id)));
        assert_eq!(calendar.holders(span), [id]);
    }

    #[test]
    fn a_booking_that_leaves_takes_its_own_marks_and_its_count_with_it() {
        let now = Now::at("2026-11-20T00:00:00Z");
        let entropy = Entropy::seeded(3);
        let (gone, stays) = (BookingId::fresh(now, &entropy), BookingId::fresh(now, &entropy));
        let date = "2026-11-20".parse().unwrap();
        let mut calendar =
            Calendar::from_iter([(date, Day { taken: [(40, gone), (41, gone), (42, stays)].into(), sessions: 2 })]);
        calendar.free_of(gone);
        calendar.uncount(date);
        let left = Calendar::from_iter([(date, Day { taken: [(42, stays)].into(), sessions: 1 })]);
        assert_eq!(calendar, left);
    }
}
