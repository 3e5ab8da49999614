//! Finding people by the beginning of a word of their name or address: a row per word, in the account's
//! own transaction, in a partition per list, so that a search reads the words that begin so in the
//! lists that are asked for, and no others.

use std::collections::{BTreeMap, BTreeSet};

use domain::UserId;
use domain::account::Account;
use domain::search::{entries, words};
use serde::Serialize;

use super::ListAccounts;
use crate::commit::Guard;
use crate::keys::{self, Key};
use crate::prefix::{OfPerson, Part, Prefix, merged};
use crate::row::{Item, from_row};
use crate::transact::{Terms, Transaction};
use crate::{Page, ReadError, Store};

/// The most words of one person.
const MOST: usize = 12;
/// One `BatchGetItem` takes this many keys.
const BATCH: usize = 100;

/// One word's row.
#[derive(Serialize)]
struct Entry {
    user: UserId,
    /// How many bytes it begins alike with the word before it.
    shared: usize,
}

impl Store {
    /// A page of the accounts of these lists with a word that begins so, by word.
    pub async fn find_accounts(&self, list: &ListAccounts, word: &str) -> Result<Page<Account>, ReadError> {
        let parts = list.parts().into_iter().map(|part| self.words_in(part, list, word));
        let page = merged(futures::future::try_join_all(parts).await?, list.limit);
        let ids: Vec<UserId> = page.rows.iter().skip(list.skip).map(|word| word.user).collect();
        Ok(Page { rows: self.accounts_by_id(&ids).await?, next: page.next })
    }

    async fn words_in(&self, part: String, list: &ListAccounts, word: &str) -> Result<Part<OfPerson>, ReadError> {
        let pk = format!("find#{part}");
        let look = Prefix { pk, word, after: list.after.as_ref(), limit: list.limit, trips: usize::MAX };
        self.begin_so(&look, |_| true).await
    }

    /// Several accounts, in the order of the ids, as they were a moment ago; absent ones are left out.
    async fn accounts_by_id(&self, ids: &[UserId]) -> Result<Vec<Account>, ReadError> {
        let batches = ids.chunks(BATCH).map(async |ids| {
            let wanted: Vec<Key> = ids.iter().map(|id| keys::account(*id)).collect();
            self.get_all(&wanted, false).await
        });
        let mut rows: BTreeMap<_, _> = futures::future::try_join_all(batches).await?.into_iter().flatten().collect();
        ids.iter().filter_map(|id| rows.remove(&keys::account(*id))).map(from_row).collect()
    }
}

impl Transaction<'_> {
    /// The words follow the account: those that go, and those that come.
    pub(super) fn keep_words(mut self, before: Option<&Account>, after: Option<&Account>) -> Self {
        let (old, new) = (before.map(account_words).unwrap_or_default(), after.map(account_words).unwrap_or_default());
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            self = self.delete(Guard::Fresh, key, &Terms::default());
        }
        let Some(user) = after.map(|account| account.id) else { return self };
        for (key, shared) in new.iter().filter(|(key, shared)| old.get(*key) != Some(shared)) {
            let row = Entry { user, shared: *shared };
            self = self.put(Guard::Fresh, key, &row, Item::new(), Terms::anyway());
        }
        self
    }
}

/// Under which keys somebody is found, and how much each word shares with the one before it.
pub fn account_words(account: &Account) -> BTreeMap<Key, usize> {
    let local = account.email.as_str().split('@').next().unwrap_or_default();
    let tokens: BTreeSet<String> = words(account.name.as_str()).chain(words(local)).take(MOST).collect();
    let part = keys::account_list(account.roles.gradhelper(), account.status);
    let key = |word: &str| Key::new(format_args!("find#{part}"), format_args!("{word}#{}", account.id));
    entries(tokens).into_iter().map(|(word, shared)| (key(&word), shared)).collect()
}
