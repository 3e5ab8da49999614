//! E-mail addresses: one `@`, a domain with a dot, no spaces or control characters, at most 254
//! bytes (RFC 5321), compared in lower case. Whether somebody reads it is proved by a mail, not a regex.

use serde::{Deserialize, Serialize};

use crate::problem::Invalid;

/// A well-formed address, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_lowercase();
        if well_formed(&text) { Ok(Self(text)) } else { Err(Invalid::new("email", "Invalid email format")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn well_formed(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && host.contains('.')
        && host.split('.').all(label)
}

fn label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

impl TryFrom<String> for Email {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

crate::text::string_schema!(Email, "email");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_lower_cased_and_trimmed() {
        assert_eq!(Email::parse("  Ada@Example.COM ").unwrap().as_str(), "ada@example.com");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for bad in
            ["", "ada", "@example.com", "a@b", "a b@example.com", "a@-x.com", "a..b@example.com", "a@ex\nample.com"]
        {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn no_part_of_an_address_is_too_long_or_has_a_mark_at_its_edge() {
        let (local, label) = ("a".repeat(64), "b".repeat(63));
        assert!(Email::parse(&format!("{local}@{label}.org")).is_ok());
        let most = format!("{local}@{label}.{label}.{}.org", "b".repeat(57));
        assert!(most.len() == 254 && Email::parse(&most).is_ok());
        for bad in [
            format!("{local}@{label}.{label}.{}.org", "b".repeat(58)),
            format!("a{local}@example.com"),
            format!("a@{label}b.org"),
            "a@.org".to_owned(),
            ".a@example.com".to_owned(),
            "a.@example.com".to_owned(),
            "a@x-.com".to_owned(),
            "a@ex_ample.com".to_owned(),
        ] {
            assert!(Email::parse(&bad).is_err(), "{bad}");
        }
        assert!(Email::parse("o'hara+x@my-example.com").is_ok());
    }

    #[test]
    fn an_address_is_written_as_it_reads() {
        let email = Email::parse("ada@example.com").unwrap();
        assert_eq!((email.to_string(), String::from(email)), ("ada@example.com".into(), "ada@example.com".into()));
    }
}
