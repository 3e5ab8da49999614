//! What a mentor changes of the profile: each field is left, emptied or set.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use super::{About, Approval, Mentor, MentorError};
use crate::problem::Invalid;
use crate::text::{Bio, HttpsUrl, Line, Skill};
use crate::time::Zone;

/// One field of an edit. In JSON: absent, `null`, or a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

/// An edit of a profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    pub bio: Change<Bio>,
    pub expertise: Change<Vec<Skill>>,
    pub company: Change<Line>,
    pub job_title: Change<Line>,
    pub years_of_experience: Change<u8>,
    pub linkedin: Change<HttpsUrl>,
    pub github: Change<HttpsUrl>,
    pub twitter: Change<HttpsUrl>,
    pub zone: Option<Zone>,
    /// Takes the photo away.
    pub no_photo: bool,
}

impl Edit {
    /// What the profile says after it.
    pub fn of(self, about: About) -> About {
        About {
            bio: self.bio.filled(about.bio),
            expertise: self.expertise.filled(about.expertise),
            company: self.company.filled(about.company),
            job_title: self.job_title.filled(about.job_title),
            years_of_experience: self.years_of_experience.over(about.years_of_experience),
            linkedin: self.linkedin.over(about.linkedin),
            github: self.github.over(about.github),
            twitter: self.twitter.over(about.twitter),
        }
    }
}

impl Mentor {
    /// With an edit of the mentor's own; `held` is the version that the mentor had in front of them.
    /// Who was rejected and edits the application waits for an answer again.
    pub fn edited_by(self, edit: Edit, held: Option<u32>, now: Timestamp) -> Result<Self, MentorError> {
        let mut mentor = self.held_to(held)?;
        if edit.no_photo {
            mentor.photo = None;
        }
        if mentor.approval == Approval::Rejected {
            mentor.approval = Approval::Pending;
        }
        let zone = edit.zone.clone().unwrap_or_else(|| mentor.zone.clone());
        let about = edit.of(mentor.about.clone());
        mentor.edited(about, zone, now)
    }

    /// The same, if it is still at the version that somebody decided on.
    pub fn held_to(self, held: Option<u32>) -> Result<Self, MentorError> {
        match held {
            Some(version) if version != self.version => Err(MentorError::Stale(self.version)),
            _ => Ok(self),
        }
    }
}

impl<T> Change<T> {
    fn over(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Keep => old,
            Self::Clear => None,
            Self::Set(new) => Some(new),
        }
    }

    fn filled(self, old: T) -> T
    where
        T: Default,
    {
        self.over(Some(old)).unwrap_or_default()
    }
}

impl Change<HttpsUrl> {
    /// A link as a form sends it: an empty one is none.
    pub fn link<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(from)?.unwrap_or_default();
        let parse = |text: &str| HttpsUrl::parse("url", text).map_err(|bad: Invalid| serde::de::Error::custom(bad));
        if text.trim().is_empty() { Ok(Self::Clear) } else { parse(&text).map(Self::Set) }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(from).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

impl<T: utoipa::PartialSchema> utoipa::PartialSchema for Change<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        T::schema()
    }
}

impl<T: utoipa::ToSchema> utoipa::ToSchema for Change<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{PersonName, Reason};
    use crate::{Entropy, Now, UserId};

    fn mentor() -> Mentor {
        let now = Now::at("2026-11-20T10:00:00Z");
        let about = About { bio: Bio::parse("Thirty years of engines.").unwrap(), ..About::default() };
        let id = UserId::fresh(now, &Entropy::seeded(1));
        Mentor::applying(id, PersonName::parse("Ada").unwrap(), Zone::utc(), about, now.0).unwrap()
    }

    fn change(json: &str) -> Change<Bio> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_an_edit_does_not_name_stays() {
        let edit = Edit { company: Change::Set(Line::parse("Engines Ltd").unwrap()), ..Edit::default() };
        let after = mentor().edited_by(edit, Some(1), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(after.about.bio, mentor().about.bio);
        assert_eq!(after.about.company.as_str(), "Engines Ltd");
        assert_eq!(after.version, 2);
    }

    #[test]
    fn null_empties_a_field_and_a_text_sets_it() {
        assert_eq!(change("null"), Change::Clear);
        assert_eq!(change("\"x\""), Change::Set(Bio::parse("x").unwrap()));
        let after = mentor().edited_by(Edit { bio: Change::Clear, ..Edit::default() }, None, Timestamp::UNIX_EPOCH);
        assert!(after.unwrap().about.bio.is_empty());
    }

    #[test]
    fn an_empty_link_is_none_and_another_is_an_https_address() {
        let link = |json: &str| Change::<HttpsUrl>::link(&mut serde_json::Deserializer::from_str(json)).ok();
        let set = |url| Change::Set(HttpsUrl::parse("url", url).unwrap());
        assert_eq!(link("\"https://example.com/ada\""), Some(set("https://example.com/ada")));
        assert_eq!([link("null"), link("\" \"")], [Some(Change::Clear), Some(Change::Clear)]);
        assert_eq!(link("\"http://example.com/ada\""), None);
    }

    #[test]
    fn an_edited_application_waits_for_an_answer_again() {
        let now = Timestamp::UNIX_EPOCH;
        for (approved, after) in [(false, Approval::Pending), (true, Approval::Approved)] {
            let answered = mentor().answered(approved, Reason::parse("Say more.").unwrap(), now).unwrap();
            assert_eq!(answered.edited_by(Edit::default(), None, now).unwrap().approval, after);
        }
    }

    #[test]
    fn an_edit_of_another_version_is_stale() {
        let stale = mentor().edited_by(Edit::default(), Some(7), Timestamp::UNIX_EPOCH);
        assert_eq!(stale.unwrap_err(), MentorError::Stale(1));
    }
}
