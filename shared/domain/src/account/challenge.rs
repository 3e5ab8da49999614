//! Codes and links by mail: 10 minutes, once, five tries (promise 20). Neither is stored: both are
//! derived from the row's id (`signed::code`, `signed::link`). A row is written for every address that
//! is asked about, known or not, so that nobody learns which (promise 19).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::password::Hash;
use super::{Purpose, Surface};
use crate::email::Email;
use crate::event::Happened;
use crate::id::{ChallengeId, UserId};
use crate::text::PersonName;
use crate::time::Now;

/// How long a code or link is good for.
pub const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// How often a code may be tried.
pub const TRIES: u8 = 5;
/// How long somebody may take to confirm the address they registered, with fresh links.
pub const PENDING: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One code and one link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    pub id: ChallengeId,
    pub email: Email,
    pub purpose: Purpose,
    pub surface: Surface,
    /// Whose account it opens, if there was one when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The account that confirming makes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    pub expires: Timestamp,
    #[serde(default)]
    pub tries: u8,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Timestamp>,
}

/// An account that waits for its address to be confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    pub user: UserId,
    pub name: PersonName,
    pub password: Hash,
    pub until: Timestamp,
}

impl Challenge {
    pub fn new(id: ChallengeId, email: Email, purpose: Purpose, surface: Surface, now: Now) -> Self {
        Self {
            id,
            email,
            purpose,
            surface,
            user: None,
            registration: None,
            expires: now.plus(LIFE),
            tries: 0,
            used: None,
        }
    }

    /// For this account.
    pub fn of(self, user: Option<UserId>) -> Self {
        Self { user, ..self }
    }

    /// Making this account, once confirmed.
    pub fn making(self, registration: Option<Registration>) -> Self {
        Self { registration, ..self }
    }

    /// Can it still be used? The write that uses it holds the row to the same.
    pub fn is_open(&self, now: Now) -> bool {
        self.used.is_none() && now.0 < self.expires
    }

    /// The news that makes the mail leave.
    pub fn news(&self) -> Happened {
        Happened::Challenged {
            challenge: self.id,
            email: self.email.clone(),
            purpose: self.purpose,
            surface: self.surface,
        }
    }
}

impl Registration {
    pub fn new(user: UserId, name: PersonName, password: Hash, now: Now) -> Self {
        Self { user, name, password, until: now.plus(PENDING) }
    }

    pub fn is_pending(&self, now: Now) -> bool {
        now.0 < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Entropy;

    #[test]
    fn a_challenge_is_open_for_ten_minutes_and_until_it_is_used() {
        let now = Now::at("2026-11-20T10:00:00Z");
        let id = ChallengeId::fresh(now, &Entropy::seeded(1));
        let email = Email::parse("ada@example.org").unwrap();
        let challenge = Challenge::new(id, email, Purpose::SignIn, Surface::Mansa, now);
        assert!(challenge.is_open(Now::at("2026-11-20T10:09:59Z")));
        assert!(!challenge.is_open(Now::at("2026-11-20T10:10:00Z")));
        assert!(!Challenge { used: Some(now.0), ..challenge }.is_open(now));
    }

    #[test]
    fn a_challenge_says_whose_account_it_opens_or_makes() {
        let now = Now::at("2026-11-20T10:00:00Z");
        let (entropy, email) = (Entropy::seeded(1), Email::parse("ada@example.org").unwrap());
        let id = ChallengeId::fresh(now, &entropy);
        let user = UserId::fresh(now, &entropy);
        let hash = crate::account::password::Hash("$argon2id$".to_owned());
        let registration = Registration::new(user, PersonName::parse("Ada").unwrap(), hash, now);
        let challenge = Challenge::new(id, email, Purpose::ConfirmEmail, Surface::Main, now);
        let made = challenge.clone().of(Some(user)).making(Some(registration.clone()));
        assert_eq!(made, Challenge { user: Some(user), registration: Some(registration), ..challenge });
    }

    #[test]
    fn a_registration_waits_until_its_time_is_over() {
        let now = Now::at("2026-11-20T10:00:00Z");
        let user = UserId::fresh(now, &Entropy::seeded(1));
        let hash = crate::account::password::Hash("$argon2id$".to_owned());
        let registration = Registration::new(user, PersonName::parse("Ada").unwrap(), hash, now);
        assert_eq!(registration.until.to_string(), "2026-11-27T10:00:00Z");
        assert!(registration.is_pending(now));
        assert!(registration.is_pending(Now(registration.until - jiff::SignedDuration::from_secs(1))));
        assert!(!registration.is_pending(Now(registration.until)));
        assert!(!registration.is_pending(Now(registration.until + jiff::SignedDuration::from_secs(1))));
    }
}
