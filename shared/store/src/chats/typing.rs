//! Who types (ruling 30): over after five seconds, whatever becomes of the row.

use domain::chat::{Chat, TYPING};
use domain::connection::ConnectionId;
use domain::frame::Passing;
use domain::id::{ChatId, EventId};
use domain::text::PersonName;
use domain::{Now, UserId};
use futures::future::try_join;

use super::follow::{Admins, readers};
use super::{ChatWriteError, Found, desk_keys};
use crate::keys;
use crate::row::{Item, key_of, n, number};
use crate::{Pass, ReadError, Store};

/// Somebody types: what is to be seen, and on which screens.
pub struct Typist {
    pub frame: Passing,
    pub screens: Vec<ConnectionId>,
}

impl Store {
    /// Writes down that they type, and says who is to see it: the others whose sessions are open.
    pub async fn set_typing(&self, id: ChatId, pass: &Pass, now: Now) -> Result<Typist, ChatWriteError> {
        let mut wanted = desk_keys(id, pass.user);
        wanted.push(keys::admins());
        let found = self.find(&wanted).await?;
        let desk = self.chat_desk(&found, id, pass).await?;
        let Admins { ids } = found.get(&keys::admins())?.unwrap_or_default();
        let readers = readers(&desk.chat, &ids, pass.user).into_iter().filter(|reader| *reader != pass.user);
        let readers: Vec<UserId> = readers.collect();
        let (open, ()) = try_join(self.open_of(&readers), self.types(id, pass.user, now)).await?;
        let screens = open.iter().flat_map(|open| open.hearing(Some(id))).collect();
        let frame = Passing::typing(EventId::fresh(now, &self.entropy), (id, pass.user, desk.me.name), now);
        Ok(Typist { frame, screens })
    }

    /// The others of a chat of theirs who type now; by name where the chat knows it.
    pub async fn typing(
        &self,
        id: ChatId,
        pass: &Pass,
        now: Now,
    ) -> Result<Vec<(UserId, Option<PersonName>)>, ChatWriteError> {
        let key = keys::typing(id);
        let mut wanted = desk_keys(id, pass.user);
        wanted.push(key.clone());
        let found = self.find(&wanted).await?;
        let Chat { members, .. } = self.chat_desk(&found, id, pass).await?.chat;
        let row = found.item(&key)?.unwrap_or_default();
        let typists = row.keys().filter_map(|name| name.parse::<UserId>().ok()).filter(|user| {
            let until: Option<i64> = number(&row, &user.to_string());
            *user != pass.user && until.is_some_and(|until| now.0.as_millisecond() < until)
        });
        Ok(typists.map(|user| (user, members.get(&user).map(|member| member.name.clone()))).collect())
    }

    async fn types(&self, chat: ChatId, user: UserId, now: Now) -> Result<(), ReadError> {
        let until = now.plus(TYPING);
        let update = self
            .db
            .update_item()
            .table_name(self.table())
            .set_key(Some(key_of(&keys::typing(chat))))
            .update_expression("SET #me = :until, #ttl = :ttl")
            .expression_attribute_names("#me", user.to_string())
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":until", n(until.as_millisecond()))
            .expression_attribute_values(":ttl", n(until.as_second()));
        update.send().await.map(drop).map_err(ReadError::table)
    }
}

impl Found {
    fn item(&self, key: &keys::Key) -> Result<Option<Item>, ReadError> {
        self.0.get(key).map(crate::row::Row::item).transpose()
    }
}
