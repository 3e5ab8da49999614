//! Somebody's chats, the latest first: their places from the index, then the chats themselves as they are now,
//! with the caller's gate, in one more round trip.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::Account;
use domain::chat::{Chat, ChatKind};
use domain::id::ChatId;
use domain::{Now, Role, Roles, UserId};

use super::{ChatWriteError, Found, Membership};
use crate::keys::{self, Key};
use crate::read::{LAST, Stretch};
use crate::{Cursor, Page, Pass, ReadError, Store};

/// Whose chats, and which of them.
#[derive(Clone, Debug)]
pub struct ListChats<'a> {
    pub pass: &'a Pass,
    pub roles: Roles,
    /// An admin's support chats are everybody's.
    pub kinds: Vec<ChatKind>,
    pub after: Option<Cursor>,
    /// So many of them were shown before.
    pub skip: usize,
    pub limit: usize,
}

impl Store {
    /// A page of chats.
    pub async fn chats(&self, list: &ListChats<'_>) -> Result<Page<Chat>, ChatWriteError> {
        let page = self.places(list).await?;
        self.chats_at(list, page).await
    }

    /// The same, and who of the others is there now.
    pub async fn chats_with_presence(
        &self,
        list: &ListChats<'_>,
        now: Now,
    ) -> Result<(Page<Chat>, BTreeSet<UserId>), ChatWriteError> {
        let page = self.places(list).await?;
        let others: BTreeSet<UserId> = page.rows.iter().skip(list.skip).filter_map(|row| row.other).collect();
        let online = async { Ok(self.online(&others, now).await?) };
        futures::future::try_join(self.chats_at(list, page), online).await
    }

    async fn chats_at(&self, list: &ListChats<'_>, page: Page<Membership>) -> Result<Page<Chat>, ChatWriteError> {
        let ids: Vec<ChatId> = page.rows.iter().skip(list.skip).map(|row| row.chat).collect();
        let own = list.own_support(page.next.is_some());
        let mut wanted: Vec<Key> = ids.iter().copied().chain(own).map(keys::chat).collect();
        wanted.extend([keys::gate(list.pass.user), keys::account(list.pass.user)]);
        wanted.sort();
        wanted.dedup();
        let found = self.find(&wanted).await?;
        found.gate(list.pass)?;
        let mut rows = shown(&found, &ids)?;
        rows.extend(list.unlisted(&found, &ids, own)?);
        Ok(Page { rows, next: page.next })
    }

    /// The accounts of the others, for a surface that shows more of them than a chat knows.
    pub async fn people(&self, ids: &[UserId]) -> Result<BTreeMap<UserId, Account>, ReadError> {
        let wanted: Vec<Key> = ids.iter().map(|id| keys::account(*id)).collect();
        let found = self.find(&wanted).await?;
        let accounts = ids.iter().map(|id| found.get::<Account>(&keys::account(*id)));
        Ok(accounts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().map(|one| (one.id, one)).collect())
    }

    /// The support chats of these students, begun or not.
    pub async fn support_chats(&self, students: &[Account]) -> Result<Vec<Chat>, ReadError> {
        let id = |student: &Account| Chat::id_of_support(student.id);
        let wanted: Vec<Key> = students.iter().map(|student| keys::chat(id(student))).collect();
        let found = self.find(&wanted).await?;
        let chats = students.iter().map(|student| {
            let row: Option<Chat> = found.get(&keys::chat(id(student)))?;
            Ok(row.or_else(|| Chat::with_support(student)))
        });
        Ok(chats.collect::<Result<Vec<_>, ReadError>>()?.into_iter().flatten().collect())
    }

    async fn places(&self, list: &ListChats<'_>) -> Result<Page<Membership>, ReadError> {
        let parts = list.kinds.iter().map(|kind| self.places_in(list, *kind));
        let mut rows: Vec<Membership> = futures::future::try_join_all(parts).await?.into_iter().flatten().collect();
        let place = |row: &Membership| keys::chat_place(row.at, row.chat);
        rows.sort_by_key(|row| std::cmp::Reverse(place(row)));
        Ok(Page::cut(rows, list.limit, place))
    }

    async fn places_in(&self, list: &ListChats<'_>, kind: ChatKind) -> Result<Vec<Membership>, ReadError> {
        self.listed(list.owner(kind), kind, list.after.as_ref(), list.limit + 1).await
    }

    /// The latest of one kind in a list.
    pub(super) async fn listed(
        &self,
        owner: Option<UserId>,
        kind: ChatKind,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Vec<Membership>, ReadError> {
        let prefix = keys::chat_prefix(kind);
        let after = after.map(|cursor| format!("{prefix}{}", cursor.place()));
        let stretch = Stretch {
            index: Some("gsi4"),
            pk: keys::chat_list(owner),
            between: (prefix.clone(), format!("{prefix}{LAST}")),
            after: after.as_deref(),
            descending: true,
            limit: i32::try_from(limit).unwrap_or(i32::MAX),
        };
        self.list(&stretch).await
    }
}

/// The chats of these, in their order.
fn shown(found: &Found, ids: &[ChatId]) -> Result<Vec<Chat>, ReadError> {
    let rows = ids.iter().map(|id| found.get(&keys::chat(*id)));
    Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

impl ListChats<'_> {
    /// Whose list it is.
    fn owner(&self, kind: ChatKind) -> Option<UserId> {
        let everybodys = kind == ChatKind::Support && self.roles.has(Role::Admin);
        (!everybodys).then_some(self.pass.user)
    }

    /// A student's own chat with support ends their list, whether or not it has a row.
    fn own_support(&self, more: bool) -> Option<ChatId> {
        let asked = self.kinds.contains(&ChatKind::Support) && !more;
        (asked && !self.roles.has(Role::Admin)).then(|| Chat::id_of_support(self.pass.user))
    }

    /// That chat, where the index does not have it: it has not begun, or a moment ago.
    fn unlisted(&self, found: &Found, ids: &[ChatId], own: Option<ChatId>) -> Result<Option<Chat>, ReadError> {
        let Some(own) = own.filter(|own| !ids.contains(own)) else { return Ok(None) };
        let whole = self.after.is_none() && self.skip == 0;
        if let Some(begun) = found.get(&keys::chat(own))? {
            return Ok(Some(begun).filter(|_| whole));
        }
        let me: Option<Account> = found.get(&keys::account(self.pass.user))?;
        Ok(me.as_ref().and_then(Chat::with_support))
    }
}
