//! Roles: a set of admin, mentor and mentee, and the words each surface has for it (ruling 1).

use serde::{Deserialize, Serialize};

/// One role.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::Display,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    Admin,
    Mentor,
    Mentee,
}

/// The roles a person has. Mentee when nothing else says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Role>", into = "Vec<Role>")]
pub struct Roles {
    admin: bool,
    mentor: bool,
    mentee: bool,
}

impl Roles {
    pub const MENTEE: Self = Self { admin: false, mentor: false, mentee: true };
    pub const MENTOR: Self = Self { admin: false, mentor: true, mentee: false };
    pub const ADMIN: Self = Self { admin: true, mentor: false, mentee: false };

    pub fn has(self, role: Role) -> bool {
        match role {
            Role::Admin => self.admin,
            Role::Mentor => self.mentor,
            Role::Mentee => self.mentee,
        }
    }

    /// With `role` besides.
    pub fn and(mut self, role: Role) -> Self {
        match role {
            Role::Admin => self.admin = true,
            Role::Mentor => self.mentor = true,
            Role::Mentee => self.mentee = true,
        }
        self
    }

    /// What document 1 reads out of the registry's `membershiptype`.
    pub fn from_membership(kind: &str) -> Self {
        let kind = kind.trim().to_lowercase();
        let mentee = kind.contains("mentee") || kind == "student";
        let mentor = kind.contains("mentor");
        Self { admin: false, mentor, mentee: mentee || !mentor }
    }

    /// Document 1: `mentor_mentee`, `mentor`, `mentee`, `admin`.
    pub fn mansa(self) -> &'static str {
        match (self.mentor, self.mentee, self.admin) {
            (true, true, _) => "mentor_mentee",
            (true, false, _) => "mentor",
            (false, true, _) => "mentee",
            (false, false, true) => "admin",
            (false, false, false) => "user",
        }
    }

    /// Document 3: `admin` or `student`.
    pub fn gradhelper(self) -> &'static str {
        if self.admin { "admin" } else { "student" }
    }

    /// Document 4: `admin` or `user`.
    pub fn nclex(self) -> &'static str {
        if self.admin { "admin" } else { "user" }
    }

    pub fn iter(self) -> impl Iterator<Item = Role> {
        [Role::Admin, Role::Mentor, Role::Mentee].into_iter().filter(move |role| self.has(*role))
    }
}

impl From<Vec<Role>> for Roles {
    fn from(roles: Vec<Role>) -> Self {
        roles.into_iter().collect()
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        let none = Self { admin: false, mentor: false, mentee: false };
        let set = roles.into_iter().fold(none, Self::and);
        if set == none { Self::MENTEE } else { set }
    }
}

impl From<Roles> for Vec<Role> {
    fn from(roles: Roles) -> Self {
        roles.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_says_who_is_what() {
        assert_eq!(Roles::from_membership("Mentor").mansa(), "mentor");
        assert_eq!(Roles::from_membership("student").mansa(), "mentee");
        assert_eq!(Roles::from_membership("mentor/mentee").mansa(), "mentor_mentee");
        assert_eq!(Roles::from_membership("friend of the house").mansa(), "mentee");
    }

    #[test]
    fn each_surface_has_its_word_for_each_role() {
        let none = Roles { admin: false, mentor: false, mentee: false };
        let words = |roles: Roles| [roles.mansa(), roles.gradhelper(), roles.nclex()];
        assert_eq!(words(Roles::MENTEE), ["mentee", "student", "user"]);
        assert_eq!(words(Roles::MENTOR), ["mentor", "student", "user"]);
        assert_eq!(words(Roles::ADMIN), ["admin", "admin", "admin"]);
        assert_eq!(words(Roles::MENTOR.and(Role::Mentee)), ["mentor_mentee", "student", "user"]);
        assert_eq!(words(none), ["user", "student", "user"]);
    }

    #[test]
    fn roles_are_the_set_they_were_made_of_and_a_mentees_where_there_is_none() {
        let two: Roles = vec![Role::Mentor, Role::Admin, Role::Mentor].into();
        assert_eq!(Vec::from(two), [Role::Admin, Role::Mentor]);
        assert!(two.has(Role::Admin) && two.has(Role::Mentor) && !two.has(Role::Mentee));
        assert_eq!(Roles::from(Vec::new()), Roles::MENTEE);
    }
}
