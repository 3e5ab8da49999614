//! What we sign ourselves: one-click links, calendars, links and codes of challenges.

use domain::account::Purpose;
use domain::id::ChallengeId;
use domain::{BookingId, UserId, signed};

use crate::stage::{USER, now, secret};

pub(crate) const BOOKING: &str = "bkg_01kae00000e008000000000001";
pub(crate) const CHALLENGE: &str = "chl_01kae00000e008000000000001";

/// A token opens what it was made for, and is then the one that we make.
pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (booking, user): (BookingId, UserId) = (BOOKING.parse().expect("an id"), USER.parse().expect("an id"));
    let answers = signed::answers(secret(), text, booking, now());
    let feeds = signed::feeds(secret(), text);
    let links = [Purpose::SignIn, Purpose::ResetPassword].map(|purpose| signed::links(secret(), text, purpose));
    let opened = [answers.is_some(), feeds.is_some(), links[0].is_some(), links[1].is_some(), code(text)];
    assert!(opened.iter().filter(|opened| **opened).count() <= 1, "a token is good for one thing");
    assert!(feeds.is_none_or(|of| of == user && text == signed::feed(secret(), user)), "only ours open");
    opened.contains(&true)
}

fn code(text: &str) -> bool {
    let challenge: ChallengeId = CHALLENGE.parse().expect("an id");
    let good = signed::is_code(secret(), challenge, Purpose::SignIn, text);
    assert_eq!(good, text.trim() == signed::code(secret(), challenge, Purpose::SignIn));
    good
}
