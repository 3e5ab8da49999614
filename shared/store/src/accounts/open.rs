//! A new account: every row that makes a person, or none.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::account::audit::Deed;
use domain::account::challenge::Challenge;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::account::{Account, Status};
use domain::event::Happened;
use domain::{Now, UserId};

use super::{ADMINS, AccountWriteError, IDENTITY};
use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::idempotency::Mismatch;
use crate::keys;
use crate::row::{Item, key_of, n, number, s};
use crate::transact::{Terms, Transaction, indexed};
use crate::{IdempotencyKey, Kept, Pass, ReadError, Store};

/// An account about to be made, with what happens in the same breath.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    pub account: &'a Account,
    pub identity: &'a Identity,
    /// The admin who makes it; nobody where a person makes their own.
    pub by: Option<&'a Pass>,
    /// They are signed in at once.
    pub session: Option<&'a Session>,
    /// The challenge that proved the address.
    pub proof: Option<&'a Challenge>,
    /// A challenge to go out with it.
    pub invite: Option<&'a Challenge>,
    /// Only if nobody runs the place yet.
    pub first_admin: bool,
    /// The admin's wish to have this happen once.
    pub key: Option<&'a IdempotencyKey>,
}

impl<'a> Opening<'a> {
    /// Only the account.
    pub fn of(account: &'a Account, identity: &'a Identity) -> Self {
        Self { account, identity, by: None, session: None, proof: None, invite: None, first_admin: false, key: None }
    }
}

impl Store {
    /// The next integer id. One that is not used is lost, which does not matter.
    pub async fn next_number(&self) -> Result<u64, ReadError> {
        let reply = self
            .db
            .update_item()
            .table_name(self.table())
            .set_key(Some(key_of(&keys::account_counter())))
            .update_expression("ADD given :one")
            .expression_attribute_values(":one", n(1))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(ReadError::table)?;
        let given = reply.attributes.as_ref().and_then(|row| number(row, "given"));
        given.ok_or_else(|| ReadError::shape("a counter without a number"))
    }

    /// Makes the account. Its address, number and Google id must be nobody's. Returns that of an earlier
    /// request with the same key where there was one.
    pub async fn open_account(&self, opening: &Opening<'_>, now: Now) -> Result<Account, AccountWriteError> {
        let Opening { account, identity, by, session, proof, invite, first_admin, key } = *opening;
        let doing =
            Doing { by: Some(by.map_or(account.id, |by| by.user)), ..Doing::own(account.id, Deed::AccountOpened) };
        let mut transaction = self.transaction();
        if let Some(by) = by {
            transaction = transaction.gate(by);
        }
        transaction = transaction
            // First: who lost the challenge to another click of the same link hears of that.
            .using(proof, now)
            .person(account, identity)
            .keep_words(None, Some(account))
            .starting(session)
            .audited(&doing, now);
        if first_admin || account.runs_the_place() {
            transaction = transaction.add_admin(account.id, first_admin);
        }
        if let Some(invite) = invite {
            let news: Happened = invite.news();
            transaction = transaction.challenge(invite, Some(news), now);
        }
        match (transaction.idempotent(key, account, now).commit().await, key) {
            (Ok(()), _) => Ok(account.clone()),
            (Err(CommitError::Lost { guard: Guard::Key, current }), Some(key)) => {
                match key.read(current.as_ref(), now)? {
                    Kept::Replay(made) => Ok(made),
                    Kept::Mismatch => Err(AccountWriteError::Mismatch(Mismatch)),
                    Kept::Nothing => Err(CommitError::Busy.into()),
                }
            }
            (Err(lost), _) => Err(lost.into()),
        }
    }
}

impl Transaction<'_> {
    fn person(self, account: &Account, identity: &Identity) -> Self {
        let none = serde_json::Map::new();
        let gate = Item::from([
            ("status".to_owned(), s(Status::Active.to_string())),
            ("epoch".to_owned(), n(0)),
            ("era".to_owned(), n(0)),
        ]);
        let this = self
            .put(Guard::New, &keys::account(account.id), account, listed(account), Terms::absent())
            .put(Guard::New, &keys::gate(account.id), &none, gate, Terms::absent())
            .put_new(IDENTITY, &keys::identity(&identity.email), identity)
            .put(Guard::New, &keys::number(account.number), &none, whose(account.id), Terms::absent());
        match &account.google {
            Some(sub) => this.link_google(sub, account.id),
            None => this,
        }
    }

    /// Google's id is this person's from now on.
    pub(crate) fn link_google(self, sub: &str, user: UserId) -> Self {
        self.put(IDENTITY, &keys::google(sub), &serde_json::Map::new(), whose(user), Terms::absent())
    }

    /// One more who can run the place; `first` only where there is none.
    pub(super) fn add_admin(self, user: UserId, first: bool) -> Self {
        let terms = Terms::new(if first { "attribute_not_exists(ids)" } else { "" });
        let terms = terms.value(":one", AttributeValue::Ss(vec![user.to_string()]));
        self.update(ADMINS, &keys::admins(), "ADD ids :one", &terms)
    }
}

fn whose(user: UserId) -> Item {
    Item::from([("user".to_owned(), s(user.to_string()))])
}

/// Where the account stands in the admins' lists.
pub(super) fn listed(account: &Account) -> Item {
    let list = keys::account_list(account.roles.gradhelper(), account.status);
    indexed("gsi3", list, keys::account_place(account)).into_iter().collect()
}
