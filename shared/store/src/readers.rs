//! The people to whom a letter goes.

use std::collections::HashMap;

use domain::UserId;
use domain::account::Account;

use crate::keys::{self, Key};
use crate::row::from_row;
use crate::{ReadError, Store};

impl Store {
    /// Their accounts as they are now, in one round trip; who is gone is left out.
    pub async fn readers(&self, people: &[UserId]) -> Result<HashMap<UserId, Account>, ReadError> {
        let keys: Vec<Key> = people.iter().map(|person| keys::account(*person)).collect();
        let rows = self.get_all(&keys, true).await?;
        let accounts: Result<Vec<Account>, ReadError> = rows.into_values().map(from_row).collect();
        Ok(accounts?.into_iter().map(|account| (account.id, account)).collect())
    }
}
