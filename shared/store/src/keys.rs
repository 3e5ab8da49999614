//! The map of the table. Ids are written as `TypeID`s, so every key says what it is.
//!
//! | entity | pk | sk | indexes | read by |
//! |---|---|---|---|---|
//! | account | `usr_…` | `account` | gsi3 `accounts` / created, id | id; admins' list |
//! | gate | `usr_…` | `gate` | | id |
//! | login session, refresh family | `usr_…` | `session#ses_…` | | id; a person's sessions |
//! | mentor | `usr_…` | `mentor` | gsi3 `mentors#<approval>` / name, id | id; the list |
//! | availability | `usr_…` | `availability` | | id |
//! | day row | `usr_…` | `day#2026-11-20` | | a person's days, one Query |
//! | favourite | `usr_…` | `favourite#usr_…` | | a person's favourites |
//! | e-mail identity | `email#<address>` | `email` | | address |
//! | registry member | `member#<address>` | `member` | | address |
//! | number alias | `number#<n>` | `number` | | document 1's integer id |
//! | challenge | `chl_…` | `challenge` | | id |
//! | booking | `bkg_…` | `booking` | gsi1 `usr_…#mentor` and gsi2 `usr_…#mentee` / status, start, id | id; a side's list |
//! | due row | `due#2026-11-20T10` | instant, what, id | | the hour |
//! | event | `outbox#<0-15>` | `evt_…` | | shard |
//! | idempotency key | `usr_…#key#<hash>` | `key` | | caller and key |
//! | audit | `audit#2026-11` | `aud_…` | | month |
//! | search token | `find#mentor` | token, `usr_…` | | word prefix |
//! | rate window | `rate#<what>#<who>` | window | | who |
//!
//! Indexes `gsi1` to `gsi4`, of the attributes `gsi1pk`, `gsi1sk` and so on, project everything.
//! `gsi4` waits for its first user.

use domain::booking::{Booking, Status};
use domain::due::Due;
use domain::id::{BookingId, EventId, Id, UserId};
use jiff::Timestamp;
use jiff::civil::Date;

/// The indexes, as template.yaml names them.
pub const INDEXES: [&str; 4] = ["gsi1", "gsi2", "gsi3", "gsi4"];

/// How many partitions the outbox is spread over.
pub const OUTBOX_SHARDS: u8 = 16;

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
