//! The person who is told something.

use domain::account::Account;
use domain::preference::Preferences;
use domain::{UserId, Zone};

use crate::row::{from_row, text};
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
        let (account, mentor, preferences) = (keys::account(person), keys::mentor(person), keys::preferences(person));
        let mut rows = self.get_all(&[account.clone(), mentor.clone(), preferences.clone()], true).await?;
        let Some(row) = rows.remove(&account) else { return Ok(None) };
        let found: Account = from_row(row)?;
        let teaches = || rows.get(&mentor).and_then(|row| Zone::parse(text(row, "zone")?).ok());
        let zone = found.zone.clone().or_else(teaches);
        let preferences = rows.remove(&preferences).map(from_row).transpose()?.unwrap_or_default();
        Ok(Some(Reader { account: Account { zone, ..found }, preferences }))
    }
}
