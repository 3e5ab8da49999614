//! The person to whom a letter goes.

use domain::account::Account;
use domain::{UserId, Zone};

use crate::row::{from_row, text};
use crate::{ReadError, Store, keys};

impl Store {
    /// Their account as it is now; none when they are gone. Who has not said a zone, but teaches in
    /// one, reads times in that.
    pub async fn reader(&self, person: UserId) -> Result<Option<Account>, ReadError> {
        let (account, mentor) = (keys::account(person), keys::mentor(person));
        let mut rows = self.get_all(&[account.clone(), mentor.clone()], true).await?;
        let Some(row) = rows.remove(&account) else { return Ok(None) };
        let found: Account = from_row(row)?;
        let teaches = || rows.get(&mentor).and_then(|row| Zone::parse(text(row, "zone")?).ok());
        Ok(Some(Account { zone: found.zone.clone().or_else(teaches), ..found }))
    }
}
