//! The first administrator, where the configuration's address has an account already.

use domain::Now;
use domain::account::Account;
use domain::account::audit::Deed;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::event::Happened;

use super::open::listed;
use super::{AccountWriteError, BESIDE, Bite, Person, with_bite};
use crate::audit::Doing;
use crate::commit::Guard;
use crate::row::{Item, n, s};
use crate::transact::Terms;
use crate::{Store, keys};

/// From an ordinary account to the administrator's.
#[derive(Clone, Copy)]
pub struct Appointment<'a> {
    /// As they were read.
    pub person: &'a Person,
    /// With the role.
    pub account: &'a Account,
    /// Before, and with the configuration's password.
    pub identities: (&'a Identity, &'a Identity),
}

impl Store {
    /// Gives the account the place, if nobody runs it: the password with the role, every session until
    /// now ends, the owner is told.
    pub async fn appoint(
        &self,
        appointment: &Appointment<'_>,
        session: &Session,
        now: Now,
    ) -> Result<(), AccountWriteError> {
        let Appointment { person, account, identities: (before, after) } = *appointment;
        let gate = Terms::new("#status = :active AND epoch = :epoch")
            .name("#status", "status")
            .value(":active", s("active"))
            .value(":epoch", n(person.epoch));
        let (gate, update) = with_bite(gate, Bite::Sessions, "");
        let doing = Doing { note: "first administrator", ..Doing::own(account.id, Deed::RolesChanged) };
        let transaction = self
            .transaction()
            // First of all: who finds an administrator here learns that, and nothing else.
            .add_admin(account.id, true)
            .update(Guard::Gate, &keys::gate(account.id), update, &gate)
            .put_version(BESIDE, &keys::account(account.id), account, listed(account), person.account.version)
            .put_version(BESIDE, &keys::identity(&after.email), after, Item::new(), before.version)
            .keep_words(Some(&person.account), Some(account))
            .starting(Some(session))
            .audited(&doing, now)
            .telling(Some(Happened::PasswordChanged { email: after.email.clone() }), now);
        Ok(transaction.commit().await?)
    }
}
