//! A row as what its key says it is. A shape that is not here is of no known kind: a new entity is added to
//! [`Row`], and whatever must hold of it to a check.

use domain::BookingId;
use domain::UserId;
use domain::account::audit::Audit;
use domain::account::challenge::Challenge;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::account::registry::Member;
use domain::account::{Account, Status};
use domain::alert::{Alert, Alerted};
use domain::announcement::Announcement;
use domain::availability::Availability;
use domain::booking::Booking;
use domain::chat::{Chat, Former, Message, Report};
use domain::connection::{Connection, Connections, Ticket};
use domain::due::Due;
use domain::event::Event;
use domain::frame::Frame;
use domain::id::{ChatId, MessageId};
use domain::mentor::Mentor;
use domain::notice::{Inbox, Notice};
use domain::preference::Preferences;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use store::keys::{self, Key};
use store::{Favourite, Item, Membership, Place, Said};

use crate::Rule;

/// A row, read.
pub enum Row {
    Account(Account),
    Gate(UserId, Gate),
    Session(Session),
    Mentor(Mentor),
    Hours(UserId, Availability),
    /// What is written of a mentor's tokens.
    Words(UserId, Written),
    Day(UserId, Date, Day),
    Favourite(UserId, Favourite),
    Identity(Identity),
    Latest(Challenge),
    Challenge(Challenge),
    Google(String, UserId),
    Number(u64, UserId),
    Member(Member),
    Booking(Booking),
    Due(Due),
    Event(Event),
    /// An event that failed waits under a due time.
    Retry(Event),
    Dead,
    Silence,
    Walked,
    Admins(BTreeSet<UserId>),
    Counter,
    /// An idempotency key's.
    Answer(UserId),
    Audit(Audit),
    /// A token of a mentor, a word of an account.
    Word(Found),
    /// A word of a message.
    Said(Said),
    Rate,
    Chat(Chat),
    Message(Message),
    /// What a message of this place said before.
    Former(ChatId, u64, Former),
    Place(MessageId, Place),
    Report(Report),
    /// Two have met.
    Met,
    Typing,
    /// A chat in a person's list, or in all admins'.
    Membership(Option<UserId>, Membership),
    Connections(UserId, Connections),
    Connection(Connection),
    Ticket(Ticket),
    /// What a person was told.
    Frame(UserId, Frame),
    /// The last place of a person's sequence, and what of it is unread.
    Inbox(UserId, Inbox),
    Notice(UserId, Notice),
    /// What somebody wants to be told.
    Preferences(UserId),
    Alert(Alert),
    Alerted(Alerted),
    /// An announcement, where everybody looks or one mentee.
    Announcement(Option<UserId>, Announcement),
}

/// What bites at once.
#[derive(Deserialize)]
pub struct Gate {
    pub status: Status,
    #[serde(default)]
    pub era: u32,
}

/// The marks of a day, and how many of a mentor's sessions start on it.
#[derive(Default)]
pub struct Day {
    pub marks: BTreeMap<u8, BookingId>,
    pub sessions: i64,
}

#[derive(Deserialize)]
pub struct Written {
    pub tokens: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
pub struct Found {
    #[serde(alias = "mentor")]
    pub user: UserId,
    pub shared: usize,
}

#[derive(Deserialize)]
struct Whose {
    user: UserId,
}

#[derive(Deserialize)]
struct Admins {
    #[serde(default)]
    ids: BTreeSet<UserId>,
}

impl Row {
    /// What this row is.
    pub fn read(key: &Key, item: &Item) -> Result<Self, Rule> {
        let (pk, sk) = (key.pk.as_str(), key.sk.as_str());
        if let Ok(user) = pk.parse() {
            return of_person(user, sk, item);
        }
        if let Some((user, _)) = pk.split_once("#key#").filter(|_| sk == "key") {
            return user.parse().map(Self::Answer).map_err(|_| Rule::Unreadable);
        }
        if let Some(user) = pk.strip_suffix("#told") {
            return told(user.parse().map_err(|_| Rule::Unreadable)?, sk, item);
        }
        if let Some(user) = pk.strip_suffix("#announcements") {
            return Ok(Self::Announcement(Some(user.parse().map_err(|_| Rule::Unreadable)?), value(item)?));
        }
        if let Some(user) = pk.strip_suffix("#notices") {
            return Ok(Self::Notice(user.parse().map_err(|_| Rule::Unreadable)?, value(item)?));
        }
        match (pk.split(['#', '_']).next().unwrap_or_default(), sk) {
            ("email", "email") => value(item).map(Self::Identity),
            ("email", sk) if sk.starts_with("challenge#") => value(item).map(Self::Latest),
            ("google", "google") => Ok(Self::Google(after(pk), value::<Whose>(item)?.user)),
            ("number", "number") => {
                let number = after(pk).parse().map_err(|_| Rule::Unreadable)?;
                Ok(Self::Number(number, value::<Whose>(item)?.user))
            }
            ("member", "member") => value(item).map(Self::Member),
            ("chl", "challenge") => value(item).map(Self::Challenge),
            ("bkg", "booking") => value(item).map(Self::Booking),
            ("cht", sk) => of_chat(pk.parse().map_err(|_| Rule::Unreadable)?, sk, item),
            ("msg", "place") => Ok(Self::Place(pk.parse().map_err(|_| Rule::Unreadable)?, value(item)?)),
            ("rpt", "report") => value(item).map(Self::Report),
            ("support", _) => value(item).map(|listed| Self::Membership(None, listed)),
            ("admins", "admins") => Ok(Self::Admins(value::<Admins>(item)?.ids)),
            ("counter", "counter") => Ok(Self::Counter),
            ("audit", sk) if sk.starts_with("aud_") => value(item).map(Self::Audit),
            ("find", _) if pk.starts_with(keys::SAID) => value(item).map(Self::Said),
            ("find", _) => value(item).map(Self::Word),
            ("connection", "connection") => value(item).map(Self::Connection),
            ("ticket", "ticket") => value(item).map(Self::Ticket),
            ("alr", "alert") => value(item).map(Self::Alert),
            ("alr", _) => value(item).map(Self::Alerted),
            ("announcements", _) => value(item).map(|one| Self::Announcement(None, one)),
            ("timer", "walked") => Ok(Self::Walked),
            _ => passing(pk, sk, item),
        }
    }
}

fn of_person(user: UserId, sk: &str, item: &Item) -> Result<Row, Rule> {
    match sk.split('#').next().unwrap_or_default() {
        "account" => value(item).map(Row::Account),
        "gate" => value(item).map(|gate| Row::Gate(user, gate)),
        "session" => value(item).map(Row::Session),
        "mentor" => value(item).map(Row::Mentor),
        "availability" => value(item).map(|hours| Row::Hours(user, hours)),
        "search" => value(item).map(|written| Row::Words(user, written)),
        "preferences" => value::<Preferences>(item).map(|_| Row::Preferences(user)),
        "connections" => value(item).map(|open| Row::Connections(user, open)),
        "chat" => value(item).map(|listed| Row::Membership(Some(user), listed)),
        "favourite" => value(item).map(|favourite| Row::Favourite(user, favourite)),
        "day" => {
            let date = after(sk).parse().map_err(|_| Rule::Unreadable)?;
            day(item).map(|day| Row::Day(user, date, day)).ok_or(Rule::Unreadable)
        }
        _ => Err(Rule::UnknownRow),
    }
}

fn told(user: UserId, sk: &str, item: &Item) -> Result<Row, Rule> {
    match sk {
        "last" => value(item).map(|inbox| Row::Inbox(user, inbox)),
        _ => value(item).map(|frame| Row::Frame(user, frame)),
    }
}

fn of_chat(chat: ChatId, sk: &str, item: &Item) -> Result<Row, Rule> {
    let mut parts = sk.split('#');
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("chat", None) => value(item).map(Row::Chat),
        ("m", Some(_)) => value(item).map(Row::Message),
        ("h", Some(place)) => {
            let place = place.parse().map_err(|_| Rule::Unreadable)?;
            value(item).map(|former| Row::Former(chat, place, former))
        }
        ("met", None) => Ok(Row::Met),
        ("typing", None) => Ok(Row::Typing),
        _ => Err(Rule::UnknownRow),
    }
}

/// What comes and goes.
fn passing(pk: &str, sk: &str, item: &Item) -> Result<Row, Rule> {
    let event = || value::<Event>(item).map_err(|_| Rule::UnknownEvent);
    match pk.split('#').next().unwrap_or_default() {
        "outbox" if sk.starts_with("evt_") => event().map(Row::Event),
        "due" if sk.contains("#retry#") => event().map(Row::Retry),
        "due" => value(item).map(Row::Due),
        // What stands here is for somebody to look at, whatever it is.
        "dead" => Ok(Row::Dead),
        "silence" => Ok(Row::Silence),
        "rate" => Ok(Row::Rate),
        _ => Err(Rule::UnknownRow),
    }
}

/// What stands after the first `#`.
fn after(key: &str) -> String {
    key.split_once('#').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

fn value<T: DeserializeOwned>(item: &Item) -> Result<T, Rule> {
    serde_dynamo::from_item(item.clone()).map_err(|_| Rule::Unreadable)
}

fn day(item: &Item) -> Option<Day> {
    let mut day = Day::default();
    for (name, value) in item {
        if name == "sessions" {
            day.sessions = value.as_n().ok()?.parse().ok()?;
        } else if let Some(quarter) = name.strip_prefix('s').and_then(|quarter| quarter.parse().ok()) {
            let id = uuid::Uuid::from_slice(value.as_b().ok()?.as_ref()).ok()?;
            day.marks.insert(quarter, id.into());
        }
    }
    Some(day)
}
