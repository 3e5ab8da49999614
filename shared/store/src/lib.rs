//! The table: every read and write of the domain's rows. Only this crate names the DynamoDB SDK.
//! `keys` is the map; `transact` builds what is written all or nothing; a file per aggregate.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use domain::Entropy;

use crate::calls::Calls;

mod accounts;
mod alerts;
mod announcements;
mod answered;
mod asked;
mod audit;
mod availability;
mod batch;
mod bookings;
mod calendar;
mod calls;
mod challenges;
mod chats;
mod commit;
mod connections;
mod desk;
mod due;
mod erase;
mod favourites;
mod frames;
mod gate;
mod idempotency;
pub mod keys;
mod mentors;
mod notices;
mod outbox;
mod pace;
mod page;
mod patience;
mod preferences;
mod prefix;
mod rates;
mod read;
mod reader;
mod readers;
mod registry;
mod row;
mod search;
mod sessions;
mod signature;
mod transact;
mod value;
mod walk;
mod written;

pub use accounts::{
    AccountChange, AccountWriteError, Appointment, Bite, Known, ListAccounts, NewPassword, Opening, Person,
    account_words,
};
pub use alerts::AlertWriteError;
pub use announcements::{AT_ONCE, AnnouncementWriteError, WithdrawalWriteError};
pub use availability::FreeTime;
pub use bookings::{BookingMove, BookingWriteError, By, ListBookings, NewBooking};
pub use chats::{
    ChatScene, ChatTurn, ChatWriteError, Circle, Edge, FindMessages, ListChats, ListReports, Membership, Place,
    Reported, Said, Say, SayTo, Spoken, Typist, Window, message_words,
};
pub use commit::{CommitError, Guard};
pub use connections::ConnectError;
pub use desk::DeskFacts;
pub use due::Proposal;
pub use favourites::Favourite;
pub use frames::{FRAMES_AT_ONCE, Missed, TOLD_AT_ONCE, Telling};
pub use gate::{Pass, let_in_unseen, watching_the_gate};
pub use idempotency::{IdempotencyKey, Kept, Mismatch};
pub use mentors::{MentorEdit, MentorFile, MentorWriteError};
pub use notices::{ListNotices, NoticeWriteError};
pub use outbox::{Held, MOST_TRIES, Resent, Waiting};
pub use page::{Cursor, Listed, Page};
pub use preferences::PreferenceWriteError;
pub use read::ReadError;
pub use readers::Reader;
pub use registry::MEMBERS_AT_ONCE;
pub use row::Item;
pub use search::{Find, Hit};
pub use sessions::Proof;
pub use transact::Transaction;
pub use written::{Decided, WriteError};

/// The table and what a write needs besides: randomness for its tokens.
#[derive(Clone)]
pub struct Store {
    db: Client,
    calls: Arc<Calls>,
    table: Arc<str>,
    entropy: Entropy,
}

impl Store {
    /// Over the SDK's shared configuration: region, credentials, HTTP client, endpoint.
    pub fn connect(config: &aws_types::SdkConfig, table: &str, entropy: Entropy) -> Self {
        // Retries of its own: clients of one process else share what they may spend on them, and the local
        // cloud runs in one process what AWS keeps apart.
        let own = RetryPartition::custom("table").build();
        let calls = Arc::new(Calls::new(config, &own));
        let db = Client::from_conf(Builder::from(config).retry_partition(own).build());
        Self { db, calls, table: table.into(), entropy }
    }

    pub fn table(&self) -> &str {
        &self.table
    }
}
