//! argon2id, 19 MiB, 2 passes, 1 lane (the library's and OWASP's own choice), about 20 ms. A Lambda
//! serves one request at a time, so it runs where it stands.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use domain::Entropy;
use domain::account::password::{Given, Hash, Password};

use crate::app::broken;

/// Of no password: checked where there is none, so that a stranger's address takes as long as a member's.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aXRoYWNhLW5vYm9keS0wMA$QWVnZWFuIHNlYSwgYW5kIG5vYm9keSBvbiBpdC4uLi4";

/// What is kept of a password.
pub fn hash(password: &Password, entropy: &Entropy) -> Result<Hash, api::Error> {
    let hash: Result<PasswordHash, _> =
        Argon2::default().hash_password_with_salt(password.bytes(), &entropy.bytes::<16>());
    hash.map(|hash| Hash(hash.to_string())).map_err(broken)
}

/// Is this the password? False, as slowly, where there is none.
pub fn matches(hash: Option<&Hash>, given: &Given) -> bool {
    let text = hash.map_or(NOBODY, |hash| &hash.0);
    let right = Argon2::default().verify_password(given.bytes(), text).is_ok();
    right && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_and_no_other() {
        let entropy = Entropy::seeded(1);
        let hash = hash(&Password::parse("harbour-lantern-42").unwrap(), &entropy).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches(Some(&hash), &Given::parse("harbour-lantern-42").unwrap()));
        assert!(!matches(Some(&hash), &Given::parse("harbour-lantern-43").unwrap()));
        assert!(!matches(None, &Given::parse("harbour-lantern-42").unwrap()));
    }

    #[test]
    fn nobodys_hash_costs_what_anybodys_does() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = argon2::Params::try_from(&nobody).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (19456, 2, 1));
        assert_eq!(nobody.hash.map(|hash| hash.as_bytes().len()), Some(32));
    }
}
