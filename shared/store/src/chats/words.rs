//! The words of a message, kept by `dispatch` where each of those may find it whose chat it is: a row per word and
//! owner. Written without conditions, then held to the message and its owners as they are by then: whoever writes an
//! old version's words, or those of somebody who has left, however late, is who takes them away again. What is shown
//! is decided by the message and not by its rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::UserId;
use domain::chat::{Chat, Former, Message, sought};
use domain::id::ChatId;
use domain::search::entries;
use serde::{Deserialize, Serialize};

use crate::erase::inboxes;
use crate::keys::{self, Key};
use crate::{ReadError, Store, batch};

/// One word's row: where the message is, and how many bytes the word begins alike with the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub chat: ChatId,
    pub sequence: u64,
    pub shared: usize,
}

/// More changes of one message do not wait to be announced: one `BatchGetItem`.
const MOST_FORMERS: usize = 100;

/// Under which keys a message is found by these: none once it is deleted.
pub fn message_words(owners: &[Option<UserId>], message: &Message) -> BTreeMap<Key, Said> {
    rows(owners, message, message.text())
}

/// Where it would stand with this text.
fn rows(owners: &[Option<UserId>], message: &Message, text: &str) -> BTreeMap<Key, Said> {
    let words = entries(sought(text));
    let rows = words.iter().flat_map(|(word, shared)| {
        let said = Said { chat: message.chat, sequence: message.sequence, shared: *shared };
        owners.iter().map(move |owner| (keys::said_word(*owner, word, message), said.clone()))
    });
    rows.collect()
}

impl Store {
    /// Brings the words of a message up to what it says now, for those who are still there.
    pub async fn follow_words(&self, chat: ChatId, sequence: u64) -> Result<(), ReadError> {
        let (whole, part) = (keys::chat(chat), keys::message(chat, sequence));
        let (mut wanted, mut written) = (vec![whole.clone(), part.clone()], None);
        loop {
            let found = self.find(&wanted).await?;
            let (chat, message) = (found.get::<Chat>(&whole)?, found.get::<Message>(&part)?);
            let Some((chat, message)) = chat.zip(message) else { return Ok(()) };
            let gone = found.ended(&chat)?;
            let now = Some((message.version, gone.clone()));
            if written == now {
                return Ok(());
            }
            self.write_words(&chat, &message, &gone).await?;
            written = now;
            wanted.truncate(2);
            wanted.extend(inboxes(&chat));
        }
    }

    /// All that it says, and nothing of what it said before; nothing where nobody is any more.
    async fn write_words(&self, chat: &Chat, message: &Message, gone: &BTreeSet<UserId>) -> Result<(), ReadError> {
        let owners = chat.owners();
        let there: Vec<_> = owners.iter().copied().filter(|who| who.is_none_or(|who| !gone.contains(&who))).collect();
        let (come, mut lapsed) = (message_words(&there, message), message_words(&owners, message));
        for former in self.latest_formers(message).await? {
            lapsed.extend(rows(&owners, message, former.content.as_str()));
        }
        let lapsed = lapsed.keys().filter(|key| !come.contains_key(*key)).map(batch::delete);
        let puts = come.iter().map(|(key, said)| batch::put(key, said));
        let requests: Vec<_> = lapsed.chain(puts).collect::<Result<_, _>>()?;
        self.write_many(&requests).await
    }

    /// What it said before. The words of what it said longer ago went when that was changed.
    async fn latest_formers(&self, message: &Message) -> Result<Vec<Former>, ReadError> {
        let versions = (1..message.version).rev().take(MOST_FORMERS);
        let wanted: Vec<Key> = versions.map(|version| keys::former(message.chat, message.sequence, version)).collect();
        let found = self.find(&wanted).await?;
        let formers = wanted.iter().map(|key| found.get(key));
        Ok(formers.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}
