//! Looking for what was said: one Query for the beginning of a word among the caller's own, and the messages found
//! as they are now, with the caller's gate, in one more round trip.

use std::collections::BTreeSet;

use domain::chat::{Chat, Message, Sought};
use domain::id::ChatId;
use domain::{Role, Roles, UserId};
use serde::Deserialize;

use super::ChatWriteError;
use crate::keys::{self, Key};
use crate::prefix::{Part, Prefix, Word, merged};
use crate::{Cursor, Page, Pass, ReadError, Store};

/// Who looks for what, and in which of their chats.
#[derive(Clone, Debug)]
pub struct FindMessages<'a> {
    pub pass: &'a Pass,
    pub roles: Roles,
    pub sought: &'a Sought,
    pub chat: Option<ChatId>,
    pub after: Option<Cursor>,
    /// So many of what was found were shown before.
    pub skip: usize,
    pub limit: usize,
}

/// Rows of other chats are passed over this many times at most; then the page is short and says where to go on.
const TRIPS: usize = 3;

/// A word's row.
#[derive(Deserialize)]
struct Hit {
    sk: String,
    chat: ChatId,
    sequence: u64,
    shared: usize,
}

impl Word for Hit {
    type Of = (ChatId, u64);
    fn of(&self) -> (ChatId, u64) {
        (self.chat, self.sequence)
    }
    fn place(&self) -> &str {
        &self.sk
    }
    fn shared(&self) -> usize {
        self.shared
    }
}

impl Store {
    /// A page of messages, the latest first. A beginning that more words share than fill a page is gone through
    /// word by word. What does not say all that is looked for (any more) is left out.
    pub async fn find_messages(&self, find: &FindMessages<'_>) -> Result<Page<Message>, ChatWriteError> {
        let parts = find.owners().into_iter().map(|owner| self.said_in(owner, find));
        let Page { rows, next } = merged(futures::future::try_join_all(parts).await?, find.limit);
        let places: Vec<Key> = rows.iter().skip(find.skip).map(|hit| keys::message(hit.chat, hit.sequence)).collect();
        let mut wanted = places.clone();
        wanted.push(keys::gate(find.pass.user));
        let found = self.find(&wanted).await?;
        found.gate(find.pass)?;
        let messages = places.iter().map(|place| found.get::<Message>(place));
        let messages: Vec<Option<Message>> = messages.collect::<Result<_, _>>()?;
        let mut rows: Vec<Message> =
            messages.into_iter().flatten().filter(|message| find.sought.is_in(message)).collect();
        rows.sort_by_key(|message| std::cmp::Reverse((message.at, message.sequence)));
        Ok(Page { rows, next })
    }

    async fn said_in(&self, owner: Option<UserId>, find: &FindMessages<'_>) -> Result<Part<Hit>, ReadError> {
        let (pk, word) = (keys::said(owner), find.sought.longest());
        let look = Prefix { pk, word, after: find.after.as_ref(), limit: find.limit, trips: TRIPS };
        self.begin_so(&look, |hit: &Hit| find.chat.is_none_or(|chat| chat == hit.chat)).await
    }
}

impl FindMessages<'_> {
    /// Whose words are asked. A support chat's stand with its student too: an admin who looks in one chat finds
    /// them there, among fewer.
    fn owners(&self) -> BTreeSet<Option<UserId>> {
        let me = Some(self.pass.user);
        match self.chat {
            _ if !self.roles.has(Role::Admin) => BTreeSet::from([me]),
            None => BTreeSet::from([me, None]),
            Some(chat) => BTreeSet::from([me, Some(Chat::subject(chat).into())]),
        }
    }
}
