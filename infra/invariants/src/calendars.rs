//! The calendars and the bookings that hold time: each quarter names its booking, each booking its quarters.

use std::collections::BTreeMap;

use domain::booking::Booking;
use domain::{BookingId, UserId};
use jiff::civil::Date;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

/// Who holds which quarter of whose day.
type Marks = BTreeMap<(UserId, Date, u8), BookingId>;

pub fn check(house: &House) -> Vec<Broken> {
    let (wanted, mut broken) = wanted(house);
    let there: Marks = house
        .days
        .iter()
        .flat_map(|((user, date), day)| {
            day.marks.iter().map(move |(quarter, booking)| ((*user, *date, *quarter), *booking))
        })
        .collect();
    broken.extend(differing(&wanted, &there, Rule::NotMarked));
    broken.extend(differing(&there, &wanted, Rule::MarkOfNothing));
    broken.extend(counts(house));
    broken.extend(house.bookings.values().filter_map(|booking| of_nobody(house, booking)));
    broken
}

fn wanted(house: &House) -> (Marks, Vec<Broken>) {
    let (mut marks, mut broken) = (Marks::new(), Vec::new());
    for booking in house.bookings.values().filter(|booking| booking.status.holds_time()) {
        for (who, span) in [(booking.mentor, booking.held), (booking.mentee, booking.span)] {
            for quarter in span.quarters() {
                let before = marks.insert((who, quarter.day, quarter.index), booking.id);
                let both = before.into_iter().chain([booking.id]).map(keys::booking);
                broken.extend(unless(before.is_none(), Rule::Overlap, both));
            }
        }
    }
    (marks, broken)
}

/// The marks of one that the other has not: a booking and a day each.
fn differing(one: &Marks, other: &Marks, rule: Rule) -> Vec<Broken> {
    let alone = one.iter().filter(|(quarter, booking)| other.get(quarter) != Some(booking));
    alone.map(|((who, date, _), id)| Broken::new(rule, [keys::booking(*id), keys::day(*who, *date)])).collect()
}

/// What the limit of a day counts by: sessions by the mentor's own date.
fn counts(house: &House) -> Vec<Broken> {
    let mut wanted: BTreeMap<(UserId, Date), i64> = BTreeMap::new();
    for booking in house.bookings.values().filter(|booking| booking.status.holds_time()) {
        *wanted.entry((booking.mentor, booking.home)).or_default() += 1;
    }
    let there = house.days.iter().map(|(day, row)| (*day, row.sessions)).filter(|(_, sessions)| *sessions != 0);
    let there: BTreeMap<(UserId, Date), i64> = there.collect();
    let days = wanted.keys().chain(there.keys());
    let wrong = days.filter(|day| wanted.get(day) != there.get(day));
    wrong.map(|(who, date)| Broken::new(Rule::DateCount, [keys::day(*who, *date)])).collect()
}

/// Nobody has an hour with somebody who is gone; what is past may name them.
fn of_nobody(house: &House, booking: &Booking) -> Option<Broken> {
    let live = booking.status.is_live();
    let known = |user| if live { house.accounts.contains_key(&user) } else { house.is_or_was(user) };
    let profile = house.mentors.contains_key(&booking.mentor) || house.gone.contains(&booking.mentor);
    unless(
        known(booking.mentor) && known(booking.mentee) && profile,
        Rule::BookingOfNobody,
        [keys::booking(booking.id), keys::account(booking.mentor), keys::account(booking.mentee)],
    )
}
