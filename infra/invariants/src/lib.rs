//! What must be true of the raw rows after anything at all: one pure function over a whole table. The tests
//! ask it of every cloud when they leave it, an operator of a deployment (`main.rs`).

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed"))]

use std::fmt;

use store::Item;
use store::keys::Key;

mod calendars;
mod chats;
mod connected;
mod due;
mod gone;
mod house;
mod mentors;
mod notices;
mod people;
mod placed;
mod row;
mod rule;
mod sessions;
mod words;

use house::House;
pub use rule::Rule;

/// One promise that the rows break.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    pub rule: Rule,
    /// The rows that it is about, those that are missing included.
    pub keys: Vec<Key>,
}

impl Broken {
    pub(crate) fn new(rule: Rule, keys: impl IntoIterator<Item = Key>) -> Self {
        Self { rule, keys: keys.into_iter().collect() }
    }
}

/// The sentence and the keys as they are: an address or a name may stand in one.
impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.rule)?;
        self.keys.iter().try_for_each(|key| write!(f, " {} / {}", key.pk, key.sk))
    }
}

/// The same without what may be personal: addresses, words and Google's ids are left out.
pub struct Discreet<'a>(pub &'a Broken);

impl fmt::Display for Discreet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.0.rule)?;
        self.0.keys.iter().try_for_each(|key| write!(f, " {} / {}", discreet(&key.pk), discreet_place(key)))
    }
}

/// Ids, instants and the table's own words; everything else of a key is a star.
fn discreet(key: &str) -> String {
    key.split('#').map(|part| if is_ours(part) { part } else { "*" }).collect::<Vec<_>>().join("#")
}

/// The same of a sort key. Where people's own words are, only ids are shown: one of theirs may be one of ours.
fn discreet_place(key: &Key) -> String {
    if !key.pk.starts_with("find#") {
        return discreet(&key.sk);
    }
    key.sk.split('#').map(|part| if is_id(part) { part } else { "*" }).collect::<Vec<_>>().join("#")
}

/// The words that keys are made of.
const WORDS: &[&str] = &[
    "account",
    "gate",
    "session",
    "mentor",
    "availability",
    "day",
    "favourite",
    "email",
    "challenge",
    "google",
    "member",
    "number",
    "booking",
    "due",
    "outbox",
    "retry",
    "dead",
    "timer",
    "walked",
    "silence",
    "admins",
    "counter",
    "accounts",
    "key",
    "audit",
    "find",
    "said",
    "search",
    "rate",
    "connection",
    "connections",
    "ticket",
    "told",
    "last",
    "notices",
    "alert",
    "announcements",
    "all",
    "students",
    "preferences",
    "remind_soon",
    "chat",
    "chats",
    "support",
    "direct",
    "place",
    "report",
    "met",
    "typing",
    "m",
    "h",
    "admin",
    "student",
    "active",
    "inactive",
    "suspended",
    "sign_in",
    "confirm_email",
    "reset_password",
    "latest",
    "expire",
    "remind_day",
    "remind_hour",
];

fn is_ours(part: &str) -> bool {
    let time = part.starts_with("20") && part.bytes().all(|b| b.is_ascii_digit() || b"-:TZ".contains(&b));
    let count = part.len() <= 8 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    WORDS.contains(&part) || is_id(part) || time || count
}

fn is_id(part: &str) -> bool {
    let id =
        |(kind, id): (&str, &str)| kind.len() == 3 && id.len() == 26 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    part.split_once('_').is_some_and(id)
}

/// Everything that is not as it must be, each once, in order. No rows are no house and break nothing.
pub fn broken(rows: &[Item]) -> Vec<Broken> {
    let (house, mut broken) = House::of(rows);
    for check in [
        people::check,
        sessions::check,
        calendars::check,
        due::check,
        mentors::check,
        words::check,
        connected::check,
        notices::check,
        chats::check,
        gone::check,
    ] {
        broken.extend(check(&house));
    }
    broken.sort();
    broken.dedup();
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discreet_key_has_ids_and_no_addresses() {
        let key = |pk, sk| Broken::new(Rule::Unreadable, [Key::new(pk, sk)]);
        let said = |broken: &Broken| Discreet(broken).to_string();
        let id = "usr_01h455vb4pex5vsknk084sn02q";
        assert!(said(&key("email#ada@example.org", "email")).ends_with(": email#* / email"));
        assert!(said(&key(id, "day#2026-11-24")).ends_with(&format!(": {id} / day#2026-11-24")));
        assert!(said(&key("find#mentor", "lovelace#usr_01h455vb4pex5vsknk084sn02q")).contains(" / *#usr_"));
        let pin = key("find#said#support", "support#1234#msg_01h455vb4pex5vsknk084sn02q");
        assert!(said(&pin).ends_with("find#said#support / *#*#msg_01h455vb4pex5vsknk084sn02q"));
        assert!(said(&key("rate#login#192.0.2.1", "29")).ends_with("rate#*#* / 29"));
    }
}
