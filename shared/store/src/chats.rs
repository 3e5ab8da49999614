//! Chats and what is said in them. A message is one transaction on the condition that the chat's sequence is as it
//! was read: so places are given out without a gap, and a message of a higher place is never there before one of a
//! lower. Who resumes past a place misses nothing, however late something was committed.

use std::collections::HashMap;

use domain::account::Account;
use domain::booking::Booking;
use domain::chat::{Chat, ChatError, ChatKind, Message};
use domain::event::{ChatNews, Event, Happened};
use domain::id::{ChatId, MessageId};
use domain::{Now, UserId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::commit::Guard;
use crate::gate::{admits, seen_open};
use crate::keys::{self, Key};
use crate::row::{Item, Row, n};
use crate::transact::{Terms, Transaction};
use crate::written::WriteError;
use crate::{Pass, ReadError, Store};

mod assign;
mod change;
mod find;
mod follow;
mod list;
mod open;
mod pages;
mod presence;
mod read;
mod report;
mod reports;
mod say;
mod typing;
mod words;

pub use find::FindMessages;
pub use follow::ChatScene;
pub use list::ListChats;
pub use pages::{ChatTurn, Edge, Window};
pub use presence::Circle;
pub use report::Reported;
pub use reports::ListReports;
pub use say::{Say, SayTo, Spoken};
pub use typing::Typist;
pub use words::{Said, message_words};

/// Why nothing was written, or shown.
pub type ChatWriteError = WriteError<ChatError>;

/// A chat in a list, as it was when something was said in it last. The chat itself says the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    pub chat: ChatId,
    pub kind: ChatKind,
    pub sequence: u64,
    pub at: Timestamp,
    /// The other one of two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<UserId>,
}

/// Where a message is, and what tells its first words from others: who sends it again is answered by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub chat: ChatId,
    pub sequence: u64,
    pub words: String,
}

/// A chat for somebody to look at or act in.
struct Desk {
    chat: Chat,
    /// It has no row yet.
    begins: bool,
    me: Account,
    gate: Item,
}

/// Rows of one round trip.
pub(crate) struct Found(HashMap<Key, Row>);

impl Found {
    pub(crate) fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, ReadError> {
        self.0.get(key).map(Row::read).transpose()
    }

    fn has(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    /// The chat as it would begin, where what it is about is among these. Who is asked for under a direct chat's id
    /// is nobody.
    fn unbegun(&self, id: ChatId) -> Result<Option<Chat>, ReadError> {
        let [student, booking] = subject_keys(id);
        let student: Option<Account> = self.get(&student)?;
        let booking: Option<Booking> = self.get(&booking)?;
        let support = student.as_ref().and_then(Chat::with_support);
        let chat = support.or_else(|| booking.as_ref().and_then(Chat::of_session));
        Ok(chat.filter(|chat| chat.id == id))
    }

    /// The gate's row, if it lets this pass through.
    fn gate(&self, pass: &Pass) -> Result<Item, ChatWriteError> {
        let row = self.0.get(&keys::gate(pass.user)).map(Row::item).transpose()?;
        let open = row.filter(|row| admits(row, pass)).ok_or(ChatWriteError::Ended)?;
        seen_open();
        Ok(open)
    }
}

/// What a desk is made of.
fn desk_keys(id: ChatId, user: UserId) -> Vec<Key> {
    vec![keys::gate(user), keys::account(user), keys::chat(id)]
}

/// Whatever a chat may be about.
fn subject_keys(id: ChatId) -> [Key; 2] {
    let subject = Chat::subject(id);
    [keys::account(subject.into()), keys::booking(subject.into())]
}

/// A `BatchGetItem` takes this many.
const BATCH: usize = 100;

impl Store {
    /// These rows as they are now, each named once.
    pub(crate) async fn find(&self, wanted: &[Key]) -> Result<Found, ReadError> {
        let batches = wanted.chunks(BATCH).map(|some| self.get_rows(some, true));
        let rows = futures::future::try_join_all(batches).await?;
        Ok(Found(rows.into_iter().flatten().collect()))
    }

    /// The chat that is theirs, by the roles that they have now.
    async fn chat_desk(&self, found: &Found, id: ChatId, pass: &Pass) -> Result<Desk, ChatWriteError> {
        self.chat_desk_where(found, id, pass, |chat, me| chat.is_of(me.id, me.roles)).await
    }

    /// The chat, if they may do with it what they want to. One without a row is there as long as what it is about
    /// is: where that is neither known nor the caller, it is one more round trip. So is what is another's, that who
    /// asks in vain learns nothing by the clock.
    async fn chat_desk_where(
        &self,
        found: &Found,
        id: ChatId,
        pass: &Pass,
        may: impl Fn(&Chat, &Account) -> bool,
    ) -> Result<Desk, ChatWriteError> {
        let gate = found.gate(pass)?;
        let me: Account = found.get(&keys::account(pass.user))?.ok_or(ChatWriteError::Ended)?;
        let row: Option<Chat> = found.get(&keys::chat(id))?;
        let (begins, own) = (row.is_none(), row.filter(|chat| may(chat, &me)));
        let chat = match own {
            Some(chat) => Some(chat),
            None => self.unbegun(found, id, |chat| begins && may(chat, &me)).await?,
        };
        let chat = chat.ok_or(ChatError::NoSuchChat)?;
        Ok(Desk { chat, begins, me, gate })
    }

    async fn unbegun(&self, found: &Found, id: ChatId, may: impl Fn(&Chat) -> bool) -> Result<Option<Chat>, ReadError> {
        match found.unbegun(id)?.filter(&may) {
            Some(chat) => Ok(Some(chat)),
            None => Ok(self.find(&subject_keys(id)).await?.unbegun(id)?.filter(may)),
        }
    }

    /// Where a message is. One that is nowhere is looked for in a chat that is nowhere, as if it were another's; the
    /// places of a chat begin at 1.
    async fn place(&self, id: MessageId) -> Result<Place, ReadError> {
        let place: Option<Place> = self.get(&keys::whereabouts(id)).await?;
        Ok(place.unwrap_or_else(|| Place { chat: id.uuid().into(), sequence: 0, words: String::new() }))
    }

    /// What happens to a chat, by somebody as they stand in it.
    fn chat_event(&self, news: ChatNews, before: &Chat, sequence: u64, by: UserId, now: Now) -> Event {
        let from = news.reads().then(|| before.read_by(by));
        self.news(Happened::Chat { news, chat: before.id, sequence, by, from }, now)
    }
}

impl Transaction<'_> {
    /// The chat's row when it begins.
    fn begin_chat(self, chat: &Chat) -> Self {
        self.put_new(Guard::Version, &keys::chat(chat.id), chat)
    }

    /// The chat after a message of `author`, if nothing was said in the meantime and they have read no further.
    /// Only what is theirs changes: another one may be reading.
    fn follow_message(self, before: &Chat, after: &Chat, author: UserId) -> Self {
        let terms = as_read(unsaid_since(before.sequence), before, author)
            .name("#last", "last")
            .value(":next", n(after.sequence));
        let terms = with(with(terms, ":last", &after.last), ":me", &after.members.get(&author));
        let update = "SET #sequence = :next, #last = :last, members.#me = :me";
        self.update(Guard::Version, &keys::chat(after.id), update, &terms)
    }

    /// The list shows the last message as it is now.
    fn follow_last(self, chat: &Chat, message: &Message) -> Self {
        if chat.last.as_ref().is_none_or(|last| last.id != message.id) {
            return self;
        }
        let terms = with(unsaid_since(chat.sequence).name("#last", "last"), ":last", &message.preview());
        self.update(Guard::Version, &keys::chat(chat.id), "SET #last = :last", &terms)
    }
}

/// The chat's last message is still the one of this place.
fn unsaid_since(sequence: u64) -> Terms {
    Terms::new("#sequence = :before").name("#sequence", "sequence").value(":before", n(sequence))
}

/// They have read as far as the chat says: so each step that they read on is known from its beginning.
fn as_read(mut terms: Terms, chat: &Chat, me: UserId) -> Terms {
    let (condition, read) = match chat.members.get(&me) {
        Some(member) => ("members.#me.#read = :read", Some(member.read)),
        None => ("attribute_not_exists(members.#me)", None),
    };
    terms.condition = format!("{} AND {condition}", terms.condition);
    let terms = terms.name("#me", me.to_string());
    match read {
        Some(read) => terms.name("#read", "read").value(":read", n(read)),
        None => terms,
    }
}

/// With a value of ours; one that has no words in the table is an empty one there.
fn with<T: Serialize>(terms: Terms, alias: &str, value: &T) -> Terms {
    let null = aws_sdk_dynamodb::types::AttributeValue::Null(true);
    terms.value(alias, serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(value).unwrap_or(null))
}
