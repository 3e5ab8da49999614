//! The member registry: read by address, written a hundred lines at a time.

use domain::account::audit::Deed;
use domain::account::registry::Member;
use domain::{Email, Now};

use crate::accounts::AccountWriteError;
use crate::audit::Doing;
use crate::commit::Guard;
use crate::keys;
use crate::row::Item;
use crate::transact::Terms;
use crate::{Pass, ReadError, Store};

/// As many members as fit a transaction of 100 beside its gate and its trace.
pub const MEMBERS_AT_ONCE: usize = 98;

impl Store {
    /// What the registry says of an address.
    pub async fn member(&self, email: &Email) -> Result<Option<Member>, ReadError> {
        self.get(&keys::member(email)).await
    }

    /// Writes up to [`MEMBERS_AT_ONCE`] members over what the registry said of them. `held` to the gate:
    /// transactions that run side by side would conflict on its row, so not all of them are.
    pub async fn put_members(
        &self,
        members: &[Member],
        by: &Pass,
        held: bool,
        now: Now,
    ) -> Result<(), AccountWriteError> {
        let note = format!("{} members", members.len());
        let doing = Doing { by: Some(by.user), deed: Deed::MembersImported, on: None, note: &note };
        let transaction = self.transaction();
        let transaction = if held { transaction.gate(by) } else { transaction };
        let mut transaction = transaction.audited(&doing, now);
        for member in members {
            let key = keys::member(&member.email);
            transaction = transaction.put(Guard::Fresh, &key, member, Item::new(), Terms::anyway());
        }
        Ok(transaction.commit().await?)
    }
}
