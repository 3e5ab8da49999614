//! One side's bookings, latest start first. The index stands by status, so a filter reads nothing
//! that it does not return; without a filter the statuses are read side by side and merged.

use std::collections::BTreeMap;

use domain::booking::{Booking, Side, Status};
use domain::{BookingId, UserId};
use strum::IntoEnumIterator;

use crate::read::{LAST, Stretch};
use crate::row::Row;
use crate::{Cursor, Listed, Page, ReadError, Store, keys};

/// Whose bookings, and which of them.
#[derive(Clone, Debug)]
pub struct ListBookings {
    pub who: UserId,
    /// The mentor's list or the mentee's.
    pub side: Side,
    pub status: Option<Status>,
    pub after: Option<Cursor>,
    pub limit: usize,
}

/// A `BatchGetItem` takes this many.
const MOST_KEYS: usize = 100;

impl Store {
    /// A page of bookings, for showing.
    pub async fn bookings(&self, list: &ListBookings) -> Result<Page<Listed<Booking>>, ReadError> {
        let statuses: Vec<Status> = list.status.map_or_else(|| Status::iter().collect(), |status| vec![status]);
        let parts = statuses.into_iter().map(|status| self.bookings_in(list, status));
        let mut rows = each_once(futures::future::try_join_all(parts).await?.into_iter().flatten());
        rows.sort_by_key(|booking| std::cmp::Reverse((booking.span.start, booking.id)));
        let page = Page::cut(rows, list.limit, |booking| keys::booking_place(booking.span.start, booking.id));
        Ok(page.map(Listed::new))
    }

    /// Several bookings by id, each named once, as they are now; absent ones are left out.
    pub async fn bookings_by_id(&self, ids: &[BookingId]) -> Result<Vec<Booking>, ReadError> {
        let mut found = Vec::with_capacity(ids.len());
        for some in ids.chunks(MOST_KEYS) {
            let wanted: Vec<_> = some.iter().map(|id| keys::booking(*id)).collect();
            found.extend(self.get_rows(&wanted, true).await?.into_values());
        }
        found.iter().map(Row::read).collect()
    }

    async fn bookings_in(&self, list: &ListBookings, status: Status) -> Result<Vec<Booking>, ReadError> {
        let prefix = keys::status_prefix(status);
        let after = list.after.as_ref().map(|cursor| format!("{prefix}{}", cursor.place()));
        let (index, pk) = match list.side {
            Side::Mentee => ("gsi2", keys::mentee_list(list.who)),
            Side::Mentor | Side::Admin => ("gsi1", keys::mentor_list(list.who)),
        };
        let stretch = Stretch {
            index: Some(index),
            pk,
            between: (prefix.clone(), format!("{prefix}{LAST}")),
            after: after.as_deref(),
            descending: true,
            limit: i32::try_from(list.limit + 1).unwrap_or(i32::MAX),
        };
        self.list(&stretch).await
    }
}

/// The statuses are not read at one instant, so a booking that moves on meanwhile may be found in two of
/// them: it is shown as it became.
fn each_once(rows: impl Iterator<Item = Booking>) -> Vec<Booking> {
    let mut latest: BTreeMap<BookingId, Booking> = BTreeMap::new();
    for row in rows {
        if latest.get(&row.id).is_none_or(|other| other.version < row.version) {
            latest.insert(row.id, row);
        }
    }
    latest.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::booking;
    use super::*;

    #[test]
    fn a_booking_that_is_found_twice_is_shown_once_as_it_became() {
        let (first, second) = (booking(), Booking { status: Status::Confirmed, version: 2, ..booking() });
        for rows in [[&first, &second], [&second, &first]] {
            assert_eq!(each_once(rows.into_iter().cloned()), std::slice::from_ref(&second));
        }
    }
}
