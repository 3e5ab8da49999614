//! Who is there: whoever has a connection that is not over.

use std::collections::BTreeSet;

use domain::chat::ChatKind;
use domain::connection::{ConnectionId, Connections};
use domain::{Now, UserId};
use strum::IntoEnumIterator;

use super::Membership;
use crate::row::Row;
use crate::{ReadError, Store, keys};

/// Whether somebody is there, and what those have open who have a chat with them.
#[derive(Clone, Debug)]
pub struct Circle {
    pub online: bool,
    pub screens: Vec<ConnectionId>,
}

/// Those of the latest so many chats see who comes and goes.
const CIRCLE: usize = 99;

impl Store {
    pub async fn circle(&self, user: UserId, now: Now) -> Result<Circle, ReadError> {
        let others = self.others(user).await?;
        let wanted: Vec<UserId> = others.into_iter().chain([user]).collect();
        let mut open = self.open_of(&wanted).await?;
        let online = open.pop().is_some_and(|own| own.is_online(now));
        // A chat's own connection has no room for who else comes.
        let screens = open.iter().flat_map(|theirs| theirs.hearing(None)).collect();
        Ok(Circle { online, screens })
    }

    /// Which of these are there, as of a moment ago.
    pub async fn online(&self, users: &BTreeSet<UserId>, now: Now) -> Result<BTreeSet<UserId>, ReadError> {
        if users.is_empty() {
            return Ok(BTreeSet::new());
        }
        let wanted: Vec<_> = users.iter().copied().map(keys::connections).collect();
        let rows = self.get_rows(&wanted, false).await?;
        let is_there = |user: &UserId| -> Result<bool, ReadError> {
            let open: Option<Connections> = rows.get(&keys::connections(*user)).map(Row::read).transpose()?;
            Ok(open.is_some_and(|open| open.is_online(now)))
        };
        let mut there = BTreeSet::new();
        for user in users {
            if is_there(user)? {
                there.insert(*user);
            }
        }
        Ok(there)
    }

    async fn others(&self, user: UserId) -> Result<BTreeSet<UserId>, ReadError> {
        let kinds = ChatKind::iter().filter(|kind| *kind != ChatKind::Support);
        let parts = kinds.map(|kind| self.listed(Some(user), kind, None, CIRCLE));
        let mut rows: Vec<Membership> = futures::future::try_join_all(parts).await?.into_iter().flatten().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        rows.truncate(CIRCLE);
        Ok(rows.into_iter().filter_map(|row| row.other).collect())
    }
}
