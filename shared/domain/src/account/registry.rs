//! The member registry of document 1: a CSV file that an admin imports, from which e-mail login makes
//! accounts with the roles that `membershiptype` says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::email::Email;
use crate::role::Roles;
use crate::text::PersonName;

/// The file's first line.
pub const HEADER: [&str; 4] = ["email", "first_name", "last_name", "membershiptype"];
/// The most rows of one file.
pub const MOST: usize = 20_000;

/// One member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub email: Email,
    pub name: PersonName,
    pub membershiptype: String,
    pub imported: Timestamp,
}

/// What is wrong with one field of one line; the header is line 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Flaw {
    pub line: u64,
    #[schema(value_type = String)]
    pub field: &'static str,
    pub reason: String,
}

impl Member {
    /// From one line's fields, in the header's order; every flaw is named, not only the first.
    pub fn read(line: u64, fields: &[&str], now: Timestamp) -> Result<Self, Vec<Flaw>> {
        let flaw = |field, reason: String| Flaw { line, field, reason };
        let &[email, first, last, kind] = fields else {
            let reason = format!("has {} fields, not {}", fields.len(), HEADER.len());
            return Err(vec![flaw("", reason)]);
        };
        let email = Email::parse(email).map_err(|invalid| flaw("email", invalid.issue));
        let name = PersonName::join(first, last).map_err(|invalid| flaw("first_name", invalid.issue));
        let kind = membership(kind).map_err(|reason| flaw("membershiptype", reason.to_owned()));
        match (email, name, kind) {
            (Ok(email), Ok(name), Ok(membershiptype)) => Ok(Self { email, name, membershiptype, imported: now }),
            (email, name, kind) => Err([email.err(), name.err(), kind.err()].into_iter().flatten().collect()),
        }
    }

    /// What the registry makes of them (never an admin).
    pub fn roles(&self) -> Roles {
        Roles::from_membership(&self.membershiptype)
    }
}

fn membership(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("must not be empty"),
        61.. => Err("must be at most 60 characters"),
        _ if text.chars().any(char::is_control) => Err("must not contain control characters"),
        _ => Ok(text.to_owned()),
    }
}

/// An address that is there twice: the later line is the flaw.
pub fn doubled(line: u64, first: u64) -> Flaw {
    Flaw { line, field: "email", reason: format!("is on line {first} already") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(fields: &[&str]) -> Result<Member, Vec<Flaw>> {
        Member::read(7, fields, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_good_line_is_a_member_with_the_roles_that_it_says() {
        let member = read(&["Ada@Example.org", "Ada", "Lovelace", "Mentor & Mentee"]).unwrap();
        assert_eq!((member.email.as_str(), member.name.as_str()), ("ada@example.org", "Ada Lovelace"));
        assert_eq!(member.roles().mansa(), "mentor_mentee");
    }

    #[test]
    fn every_flaw_of_a_line_is_named() {
        let flaws = read(&["nobody", "", "", " "]).unwrap_err();
        assert_eq!(flaws.iter().map(|flaw| flaw.field).collect::<Vec<_>>(), ["email", "first_name", "membershiptype"]);
        assert!(flaws.iter().all(|flaw| flaw.line == 7));
        assert_eq!(read(&["a@b.org", "Ada"]).unwrap_err()[0].reason, "has 2 fields, not 4");
    }

    proptest! {
        #[test]
        fn no_line_of_the_registry_makes_an_admin(kind in ".{1,60}") {
            if let Ok(member) = read(&["ada@example.org", "Ada", "L", &kind]) {
                prop_assert!(!member.roles().has(crate::Role::Admin));
            }
        }
    }

    #[test]
    fn a_membership_has_1_to_60_characters_and_none_that_do_not_show() {
        assert_eq!(membership(" Mentor "), Ok("Mentor".to_owned()));
        assert!(membership(&"é".repeat(60)).is_ok() && membership(&"é".repeat(61)).is_err());
        assert!(membership(" ").is_err() && membership("men\u{7}tor").is_err());
    }
}
