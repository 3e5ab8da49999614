//! The admins' lists, newest first. The index stands by document 3's word for the role and by status,
//! so a filter reads nothing that it does not return; what is not filtered is read side by side.

use std::collections::BTreeMap;

use domain::UserId;
use domain::account::{Account, Status};

use crate::read::{LAST, Stretch};
use crate::{Cursor, Listed, Page, ReadError, Store, keys};

/// Which accounts.
#[derive(Clone, Debug, Default)]
pub struct ListAccounts {
    /// `Some(true)` for administrators, `Some(false)` for everybody else.
    pub admins: Option<bool>,
    pub status: Option<Status>,
    pub after: Option<Cursor>,
    /// So many of them were shown before.
    pub skip: usize,
    pub limit: usize,
}

impl ListAccounts {
    /// The lists that it is made of.
    pub(super) fn parts(&self) -> Vec<String> {
        let words = ["admin", "student"]
            .into_iter()
            .filter(|word| self.admins.is_none_or(|admins| admins == (*word == "admin")));
        let statuses = [Status::Active, Status::Inactive, Status::Suspended];
        let statuses = statuses.into_iter().filter(|status| self.status.is_none_or(|wanted| wanted == *status));
        let statuses: Vec<Status> = statuses.collect();
        words.flat_map(|word| statuses.iter().map(move |status| keys::account_list(word, *status))).collect()
    }
}

impl Store {
    /// A page of accounts, for showing.
    pub async fn accounts(&self, list: &ListAccounts) -> Result<Page<Listed<Account>>, ReadError> {
        let parts = list.parts().into_iter().map(|part| self.accounts_in(list, part));
        let mut rows = each_once(futures::future::try_join_all(parts).await?.into_iter().flatten());
        rows.sort_by_key(|account| std::cmp::Reverse(keys::account_place(account)));
        let Page { mut rows, next } = Page::cut(rows, list.limit, keys::account_place).map(Listed::new);
        rows.drain(..list.skip.min(rows.len()));
        Ok(Page { rows, next })
    }

    async fn accounts_in(&self, list: &ListAccounts, part: String) -> Result<Vec<Account>, ReadError> {
        let stretch = Stretch {
            index: Some("gsi3"),
            pk: part,
            between: (" ".to_owned(), LAST.to_owned()),
            after: list.after.as_ref().map(Cursor::place),
            descending: true,
            limit: i32::try_from(list.limit + 1).unwrap_or(i32::MAX),
        };
        self.list(&stretch).await
    }
}

/// The lists are not read at one instant, so somebody who is suspended meanwhile may be found in two of
/// them: they are shown as they became.
fn each_once(rows: impl Iterator<Item = Account>) -> Vec<Account> {
    let mut latest: BTreeMap<UserId, Account> = BTreeMap::new();
    for row in rows {
        if latest.get(&row.id).is_none_or(|other| other.version < row.version) {
            latest.insert(row.id, row);
        }
    }
    latest.into_values().collect()
}

#[cfg(test)]
mod tests {
    use domain::text::PersonName;
    use domain::{Email, Entropy, Now, Roles};

    use super::*;

    #[test]
    fn whoever_is_found_twice_is_shown_once_as_they_became() {
        let now = Now::at("2026-11-20T10:00:00Z");
        let email = Email::parse("ada@example.org").unwrap();
        let name = PersonName::parse("Ada").unwrap();
        let ada = Account::new(UserId::fresh(now, &Entropy::seeded(1)), 1, email, name, Roles::MENTEE, now.0);
        let (first, second) = (ada.clone(), Account { status: Status::Suspended, version: 2, ..ada });
        for rows in [[&first, &second], [&second, &first]] {
            let shown: Vec<u32> = each_once(rows.into_iter().cloned()).iter().map(|account| account.version).collect();
            assert_eq!(shown, [2]);
        }
    }
}
