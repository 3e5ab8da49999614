//! A mentor's page follows its account; hours, favourites and figures follow the mentor.

use std::collections::BTreeMap;

use domain::UserId;
use domain::booking::{Booking, Rating, Status};
use domain::mentor::Mentor;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let mut broken: Vec<Broken> = house.mentors.values().filter_map(|mentor| follows(house, mentor)).collect();
    broken.extend(figures(house));
    broken.extend(house.hours.iter().filter_map(|(user, hours)| {
        let key = keys::availability(*user);
        if !house.accounts.contains_key(user) {
            return Some(Broken::new(Rule::HoursOfNobody, [key]));
        }
        let same = house.mentors.get(user).is_none_or(|mentor| mentor.zone == hours.zone);
        unless(same, Rule::HoursZone, [key, keys::mentor(*user)])
    }));
    broken.extend(house.favourites.iter().filter_map(|(user, mentor)| {
        let mentors = house.mentors.contains_key(mentor) || house.gone.contains(mentor);
        unless(house.is_or_was(*user) && mentors, Rule::FavouriteOfNobody, [keys::favourite(*user, *mentor)])
    }));
    broken
}

/// The same name and number, and shown only while the account is an active mentor's.
fn follows(house: &House, mentor: &Mentor) -> Option<Broken> {
    let key = keys::mentor(mentor.id);
    let Some(account) = house.accounts.get(&mentor.id) else {
        return Some(Broken::new(Rule::MentorOfNobody, [key]));
    };
    let same = mentor.clone().following(account) == *mentor && mentor.number == account.number;
    unless(same, Rule::MentorUnlikeAccount, [key, keys::account(mentor.id)])
}

/// Sessions, stars, ratings.
type Figures = (u32, u32, u32);

fn figures(house: &House) -> Vec<Broken> {
    let mut counted: BTreeMap<UserId, Figures> = BTreeMap::new();
    for booking in house.bookings.values() {
        let (sessions, stars, ratings) = counted.entry(booking.mentor).or_default();
        *sessions += u32::from(booking.status == Status::Completed);
        *stars += stars_of(booking);
        *ratings += u32::from(booking.rating.is_some());
    }
    let wrong = house.mentors.values().filter(|mentor| {
        let said = (mentor.sessions, mentor.rating_sum, mentor.rating_count);
        counted.get(&mentor.id).copied().unwrap_or_default() != said
    });
    wrong.map(|mentor| Broken::new(Rule::Figures, [keys::mentor(mentor.id)])).collect()
}

fn stars_of(booking: &Booking) -> u32 {
    booking.rating.map_or(0, |rating| <u8 as From<Rating>>::from(rating).into())
}
