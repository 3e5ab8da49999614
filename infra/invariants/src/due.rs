//! Each due row is the one that its booking names, and each booking's is there.

use domain::booking::{Booking, Status};
use domain::due::Due;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let missing = house.bookings.values().filter_map(|booking| {
        let due = booking.due.as_ref()?;
        let there = house.due.contains_key(&keys::due(due));
        unless(there, Rule::DueMissing, [keys::booking(booking.id), keys::due(due)])
    });
    let of_nothing = house.due.iter().filter_map(|(key, due)| {
        let named = house.bookings.get(&due.booking).is_some_and(|booking| booking.due.as_ref() == Some(due));
        unless(named, Rule::DueOfNothing, [key.clone(), keys::booking(due.booking)])
    });
    let for_ever = house.bookings.values().filter_map(|booking| {
        let ends = booking.status != Status::Pending || booking.due == Some(ends(booking));
        unless(ends, Rule::RequestForEver, [keys::booking(booking.id)])
    });
    missing.chain(of_nothing).chain(for_ever).collect()
}

fn ends(booking: &Booking) -> Due {
    Due::expire(booking.id, booking.expires())
}
