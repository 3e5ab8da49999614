//! Looking for what was said: one Query for the beginning of a word among the caller's own, and the messages found
//! as they are now, with the caller's gate, in one more round trip.

use std::collections::BTreeSet;

use domain::chat::{Chat, Message, Sought};
use domain::id::ChatId;
use domain::{Role, Roles, UserId};
use serde::Deserialize;

use super::ChatWriteError;
use crate::keys::{self, Key};
use crate::read::{LAST, Stretch};
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

/// What was found in one partition, and how far was read where that is not all.
type Part = (Vec<Hit>, Option<String>);

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

    async fn said_in(&self, owner: Option<UserId>, find: &FindMessages<'_>) -> Result<Part, ReadError> {
        let word = find.sought.longest();
        let mut hits = Vec::new();
        let mut after = find.after.as_ref().map(|cursor| cursor.place().to_owned());
        for _ in 0..TRIPS {
            let stretch = Stretch {
                index: None,
                pk: keys::said(owner),
                between: (word.to_owned(), format!("{word}{LAST}")),
                after: after.as_deref(),
                descending: false,
                limit: i32::try_from(find.limit + 1).unwrap_or(i32::MAX),
            };
            let rows: Vec<Hit> = self.list(&stretch).await?;
            let more = rows.len() > find.limit;
            after = rows.last().map(|hit| hit.sk.clone());
            hits.extend(rows.into_iter().filter(|hit| find.takes(hit)));
            if !more {
                return Ok((hits, None));
            }
            if hits.len() > find.limit {
                break;
            }
        }
        Ok((hits, after))
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

    /// Several words of a message may begin alike: it is found under the first.
    fn takes(&self, hit: &Hit) -> bool {
        hit.shared < self.sought.longest().len() && self.chat.is_none_or(|chat| chat == hit.chat)
    }
}

/// One list of several, each message once, as far as all of them were read.
fn merged(parts: Vec<Part>, limit: usize) -> Page<Hit> {
    let end = parts.iter().filter_map(|(_, end)| end.clone()).min();
    let mut hits: Vec<Hit> = parts.into_iter().flat_map(|(hits, _)| hits).collect();
    hits.retain(|hit| end.as_ref().is_none_or(|end| hit.sk <= *end));
    hits.sort_by(|one, other| one.sk.cmp(&other.sk));
    let mut seen = BTreeSet::new();
    hits.retain(|hit| seen.insert((hit.chat, hit.sequence)));
    let page = Page::cut(hits, limit, |hit| hit.sk.clone());
    Page { next: page.next.or(end.map(Cursor::at)), rows: page.rows }
}
