//! What follows from what was said: the chat's place in each list, and who is to be told. Read as it is by then,
//! never from the event.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::chat::{Chat, Message};
use domain::id::{ChatId, NoticeId};
use domain::{Now, UserId};
use serde::Deserialize;

use super::Membership;
use crate::keys;
use crate::row::{n, to_row};
use crate::transact::indexed;
use crate::{ReadError, Store, batch};

/// A chat, a message of it, and who answers for the house.
#[derive(Clone, Debug)]
pub struct ChatScene {
    pub chat: Chat,
    /// None where nothing was said yet.
    pub message: Option<Message>,
    /// The first of what somebody has read on.
    first: Option<Message>,
    admins: BTreeSet<UserId>,
}

impl ChatScene {
    /// Everybody who is to see what happens: whose chat it is, who does it (on other screens), and in a support
    /// chat the admin who sees to it, or all of them where nobody does.
    pub fn readers(&self, by: UserId) -> BTreeSet<UserId> {
        readers(&self.chat, &self.admins, by)
    }

    /// Which notice is read with what `by` has read, if there was one.
    pub fn seen(&self, by: UserId) -> Option<NoticeId> {
        let first = self.first.as_ref().filter(|message| message.author != by)?;
        Some(NoticeId::of_message(first, by))
    }
}

pub(super) fn readers(chat: &Chat, admins: &BTreeSet<UserId>, by: UserId) -> BTreeSet<UserId> {
    let Some(student) = chat.student() else { return chat.members.keys().copied().collect() };
    let assignee = chat.assignee.filter(|admin| admins.contains(admin));
    let desk = assignee.map_or_else(|| admins.clone(), |admin| BTreeSet::from([admin]));
    desk.into_iter().chain([student, by]).collect()
}

/// Those who can still act.
#[derive(Default, Deserialize)]
pub(super) struct Admins {
    #[serde(default)]
    pub ids: BTreeSet<UserId>,
}

impl Store {
    /// The chat as it is now, with what stands at this place, and next to where somebody has read on from.
    pub async fn chat_scene(
        &self,
        id: ChatId,
        sequence: u64,
        from: Option<u64>,
    ) -> Result<Option<ChatScene>, ReadError> {
        let (message, first) = (keys::message(id, sequence), from.map(|from| keys::message(id, from + 1)));
        let mut wanted = vec![keys::chat(id), message.clone(), keys::admins()];
        wanted.extend(first.clone().filter(|first| *first != message));
        let found = self.find(&wanted).await?;
        let Some(chat) = found.get(&keys::chat(id))? else { return Ok(None) };
        let Admins { ids } = found.get(&keys::admins())?.unwrap_or_default();
        let first = first.map(|first| found.get(&first)).transpose()?.flatten();
        Ok(Some(ChatScene { chat, message: found.get(&message)?, first, admins: ids }))
    }

    /// The chat stands in the lists where it belongs; an older reading of it changes nothing. Written, then held to
    /// who is still there: what is theirs alone is taken away after the end of their inbox, or that is seen here.
    pub async fn list_chat(&self, chat: &Chat) -> Result<(), ReadError> {
        let written = chat.owners().into_iter().map(|owner| self.list_chat_of(owner, chat));
        futures::future::try_join_all(written).await?;
        let gone = self.gone(chat).await?;
        let deletes = gone.iter().map(|who| batch::delete(&keys::membership(Some(*who), chat.id)));
        self.write_many(&deletes.collect::<Result<Vec<_>, _>>()?).await
    }

    async fn list_chat_of(&self, owner: Option<UserId>, chat: &Chat) -> Result<(), ReadError> {
        let other = owner.and_then(|me| chat.other(me));
        let row = Membership { chat: chat.id, kind: chat.kind, sequence: chat.sequence, at: chat.at(), other };
        let mut item = to_row(&keys::membership(owner, chat.id), &row)?;
        let rank = format!("{}{}", keys::chat_prefix(row.kind), keys::chat_place(row.at, row.chat));
        item.extend(indexed("gsi4", keys::chat_list(owner), rank));
        let put = self
            .db
            .put_item()
            .table_name(self.table())
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR #sequence < :sequence")
            .expression_attribute_names("#sequence", "sequence")
            .expression_attribute_values(":sequence", n(row.sequence));
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(())
            }
            Err(error) => Err(ReadError::table(error)),
        }
    }

    /// These two have had a confirmed booking, whatever becomes of it: they may write to each other.
    pub async fn bring_together(&self, one: UserId, other: UserId, now: Now) -> Result<(), ReadError> {
        let item = to_row(&keys::met(Chat::id_between(one, other)), &Met { since: now.0 })?;
        let put = self.db.put_item().table_name(self.table()).set_item(Some(item));
        put.send().await.map(drop).map_err(ReadError::table)
    }
}

#[derive(serde::Serialize)]
struct Met {
    since: jiff::Timestamp,
}
