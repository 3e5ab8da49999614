//! People: their account, how they prove who they are, and what bites at once (the gate).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::id::UserId;
use crate::role::{Role, Roles};
use crate::text::{Line, PersonName};
use crate::time::Zone;

pub mod audit;
pub mod challenge;
mod error;
pub mod family;
mod guess;
pub mod identity;
pub mod password;
pub mod registry;

pub use error::AccountError;

/// A person's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: UserId,
    /// Document 1's integer id (ruling 6).
    pub number: u64,
    pub email: Email,
    pub name: PersonName,
    pub roles: Roles,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    #[serde(default)]
    pub profile: Profile,
    /// Google's name for them, once linked: `sub` of the one issuer we trust (promise 23).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google: Option<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub version: u32,
}

impl Account {
    /// Somebody whose address is proved, or whom an admin vouches for.
    pub fn new(id: UserId, number: u64, email: Email, name: PersonName, roles: Roles, now: Timestamp) -> Self {
        Self {
            id,
            number,
            email,
            name,
            roles,
            status: Status::Active,
            zone: None,
            profile: Profile::default(),
            google: None,
            created: now,
            updated: now,
            version: 1,
        }
    }

    /// The next version, as of now.
    pub fn touched(self, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated: now, ..self }
    }

    /// Counts among those who can still run the place.
    pub fn runs_the_place(&self) -> bool {
        self.roles.has(Role::Admin) && self.status == Status::Active
    }

    /// May they come in?
    pub fn admitted(&self) -> Result<(), AccountError> {
        if self.status == Status::Active { Ok(()) } else { Err(AccountError::NotActive(self.status)) }
    }

    /// A caller who names a version means that one and no other.
    pub fn at_version(&self, wanted: Option<u32>) -> Result<(), AccountError> {
        match wanted {
            Some(wanted) if wanted != self.version => Err(AccountError::Stale(self.version)),
            _ => Ok(()),
        }
    }
}

impl Profile {
    /// Document 3 asks people to fill these in.
    pub fn is_complete(&self) -> bool {
        ![&self.academic_level, &self.institution, &self.major].into_iter().any(Line::is_empty)
    }
}

/// What document 3 keeps of a person besides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub academic_level: Line,
    pub institution: Line,
    pub major: Line,
    pub bio: crate::text::Bio,
    pub notifications: Option<bool>,
    pub email_updates: Option<bool>,
    pub theme: Line,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// May this person act?
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AccountStatus)]
pub enum Status {
    #[default]
    Active,
    Inactive,
    Suspended,
}

/// The row that writes which matter put a condition on: suspension, logout everywhere and the exact
/// limits bite in the write's own round trip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gate {
    pub status: Status,
    /// Grows when every session ends at once: a token of an older epoch is worth nothing.
    pub epoch: u32,
    /// When the last accepted bookings were made, milliseconds since 1970; three places, oldest reused.
    pub booked: [i64; 3],
}

/// Which way of speaking somebody came by: links in mails lead back there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Surface {
    /// The main API, document 3.
    Main,
    /// Document 1.
    Mansa,
    /// Document 4.
    Nclex,
}

/// What a code or link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    SignIn,
    ConfirmEmail,
    ResetPassword,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, Now};

    fn account(roles: Roles, status: Status) -> Account {
        let now = Now::at("2026-11-20T10:00:00Z");
        let (email, name) = (Email::parse("ada@example.com").unwrap(), PersonName::parse("Ada").unwrap());
        let new = Account::new(UserId::fresh(now, &Entropy::seeded(1)), 7, email, name, roles, now.0);
        Account { status, version: 3, ..new }
    }

    #[test]
    fn a_change_is_the_next_version_as_of_now() {
        let later = Now::at("2026-11-21T10:00:00Z").0;
        let before = account(Roles::MENTEE, Status::Active);
        assert_eq!(before.clone().touched(later), Account { version: 4, updated: later, ..before });
    }

    #[test]
    fn only_an_active_admin_runs_the_place() {
        assert!(account(Roles::ADMIN, Status::Active).runs_the_place());
        assert!(!account(Roles::ADMIN, Status::Suspended).runs_the_place());
        assert!(!account(Roles::MENTOR, Status::Active).runs_the_place());
    }

    #[test]
    fn who_is_suspended_is_not_admitted() {
        assert_eq!(account(Roles::MENTEE, Status::Active).admitted(), Ok(()));
        let suspended = account(Roles::MENTEE, Status::Suspended).admitted();
        assert_eq!(suspended, Err(AccountError::NotActive(Status::Suspended)));
    }

    #[test]
    fn who_names_a_version_means_that_one() {
        let account = account(Roles::MENTEE, Status::Active);
        assert_eq!(account.at_version(None), Ok(()));
        assert_eq!(account.at_version(Some(3)), Ok(()));
        assert_eq!(account.at_version(Some(2)), Err(AccountError::Stale(3)));
    }

    #[test]
    fn a_profile_is_complete_with_level_institution_and_major() {
        let line = |text: &str| Line::parse(text).unwrap();
        let full = Profile {
            academic_level: line("Master"),
            institution: line("MIT"),
            major: line("Physics"),
            ..Profile::default()
        };
        assert!(full.is_complete());
        assert!(!Profile { academic_level: Line::default(), ..full.clone() }.is_complete());
        assert!(!Profile { institution: Line::default(), ..full.clone() }.is_complete());
        assert!(!Profile { major: Line::default(), ..full }.is_complete());
    }
}
