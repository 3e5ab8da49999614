//! The row of an e-mail address that has an account: whose it is and which password opens it. One
//! account per address is this row's being there.

use serde::{Deserialize, Serialize};

use super::password::Hash;
use crate::email::Email;
use crate::id::UserId;

/// Whose address it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub email: Email,
    pub user: UserId,
    /// None for people who come by code or Google.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Hash>,
    /// Has somebody who reads this address said so? Always, unless `REGISTRATION=open`.
    pub confirmed: bool,
    pub version: u32,
}

impl Identity {
    pub fn new(email: Email, user: UserId, password: Option<Hash>, confirmed: bool) -> Self {
        Self { email, user, password, confirmed, version: 1 }
    }

    /// With a new password, by somebody who reads the address or knew the old one.
    pub fn with_password(self, password: Hash) -> Self {
        Self { password: Some(password), version: self.version + 1, ..self }
    }

    /// Somebody who reads the address came in by it. A password from before that may be anybody's, so
    /// it goes.
    pub fn claimed(self) -> Self {
        if self.confirmed { self } else { Self { password: None, ..self.proved() } }
    }

    /// Somebody who reads the address said so.
    pub fn proved(self) -> Self {
        if self.confirmed { self } else { Self { confirmed: true, version: self.version + 1, ..self } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, Now};

    #[test]
    fn every_change_of_an_identity_is_its_next_version_and_no_change_is_none() {
        let hash = |text: &str| Hash(text.to_owned());
        let user = UserId::fresh(Now::at("2026-11-20T10:00:00Z"), &Entropy::seeded(1));
        let email = Email::parse("ada@example.com").unwrap();
        let new = Identity { version: 3, ..Identity::new(email, user, Some(hash("old")), false) };
        let changed = new.clone().with_password(hash("new"));
        assert_eq!((changed.version, changed.password), (4, Some(hash("new"))));
        let proved = new.clone().proved();
        assert_eq!((proved.version, proved.confirmed, proved.password.clone()), (4, true, Some(hash("old"))));
        assert_eq!((proved.clone().proved().version, proved.claimed().password), (4, Some(hash("old"))));
        let claimed = new.claimed();
        assert_eq!((claimed.version, claimed.confirmed, claimed.password), (4, true, None));
    }
}
