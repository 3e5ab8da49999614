//! Passwords: 8 to 1,024 bytes, and none that an attacker tries among the first million (promise 18).

use serde::{Deserialize, Serialize};

use super::guess;
use crate::problem::Invalid;

const LEAST: usize = 8;
const MOST: usize = 1024;

/// A password that somebody chose, and may have.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Password(String);

/// A password that somebody says is theirs.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Given(String);

/// What is kept of a password: an argon2id PHC string.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(pub String);

impl Password {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::parse_as("password", text)
    }

    /// By the name under which the caller sent it.
    pub fn parse_as(field: &'static str, text: &str) -> Result<Self, Invalid> {
        if !(LEAST..=MOST).contains(&text.len()) {
            return Err(Invalid::new(field, format!("must be {LEAST} to {MOST} bytes")));
        }
        if is_common(text) {
            return Err(Invalid::new(field, "is too easy to guess"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A long one out of somebody's generator: judged by its variety alone, without looking for it among the popular ones.
    pub fn varied(text: &str) -> Result<Self, Invalid> {
        let different: std::collections::BTreeSet<char> = text.chars().collect();
        if !(LEAST..=MOST).contains(&text.len()) || different.len() < LEAST {
            return Err(Invalid::new("password", "is too easy to guess"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Fewer than a million guesses.
fn is_common(text: &str) -> bool {
    guess::power_of_ten(text) < 6.0
}

impl Given {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (1..=MOST).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("password", format!("must be 1 to {MOST} bytes")))
        }
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl TryFrom<String> for Password {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl TryFrom<String> for Given {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

macro_rules! never_shown {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}
never_shown! { Password Given Hash }

crate::text::string_schema!(Password, "password");
crate::text::string_schema!(Given, "password");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_8_to_1024_bytes() {
        assert!(Password::parse("k7#tQz!").is_err());
        assert!(Password::parse("k7#tQz!p").is_ok());
        let long: String = "harbour-lantern-42 ".chars().cycle().take(1024).collect();
        assert!(Password::parse(&long).is_ok());
        assert!(Password::parse(&format!("{long}x")).is_err());
    }

    #[test]
    fn common_passwords_are_refused() {
        for common in ["password", "password123", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "iloveyou1", "abcdefgh"] {
            assert!(Password::parse(common).is_err(), "{common}");
        }
    }

    #[test]
    fn twelve_digits_take_a_million_guesses_and_eleven_do_not() {
        assert!(Password::parse("583920174629").is_ok());
        assert!(Password::parse("58392017462").is_err());
    }

    #[test]
    fn a_password_never_shows_in_a_log() {
        let password = Password::parse("harbour-lantern-42").unwrap();
        assert!(!format!("{password:?}").contains("harbour"));
    }

    #[test]
    fn a_password_is_the_bytes_that_were_given() {
        assert_eq!(Password::parse("harbour-lantern-42").unwrap().bytes(), b"harbour-lantern-42");
        assert_eq!(Given::parse("x").unwrap().bytes(), b"x");
        assert!(Given::parse("").is_err());
    }

    #[test]
    fn a_generated_password_is_judged_by_its_variety() {
        assert!(Password::varied("abcdefgh").is_ok());
        assert!(Password::varied("abcdefgabcdefg").is_err());
        assert!(Password::varied("abcdefg").is_err());
        let long: String = "abcdefgh".chars().cycle().take(MOST + 1).collect();
        assert!(Password::varied(&long[..MOST]).is_ok() && Password::varied(&long).is_err());
    }
}
