//! The person who is told something.

use std::collections::HashMap;

use domain::account::Account;
use domain::preference::Preferences;
use domain::{UserId, Zone};

use crate::keys::Key;
use crate::row::{Item, from_row, text};
use crate::{ReadError, Store, keys};

/// Somebody, and how they want to be told.
#[derive(Clone, Debug)]
pub struct Reader {
    pub account: Account,
    pub preferences: Preferences,
}

impl Store {
    /// Their account as it is now; none when they are gone. Who has not said a zone, but teaches in
    /// one, reads times in that.
    pub async fn reader(&self, person: UserId) -> Result<Option<Reader>, ReadError> {
        Ok(self.readers(&[person]).await?.pop())
    }

    /// The same of several in one round trip; those who are gone are left out.
    pub async fn readers(&self, people: &[UserId]) -> Result<Vec<Reader>, ReadError> {
        let all = people.iter().flat_map(|one| [keys::account(*one), keys::mentor(*one), keys::preferences(*one)]);
        let mut rows = self.get_all(&all.collect::<Vec<_>>(), true).await?;
        people.iter().filter_map(|one| Reader::of(*one, &mut rows).transpose()).collect()
    }
}

impl Reader {
    fn of(person: UserId, rows: &mut HashMap<Key, Item>) -> Result<Option<Self>, ReadError> {
        let Some(row) = rows.remove(&keys::account(person)) else { return Ok(None) };
        let found: Account = from_row(row)?;
        let teaches = || rows.get(&keys::mentor(person)).and_then(|row| Zone::parse(text(row, "zone")?).ok());
        let zone = found.zone.clone().or_else(teaches);
        let preferences = rows.remove(&keys::preferences(person)).map(from_row).transpose()?.unwrap_or_default();
        Ok(Some(Self { account: Account { zone, ..found }, preferences }))
    }
}
