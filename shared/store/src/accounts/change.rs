//! Changes of an account, by its owner or by an admin. What must bite at once (status, roles) moves the
//! gate in the same transaction, and the set of those who run the place with it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::Account;
use domain::account::audit::Deed;
use domain::account::identity::Identity;
use domain::event::Happened;
use domain::mentor::Mentor;
use domain::{Now, UserId};

use super::open::listed;
use super::{ADMINS, AccountWriteError, BESIDE, IDENTITY};
use crate::audit::Doing;
use crate::commit::Guard;
use crate::gate::terms;
use crate::keys;
use crate::row::{n, s};
use crate::transact::{Terms, Transaction};
use crate::{Pass, Store};

/// What a change does to the tokens that are out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bite {
    /// Nothing.
    Nothing,
    /// Access tokens are worth nothing from now on; refreshing gives a new one.
    Tokens,
    /// Every session ends.
    Sessions,
}

/// One change: from what was read to what was decided.
#[derive(Clone, Copy)]
pub struct AccountChange<'a> {
    pub before: &'a Account,
    pub after: &'a Account,
    /// The profile as a mentor, which carries the name along.
    pub mentor: Option<&'a Mentor>,
    /// The address's row, where the address changes.
    pub identity: Option<&'a Identity>,
    pub by: &'a Pass,
    pub deed: Deed,
    pub note: &'a str,
    pub bite: Bite,
}

impl Store {
    /// Writes the change, or nothing and says why.
    pub async fn change_account(&self, change: &AccountChange<'_>, now: Now) -> Result<(), AccountWriteError> {
        let AccountChange { before, after, by, deed, note, .. } = *change;
        let doing = Doing { by: Some(by.user), deed, on: Some(after.id), note };
        let transaction = self
            .transaction()
            .gates(change, now)
            .put_version(Guard::Version, &keys::account(after.id), after, listed(after), before.version)
            .keep_admins(before, Some(after))
            .keep_words(Some(before), Some(after))
            .keep_mentor(change, now)
            .keep_address(change);
        Ok(transaction.audited(&doing, now).commit().await?)
    }

    /// Deletes the account and everything that names it; `mentor` is its profile, where there is one. What else was
    /// theirs alone is taken away for the event of it (`erase.rs`).
    pub async fn delete_account(
        &self,
        account: &Account,
        mentor: Option<&Mentor>,
        by: &Pass,
        now: Now,
    ) -> Result<(), AccountWriteError> {
        let doing = Doing { by: Some(by.user), deed: Deed::AccountDeleted, on: Some(account.id), note: "" };
        let anyway = Terms::default();
        let admitted = if by.user == account.id {
            self.transaction().delete(Guard::Gate, &keys::gate(account.id), &terms(by))
        } else {
            self.transaction().gate(by).delete(Guard::Fresh, &keys::gate(account.id), &anyway)
        };
        let mut transaction = admitted
            .delete(Guard::Version, &keys::account(account.id), &Terms::version(account.version))
            .delete(Guard::Fresh, &keys::identity(&account.email), &anyway)
            .delete(Guard::Fresh, &keys::number(account.number), &anyway)
            .keep_admins(account, None)
            .keep_words(Some(account), None)
            .telling(Some(Happened::AccountDeleted { user: account.id }), now)
            .audited(&doing, now);
        if let Some(sub) = &account.google {
            transaction = transaction.delete(Guard::Fresh, &keys::google(sub), &anyway);
        }
        // Hours may be kept before there is a profile.
        transaction = transaction.delete(Guard::Fresh, &keys::availability(account.id), &anyway);
        transaction = match mentor {
            Some(_) => transaction
                .delete(Guard::Fresh, &keys::mentor(account.id), &anyway)
                .telling(Some(Happened::MentorChanged { mentor: account.id }), now),
            None => transaction.check(BESIDE, &keys::mentor(account.id), &Terms::absent()),
        };
        Ok(transaction.commit().await?)
    }
}

impl Transaction<'_> {
    /// The caller's gate admits them, and the account's moves; one action where they are the same.
    fn gates(self, change: &AccountChange<'_>, now: Now) -> Self {
        let AccountChange { before, after, by, bite, .. } = *change;
        if bite == Bite::Nothing && before.status == after.status {
            return self.gate(by);
        }
        let admitted = if by.user == after.id {
            self.move_gate(Guard::Gate, terms(by), after, bite)
        } else {
            let there = Terms::new("attribute_exists(pk)").name("#status", "status");
            self.gate(by).move_gate(Guard::Version, there, after, bite)
        };
        admitted.shutting_out(after.id, now)
    }

    fn move_gate(self, guard: Guard, terms: Terms, after: &Account, bite: Bite) -> Self {
        let terms = terms.value(":status", s(after.status.to_string()));
        let (terms, update) = with_bite(terms, bite, "SET #status = :status");
        self.update(guard, &keys::gate(after.id), update, &terms)
    }

    fn keep_admins(self, before: &Account, after: Option<&Account>) -> Self {
        match (before.runs_the_place(), after.is_some_and(Account::runs_the_place)) {
            (false, true) => self.add_admin(before.id, false),
            (true, false) => self.remove_admin(before.id),
            _ => self,
        }
    }

    fn remove_admin(self, user: UserId) -> Self {
        let terms = Terms::new("contains(ids, :me) AND size(ids) > :one")
            .value(":me", s(user.to_string()))
            .value(":ids", AttributeValue::Ss(vec![user.to_string()]))
            .value(":one", n(1));
        self.update(ADMINS, &keys::admins(), "DELETE ids :ids", &terms)
    }

    /// A mentor's page says the same name, and is shown only while its owner is an active mentor.
    fn keep_mentor(self, change: &AccountChange<'_>, now: Now) -> Self {
        let Some(mentor) = change.mentor else { return self.still_no_mentor(change) };
        let after = mentor.clone().following(change.after);
        if (&after.name, after.hidden) == (&mentor.name, mentor.hidden) {
            return self;
        }
        let terms = Terms::version(mentor.version)
            .name("#name", "name")
            .name("#hidden", "hidden")
            .value(":name", s(after.name.as_str()))
            .value(":hidden", AttributeValue::Bool(after.hidden))
            .value(":next", n(mentor.version + 1))
            .value(":list", s(keys::mentors_beside(&after)))
            .value(":place", s(keys::mentor_place(&after)));
        let update = "SET #name = :name, #hidden = :hidden, gsi3pk = :list, gsi3sk = :place, #version = :next";
        self.update(BESIDE, &keys::mentor(mentor.id), update, &terms)
            .telling(Some(Happened::MentorChanged { mentor: mentor.id }), now)
    }

    /// A page that was made since the account was read would say the old name, or show who is suspended.
    fn still_no_mentor(self, change: &AccountChange<'_>) -> Self {
        let AccountChange { before, after, .. } = *change;
        if (&before.name, before.status, before.roles) == (&after.name, after.status, after.roles) {
            return self;
        }
        self.check(BESIDE, &keys::mentor(after.id), &Terms::absent())
    }

    /// A new address, and the old one free.
    fn keep_address(self, change: &AccountChange<'_>) -> Self {
        let AccountChange { before, after, .. } = *change;
        let Some(identity) = change.identity.filter(|_| before.email != after.email) else { return self };
        let moved = Identity { email: after.email.clone(), ..identity.clone() };
        self.delete(BESIDE, &keys::identity(&before.email), &Terms::version(identity.version)).put_new(
            IDENTITY,
            &keys::identity(&after.email),
            &moved,
        )
    }
}

/// The update that also moves epoch and era, as the bite asks.
pub(crate) fn with_bite(terms: Terms, bite: Bite, update: &str) -> (Terms, String) {
    const EPOCH: &str = "epoch = epoch + :more";
    const ERA: &str = "era = if_not_exists(era, :none) + :more";
    let join = if update.is_empty() { "SET " } else { ", " };
    match bite {
        Bite::Nothing => (terms, update.to_owned()),
        Bite::Tokens => (terms.value(":more", n(1)), format!("{update}{join}{EPOCH}")),
        Bite::Sessions => (terms.value(":more", n(1)).value(":none", n(0)), format!("{update}{join}{EPOCH}, {ERA}")),
    }
}
