//! Seeds that only code can make, since they are signed or hashed. They lie in `fuzz/corpus` beside
//! those that somebody wrote, and a test says when they are not what the code makes today.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Purpose;
use domain::signed::{answer, code, feed, link};
use store::Cursor;

use crate::link::{BOOKING, CHALLENGE};
use crate::stage::{USER, now, secret, signed, token_of};

/// A file of a target's corpus.
pub struct Seed {
    pub target: &'static str,
    pub name: &'static str,
    pub text: String,
}

/// All of them.
pub fn seeds() -> Vec<Seed> {
    let of = |target, seeds: Vec<(&'static str, String)>| {
        seeds.into_iter().map(move |(name, text)| Seed { target, name, text })
    };
    of("token", tokens()).chain(of("link", links())).chain(of("cursor", cursors())).collect()
}

fn tokens() -> Vec<(&'static str, String)> {
    let ours = signed();
    let (head, rest) = ours.split_once('.').unwrap_or_default();
    let (claims, mac) = rest.split_once('.').unwrap_or_default();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT","kid":"fuzzed"}"#);
    let symmetric = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT","kid":"fuzzed"}"#);
    vec![
        ("ours", ours.to_owned()),
        ("of_another_key", token_of(8, now().0.as_second())),
        ("expired", token_of(7, now().0.as_second() - 3600)),
        ("alg_none", format!("{none}.{claims}.")),
        ("alg_hs256", format!("{symmetric}.{claims}.{mac}")),
        ("cut", format!("{head}.{claims}")),
    ]
}

fn links() -> Vec<(&'static str, String)> {
    let (booking, user) = (BOOKING.parse().expect("an id"), USER.parse().expect("an id"));
    let challenge = CHALLENGE.parse().expect("an id");
    let until = |seconds| now().plus(jiff::SignedDuration::from_secs(seconds));
    vec![
        ("answer", answer(secret(), booking, 3, until(60))),
        ("answer_too_late", answer(secret(), booking, 3, until(0))),
        ("feed", feed(secret(), user)),
        ("link", link(secret(), challenge, Purpose::SignIn)),
        ("code", code(secret(), challenge, Purpose::SignIn)),
    ]
}

fn cursors() -> Vec<(&'static str, String)> {
    let at = |question: &str, place: &str| format!("{question}\n{}", Cursor::at(place).write(question));
    vec![
        ("bookings", at("bookings mentor pending", "pending#2026-11-20T16:00:00Z#bkg_01kae00000e008000000000001")),
        ("beginning", at("mentors", "")),
        ("of_another_list", at("mentors", "ada").replacen("mentors", "mentees", 1)),
        ("control", at("mentors", "ada\u{0}")),
        ("long", at("mentors", &"a".repeat(1025))),
    ]
}
