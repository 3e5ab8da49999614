//! The map of the table. Ids are written as `TypeID`s, so every key says what it is.
//!
//! | entity | pk | sk | indexes | read by |
//! |---|---|---|---|---|
//! | account | `usr_…` | `account` | gsi3 `accounts#<admin or student>#<status>` / created, id | id; admins' lists |
//! | gate | `usr_…` | `gate` | | id |
//! | login session, refresh family | `usr_…` | `session#ses_…` | | id; a person's sessions |
//! | mentor | `usr_…` | `mentor` | gsi3 `mentors#<approval>` / name, id | id; the list |
//! | availability | `usr_…` | `availability` | | id |
//! | day row | `usr_…` | `day#2026-11-20` | | a person's days, one Query |
//! | favourite | `usr_…` | `favourite#usr_…` | | a person's favourites |
//! | preferences | `usr_…` | `preferences` | | id |
//! | e-mail identity | `email#<address>` | `email` | | address |
//! | latest challenge | `email#<address>` | `challenge#<purpose>` | | address |
//! | Google identity | `google#<sub>` | `google` | | Google's id |
//! | registry member | `member#<address>` | `member` | | address |
//! | number alias | `number#<n>` | `number` | | document 1's integer id |
//! | challenge | `chl_…` | `challenge` | | id |
//! | booking | `bkg_…` | `booking` | gsi1 `usr_…#mentor` and gsi2 `usr_…#mentee` / status, start, id | id; a side's list |
//! | due row | `due#2026-11-20T10` | instant, what, id | | the hour |
//! | event | `outbox#<0-1>` | `evt_…`; `evt_…#<n>` when written anew | | shard |
//! | event to be tried again | `due#2026-11-20T10` | instant, `retry`, `evt_…` | | the hour |
//! | dead letter | `dead` | `evt_…` | | somebody who was woken |
//! | how far the due walk has come | `timer` | `walked` | | itself |
//! | silence | `silence#<0-1>` | `evt_…` | | nobody: an event that an unknown address would have had |
//! | administrators | `admins` | `admins` | | the set of those who can still act |
//! | counter | `counter#accounts` | `counter` | | document 1's next integer id |
//! | idempotency key | `usr_…#key#<hash>` | `key` | | caller and key |
//! | audit | `audit#2026-11` | `aud_…` | | month |
//! | search token | `find#mentor` | token, `usr_…` | | word prefix |
//! | word of a person | `find#accounts#<admin or student>#<status>` | word, `usr_…` | | word prefix |
//! | tokens written of a mentor | `usr_…` | `search` | | id |
//! | connections of a person | `usr_…` | `connections` | | id |
//! | connection | `connection#<id>` | `connection` | | its own messages |
//! | ticket | `ticket#<digest>` | `ticket` | | who has its text |
//! | what a person was told | `usr_…#told` | `e#000000000042` | | a person's, after a sequence |
//! | inbox: where that stands, what of it is unread | `usr_…#told` | `last` | | id |
//! | notice | `usr_…#notices` | `ntc_…` | gsi1 `usr_…#unread`, gsi2 `usr_…#unread#<type>` / place, until it is marked; gsi3 `usr_…#notices#<type>` / `ntc_…` | a person's, newest first |
//! | announcement | `announcements#<audience>`; `usr_…#announcements` of one's mentors | `ann_…` | | an audience's, newest first |
//! | alert | `alr_…` | `alert` | | id |
//! | who is alerted | `alr_…` | `usr_…` | | id; an alert's |
//! | chat | `cht_…` | `chat` | | id |
//! | message | `cht_…` | `m#000000000042` | | a chat's, from a place or before one |
//! | what a message said before | `cht_…` | `h#000000000042#<version>` | | a message's |
//! | where a message is | `msg_…` | `place` | | id; who sends it again |
//! | two have had a booking | `cht_…` of the pair | `met` | | the pair |
//! | who types | `cht_…` | `typing` | | id |
//! | chat in somebody's list | `usr_…`, `support` | `chat#cht_…` | gsi4 `usr_…#chats`, `support#chats` / kind, last said, id | whose, kind |
//! | word of a message, its first 40 | `find#said#usr_…`, `find#said#support` | word, time backwards, `msg_…` | | whose, word prefix |
//! | report of a message | `rpt_…` | `report` | gsi3 `reports#<status>` / reported, id | id; admins' list |
//! | rate window | `rate#<what>#<who>` | window | | who |
//!
//! Indexes `gsi1` to `gsi4`, of the attributes `gsi1pk`, `gsi1sk` and so on, project everything.

use domain::account::{Account, Purpose};
use domain::announcement::Audience;
use domain::booking::{Booking, Status};
use domain::connection::ConnectionId;
use domain::due::Due;
use domain::email::Email;
use domain::id::{AlertId, AuditId, BookingId, ChallengeId, EventId, Id, NoticeId, SessionId, UserId};
use domain::mentor::{Approval, Mentor};
use domain::notice::Type;
use jiff::Timestamp;
use jiff::civil::Date;

mod chats;

pub use chats::*;

/// The indexes, as template.yaml names them.
pub const INDEXES: [&str; 4] = ["gsi1", "gsi2", "gsi3", "gsi4"];

/// How many partitions the outbox is spread over. One takes a thousand write units a second and an event
/// costs six in its life (a transaction's put, hold, marks, delete), so two are good for 300 events a
/// second, a million an hour; `timer` asks each of them every minute. More may come at any time; fewer
/// would leave rows where nobody looks.
pub const OUTBOX_SHARDS: u8 = 2;

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub pk: String,
    pub sk: String,
}

impl Key {
    pub fn new(pk: impl ToString, sk: impl ToString) -> Self {
        Self { pk: pk.to_string(), sk: sk.to_string() }
    }
}

pub fn account(user: UserId) -> Key {
    Key::new(user, "account")
}

pub fn gate(user: UserId) -> Key {
    Key::new(user, "gate")
}

pub fn mentor(user: UserId) -> Key {
    Key::new(user, "mentor")
}

/// Index gsi3: the mentors with this approval.
pub fn mentors_with(approval: Approval) -> String {
    format!("mentors#{approval}")
}

/// Index gsi3: the list that this mentor stands in. Who is hidden is in none that is shown to anybody.
pub fn mentors_beside(mentor: &Mentor) -> String {
    if mentor.hidden && mentor.approval == Approval::Approved {
        "mentors#hidden".to_owned()
    } else {
        mentors_with(mentor.approval)
    }
}

/// Where a mentor stands among those: by name, then id.
pub fn mentor_place(mentor: &Mentor) -> String {
    let name: String = mentor.name.as_str().to_lowercase().split(char::is_control).collect();
    format!("{name}#{}", mentor.id)
}

pub fn availability(user: UserId) -> Key {
    Key::new(user, "availability")
}

pub fn day(user: UserId, date: Date) -> Key {
    Key::new(user, day_sk(date))
}

/// Sorts by date.
pub fn day_sk(date: Date) -> String {
    format!("day#{date}")
}

/// What somebody wants to be told.
pub fn preferences(user: UserId) -> Key {
    Key::new(user, "preferences")
}

/// A mentor whom somebody keeps in mind.
pub fn favourite(user: UserId, mentor: UserId) -> Key {
    Key::new(user, format_args!("favourite#{mentor}"))
}

pub fn booking(id: BookingId) -> Key {
    Key::new(id, "booking")
}

pub fn idempotency(user: UserId, hash: &str) -> Key {
    Key::new(format_args!("{user}#key#{hash}"), "key")
}

pub fn due(due: &Due) -> Key {
    Key::new(due_hour(due.at), format_args!("{}#{}#{}", instant(due.at), due.what, due.booking))
}

/// The partition of everything due in this hour.
pub fn due_hour(at: Timestamp) -> String {
    format!("due#{}", &instant(at)[..13])
}

pub fn event(id: EventId) -> Key {
    Key::new(format_args!("outbox#{}", shard(id)), id)
}

fn shard<E>(id: Id<E>) -> u8
where
    E: domain::id::Entity,
{
    id.uuid().as_bytes()[15] % OUTBOX_SHARDS
}

/// Index gsi1: the mentor's bookings.
pub fn mentor_list(mentor: UserId) -> String {
    format!("{mentor}#mentor")
}

/// Index gsi2: the mentee's bookings.
pub fn mentee_list(mentee: UserId) -> String {
    format!("{mentee}#mentee")
}

/// Where a booking stands in either list.
pub fn booking_rank(booking: &Booking) -> String {
    format!("{}#{}", booking.status, booking_place(booking.span.start, booking.id))
}

/// The order within one status: by start, then id.
pub fn booking_place(start: Timestamp, id: BookingId) -> String {
    format!("{}#{id}", instant(start))
}

/// All of one status.
pub fn status_prefix(status: Status) -> String {
    format!("{status}#")
}

/// Seconds of UTC, a width that sorts: `2026-11-20T10:00:00Z`.
pub fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A login session.
pub fn session(user: UserId, id: SessionId) -> Key {
    Key::new(user, format_args!("{SESSION}{id}"))
}

/// What the sort keys of a person's sessions begin with.
pub const SESSION: &str = "session#";

pub fn identity(email: &Email) -> Key {
    Key::new(format_args!("email#{email}"), "email")
}

/// The challenge that was made last for an address.
pub fn last_challenge(email: &Email, purpose: Purpose) -> Key {
    Key::new(format_args!("email#{email}"), format_args!("challenge#{purpose}"))
}

pub fn challenge(id: ChallengeId) -> Key {
    Key::new(id, "challenge")
}

pub fn google(sub: &str) -> Key {
    Key::new(format_args!("google#{sub}"), "google")
}

pub fn member(email: &Email) -> Key {
    Key::new(format_args!("member#{email}"), "member")
}

pub fn number(number: u64) -> Key {
    Key::new(format_args!("number#{number}"), "number")
}

pub fn account_counter() -> Key {
    Key::new("counter#accounts", "counter")
}

pub fn admins() -> Key {
    Key::new("admins", "admins")
}

/// What an event that nobody is to hear is written as: the same bytes, no letter.
pub fn silence(id: EventId) -> Key {
    Key::new(format_args!("silence#{}", shard(id)), id)
}

/// The deeds of a month.
pub fn audit(id: AuditId, at: Timestamp) -> Key {
    Key::new(format_args!("audit#{}", &instant(at)[..7]), id)
}

/// What a person has open.
pub fn connections(user: UserId) -> Key {
    Key::new(user, "connections")
}

/// Whose a connection is.
pub fn connection(id: &ConnectionId) -> Key {
    Key::new(format_args!("connection#{id}"), "connection")
}

/// By a digest of its text: who reads the table cannot come in.
pub fn ticket(name: &str) -> Key {
    Key::new(format_args!("ticket#{name}"), "ticket")
}

/// The partition of all that a person was told.
pub fn frames(user: UserId) -> String {
    format!("{user}#told")
}

/// One of those, by its place.
pub fn frame(user: UserId, sequence: u64) -> Key {
    Key::new(frames(user), place(sequence))
}

/// A place in a person's sequence, of a width that sorts.
pub fn place(sequence: u64) -> String {
    format!("e#{sequence:012}")
}

/// The partition of a person's notices, or of those of one type, in index gsi3.
pub fn notices(user: UserId, of: Option<Type>) -> String {
    format!("{user}#notices{}", part(of))
}

pub fn notice(user: UserId, id: NoticeId) -> Key {
    Key::new(notices(user, None), id)
}

/// Index gsi1: a person's notices that nobody has marked. Index gsi2: those of one type.
pub fn unread(user: UserId, of: Option<Type>) -> String {
    format!("{user}#unread{}", part(of))
}

fn part(of: Option<Type>) -> String {
    of.map(|of| format!("#{of}")).unwrap_or_default()
}

/// The last place that was given out, and what of it is unread.
pub fn last_frame(user: UserId) -> Key {
    Key::new(frames(user), "last")
}

/// The announcements to an audience.
pub fn announcements(audience: Audience) -> String {
    format!("announcements#{audience}")
}

/// Those that somebody's mentors have made, a copy for each mentee.
pub fn mentors_announcements(mentee: UserId) -> String {
    format!("{mentee}#announcements")
}

pub fn alert(id: AlertId) -> Key {
    Key::new(id, "alert")
}

/// One of those whom an alert names.
pub fn alerted(id: AlertId, user: UserId) -> Key {
    Key::new(id, user)
}

/// One window of one limit; `window` counts minutes since 1970.
pub fn rate(what: &str, who: &str, window: i64) -> Key {
    Key::new(format_args!("rate#{what}#{who}"), window)
}

/// Index gsi3: the accounts of one word of document 3's (`admin`, `student`) and one status.
pub fn account_list(word: &str, status: domain::account::Status) -> String {
    format!("accounts#{word}#{status}")
}

/// One token under which a mentor is found.
pub fn mentor_word(token: &str, mentor: UserId) -> Key {
    Key::new(MENTOR_WORDS, format_args!("{token}#{mentor}"))
}

/// The partition of all mentors' tokens.
pub const MENTOR_WORDS: &str = "find#mentor";

/// What is written of one mentor's tokens.
pub fn mentor_words(mentor: UserId) -> Key {
    Key::new(mentor, "search")
}

/// Where an account stands in its list: by birth, then id.
pub fn account_place(account: &Account) -> String {
    format!("{}#{}", instant(account.created), account.id)
}
