//! Accounts: who stands at the door, and the rows that make a person: account, gate, e-mail identity,
//! number alias, and Google's id where one is linked.

use domain::account::challenge::{Challenge, Registration};
use domain::account::identity::Identity;
use domain::account::registry::Member;
use domain::account::{Account, AccountError, Purpose};
use domain::mentor::{Approval, Mentor};
use domain::{Email, Kind, Kinds, Now, Problem, UserId};

use crate::answered::Many;
use crate::commit::{CommitError, Guard, WRITTEN};
use crate::idempotency::Mismatch;
use crate::keys::{self, Key};
use crate::read::items;
use crate::row::{Item, from_row, number, text, to_row};
use crate::{ReadError, Store};

mod ahead;
mod appoint;
mod change;
mod find;
mod list;
mod open;
mod password;
pub use appoint::Appointment;
pub(crate) use change::with_bite;
pub use change::{AccountChange, Bite};
pub use find::account_words;
pub use list::ListAccounts;
pub use open::Opening;
pub use password::NewPassword;

/// Why nothing of an account was written.
#[derive(Debug, thiserror::Error)]
pub enum AccountWriteError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Mismatch(Mismatch),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Commit(CommitError),
}

impl Kinds for AccountWriteError {
    const KINDS: &'static [Kind] = WRITTEN;
}

impl Problem for AccountWriteError {
    fn kind(&self) -> Kind {
        match self {
            Self::Account(error) => error.kind(),
            Self::Mismatch(error) => error.kind(),
            Self::Read(error) => error.kind(),
            Self::Commit(error) => error.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Account(error) => error.code(),
            other => other.kind().code(),
        }
    }
    fn field(&self) -> Option<&str> {
        match self {
            Self::Account(error) => error.field(),
            Self::Mismatch(error) => error.field(),
            Self::Read(_) | Self::Commit(_) => None,
        }
    }
    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Account(error) => error.retry_after(),
            Self::Mismatch(_) => None,
            Self::Read(error) => error.retry_after(),
            Self::Commit(error) => error.retry_after(),
        }
    }
}

/// What a lost condition means to an account.
impl From<CommitError> for AccountWriteError {
    fn from(lost: CommitError) -> Self {
        let CommitError::Lost { guard, current } = lost else { return Self::Commit(lost) };
        match guard {
            Guard::Gate => AccountError::Ended.into(),
            Guard::Version => match current.as_ref().and_then(|row| number(row, "version")) {
                Some(version) => AccountError::Stale(version).into(),
                None => AccountError::NoSuchAccount.into(),
            },
            IDENTITY => AccountError::EmailTaken.into(),
            CHALLENGE => AccountError::BadToken.into(),
            ADMINS => AccountError::LastAdmin.into(),
            SESSION => AccountError::NoSuchSession.into(),
            // A row beside the account moved in between: the next attempt sees it.
            BESIDE => Self::Commit(CommitError::Busy),
            guard => Self::Commit(CommitError::Lost { guard, current }),
        }
    }
}

pub(crate) const IDENTITY: Guard = Guard::Named("identity");
pub(crate) const CHALLENGE: Guard = Guard::Named("challenge");
pub(crate) const ADMINS: Guard = Guard::Named("admins");
pub(crate) const SESSION: Guard = Guard::Named("session");
pub(crate) const BESIDE: Guard = Guard::Named("beside");

/// An account as it stands at the door.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: Account,
    /// Of their profile as a mentor, where they have one.
    pub approval: Option<Approval>,
    pub epoch: u32,
    pub era: u32,
    /// Marks of ended sessions on the gate whose tokens have all expired.
    pub(crate) marks: Vec<String>,
}

impl Person {
    /// Just made: nothing has ended yet.
    pub fn new(account: Account) -> Self {
        Self { account, approval: None, epoch: 0, era: 0, marks: Vec::new() }
    }

    /// As they will be once every session has ended.
    pub fn afresh(self) -> Self {
        Self { epoch: self.epoch + 1, era: self.era + 1, ..self }
    }
}

/// What is known of an address.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub identity: Option<Identity>,
    pub member: Option<Member>,
    /// Of the account that was asked for beside the address.
    pub person: Option<Person>,
}

/// Reading a row is work, and work can be measured: where there is none, one like it is made and read.
fn nobody(email: &Email) -> Result<Identity, ReadError> {
    let like = Identity::new(email.clone(), UserId::from(uuid::Uuid::nil()), None, true);
    from_row(to_row(&keys::identity(email), &like)?)
}

impl Store {
    /// Whose address it is.
    pub async fn identity(&self, email: &Email) -> Result<Option<Identity>, ReadError> {
        let found = self.get(&keys::identity(email)).await?;
        if found.is_none() {
            std::hint::black_box(nobody(email)?);
        }
        Ok(found)
    }

    /// Whose address it is, or who has registered it and not confirmed it yet, in one round trip.
    pub async fn doorbell(&self, email: &Email) -> Result<(Option<Identity>, Option<Registration>), ReadError> {
        let (identity, latest) = (keys::identity(email), keys::last_challenge(email, Purpose::ConfirmEmail));
        let mut rows = self.get_all(&[identity.clone(), latest.clone()], true).await?;
        let challenge: Option<Challenge> = rows.remove(&latest).map(from_row).transpose()?;
        Ok((rows.remove(&identity).map(from_row).transpose()?, challenge.and_then(|challenge| challenge.registration)))
    }

    /// An account as it is now.
    pub async fn account(&self, id: UserId) -> Result<Option<Account>, ReadError> {
        self.get(&keys::account(id)).await
    }

    /// Everybody's own page: as it was a moment ago, at half the price.
    pub async fn account_glance(&self, id: UserId) -> Result<Option<Account>, ReadError> {
        self.glance(&keys::account(id)).await
    }

    /// The account and its profile as a mentor, for an edit.
    pub async fn account_file(&self, id: UserId) -> Result<Option<(Account, Option<Mentor>)>, ReadError> {
        let (account, mentor) = (keys::account(id), keys::mentor(id));
        let mut rows = self.get_all(&[account.clone(), mentor.clone()], true).await?;
        let mentor = rows.remove(&mentor).map(from_row).transpose()?;
        Ok(rows.remove(&account).map(from_row).transpose()?.map(|account| (account, mentor)))
    }

    /// The account at the door, in one round trip.
    pub async fn person(&self, id: UserId, now: Now) -> Result<Option<Person>, ReadError> {
        let mut rows = self.get_all(&door(id), true).await?;
        read_person(&mut rows, id, now)
    }

    /// All that is known of an address, and of the account that it seems to be, in one round trip.
    pub async fn known(&self, email: &Email, user: Option<UserId>, now: Now) -> Result<Known, ReadError> {
        let (identity, member) = (keys::identity(email), keys::member(email));
        let mut wanted = vec![identity.clone(), member.clone()];
        wanted.extend(user.map(door).into_iter().flatten());
        let mut rows = self.get_rows(&wanted, true).await?;
        let identity = match rows.remove(&identity) {
            Some(row) => Some(row.read()?),
            None => read_nobody()?,
        };
        let member = rows.remove(&member).map(|row| row.read()).transpose()?;
        let person = match user {
            Some(user) => read_person(&mut items(rows)?, user, now)?,
            None => None,
        };
        Ok(Known { identity, member, person })
    }

    /// Whom Google's id is linked to, and whose the address is, in one round trip.
    pub async fn by_google(&self, sub: &str, email: &Email) -> Result<(Option<UserId>, Option<Identity>), ReadError> {
        let (google, identity) = (keys::google(sub), keys::identity(email));
        let mut rows = self.get_all(&[google.clone(), identity.clone()], true).await?;
        let user = rows.get(&google).and_then(|row| text(row, "user")?.parse().ok());
        Ok((user, rows.remove(&identity).map(from_row).transpose()?))
    }
}

/// What the table says of an address that has an account.
const SOMEBODY: &str = r#"{"Responses":{"ithaca":[{"user":{"S":"usr_01kb4d0v3hfqgs3p6e1bqjr2mm"},"confirmed":{"BOOL":true},"pk":{"S":"email#somebody@example.com"},"sk":{"S":"email"},"password":{"S":"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"},"version":{"N":"1"},"email":{"S":"somebody@example.com"}}]},"UnprocessedKeys":{}}"#;

/// Reads as much of an address that nobody has as of another: the work would tell which it is.
fn read_nobody() -> Result<Option<Identity>, ReadError> {
    let rows = Many::of(&SOMEBODY.into())?.rows;
    rows.iter().try_for_each(|(_, row)| row.read::<Identity>().map(drop))?;
    Ok(None)
}

pub(crate) fn door(id: UserId) -> [Key; 3] {
    [keys::account(id), keys::gate(id), keys::mentor(id)]
}

pub(crate) fn read_person(
    rows: &mut std::collections::HashMap<Key, Item>,
    id: UserId,
    now: Now,
) -> Result<Option<Person>, ReadError> {
    let [account, gate, mentor] = door(id);
    let (Some(account), Some(gate)) = (rows.remove(&account), rows.remove(&gate)) else { return Ok(None) };
    let stale =
        |name: &&String| name.starts_with("ended_") && number(&gate, name).is_some_and(|at: i64| at < now.second());
    Ok(Some(Person {
        account: from_row(account)?,
        approval: rows.remove(&mentor).and_then(|row| text(&row, "approval")?.parse().ok()),
        epoch: number(&gate, "epoch").unwrap_or(0),
        era: number(&gate, "era").unwrap_or(0),
        marks: gate.keys().filter(stale).cloned().collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_of_nobody_is_an_address_like_others() {
        let (key, row) = Many::of(&SOMEBODY.into()).unwrap().rows.remove(0);
        let identity: Identity = row.read().unwrap();
        assert_eq!(key, keys::identity(&identity.email));
        let written = to_row(&key, &identity).unwrap();
        assert_eq!(row.item().unwrap(), written);
        assert_eq!(read_nobody().unwrap(), None);
    }
    use crate::row::{Item, n};

    fn meant(guard: Guard, version: Option<u32>) -> AccountWriteError {
        let current = version.map(|version| Item::from([("version".to_owned(), n(version))]));
        CommitError::Lost { guard, current }.into()
    }

    #[test]
    fn a_lost_condition_means_what_its_guard_stands_for() {
        let account = |guard, version| match meant(guard, version) {
            AccountWriteError::Account(error) => error,
            other => panic!("{other:?}"),
        };
        assert_eq!(account(Guard::Gate, None), AccountError::Ended);
        assert_eq!(account(Guard::Version, Some(4)), AccountError::Stale(4));
        assert_eq!(account(Guard::Version, None), AccountError::NoSuchAccount);
        assert_eq!(account(IDENTITY, None), AccountError::EmailTaken);
        assert_eq!(account(CHALLENGE, None), AccountError::BadToken);
        assert_eq!(account(ADMINS, None), AccountError::LastAdmin);
        assert_eq!(account(SESSION, None), AccountError::NoSuchSession);
        assert!(matches!(meant(BESIDE, None), AccountWriteError::Commit(CommitError::Busy)));
        assert!(matches!(meant(Guard::New, None), AccountWriteError::Commit(CommitError::Lost { .. })));
    }

    #[test]
    fn the_mark_of_an_ended_session_has_served_once_its_time_is_over() {
        let now = Now::at("2026-11-20T10:00:00Z");
        let id = UserId::fresh(now, &domain::Entropy::seeded(1));
        let (email, name) = (Email::parse("ada@example.org").unwrap(), "Ada".to_owned().try_into().unwrap());
        let account = Account::new(id, 1, email, name, domain::Roles::MENTEE, now.0);
        let gate = Item::from([
            ("ended_before".to_owned(), n(now.second() - 1)),
            ("ended_now".to_owned(), n(now.second())),
            ("booked_before".to_owned(), n(1)),
        ]);
        let [account_key, gate_key, _] = door(id);
        let mut rows = [(account_key.clone(), to_row(&account_key, &account).unwrap()), (gate_key, gate)].into();
        let person = read_person(&mut rows, id, now).unwrap().unwrap();
        assert_eq!(person.marks, ["ended_before"]);
    }

    #[test]
    fn each_error_says_what_the_one_inside_it_says() {
        let said = |error: &AccountWriteError| {
            (error.kind(), error.code(), error.field().map(str::to_owned), error.retry_after())
        };
        let wrapped = AccountWriteError::from(AccountError::TooOften(9));
        assert_eq!(said(&wrapped), (domain::Kind::Limited, domain::Kind::Limited.code(), None, Some(9)));
        let taken = AccountWriteError::from(AccountError::EmailTaken);
        assert_eq!(said(&taken), (domain::Kind::Conflict, "EMAIL_TAKEN", Some("email".into()), None));
        let busy = AccountWriteError::from(CommitError::Busy);
        assert_eq!(said(&busy), (domain::Kind::Unavailable, domain::Kind::Unavailable.code(), None, Some(1)));
        let read = AccountWriteError::from(crate::ReadError::Busy);
        assert_eq!(said(&read), (domain::Kind::Unavailable, domain::Kind::Unavailable.code(), None, Some(1)));
    }
}
