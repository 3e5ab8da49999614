//! A new password: every session ends with the old one.

use domain::Now;
use domain::account::audit::Deed;
use domain::account::challenge::Challenge;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::event::Happened;

use super::change::{Bite, with_bite};
use super::{AccountWriteError, BESIDE};
use crate::audit::Doing;
use crate::commit::Guard;
use crate::gate::terms;
use crate::keys;
use crate::row::Item;
use crate::transact::Terms;
use crate::{Pass, Store};

/// From the identity that was read to the one with the new password.
#[derive(Clone, Copy)]
pub struct NewPassword<'a> {
    pub before: &'a Identity,
    pub after: &'a Identity,
    /// Who knew the old one; nobody where a mailed link proved the address.
    pub by: Option<&'a Pass>,
    pub proof: Option<&'a Challenge>,
    /// The session that goes on in place of all others.
    pub session: Option<&'a Session>,
}

impl Store {
    /// An account that was let in before its address was confirmed: now it is.
    pub async fn confirm_email(
        &self,
        before: &Identity,
        after: &Identity,
        proof: &Challenge,
        now: Now,
    ) -> Result<(), AccountWriteError> {
        let transaction = self
            .transaction()
            .using(Some(proof), now)
            .put_version(BESIDE, &keys::identity(&after.email), after, Item::new(), before.version)
            .audited(&Doing::own(after.user, Deed::EmailConfirmed), now);
        Ok(transaction.commit().await?)
    }

    /// Writes the password, ends the sessions, tells the owner.
    pub async fn set_password(&self, new: &NewPassword<'_>, now: Now) -> Result<(), AccountWriteError> {
        let NewPassword { before, after, by, proof, session } = *new;
        let user = after.user;
        let deed = if by.is_some() { Deed::PasswordChanged } else { Deed::PasswordReset };
        let gate = by.map_or_else(|| Terms::new("attribute_exists(pk)"), terms);
        let (gate, update) = with_bite(gate, Bite::Sessions, "");
        let transaction = self
            .transaction()
            .update(Guard::Gate, &keys::gate(user), update, &gate)
            // Before the identity: who lost the challenge lost for good, not for a moment.
            .using(proof, now)
            .put_version(BESIDE, &keys::identity(&after.email), after, Item::new(), before.version)
            .starting(session)
            .shutting_out(user, now)
            .audited(&Doing::own(user, deed), now)
            .telling(Some(Happened::PasswordChanged { email: after.email.clone() }), now);
        Ok(transaction.commit().await?)
    }
}
