//! A mentor's public profile, its approval by an admin, and what sessions and ratings add up to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{Account, Status};
use crate::id::UserId;
use crate::problem::{Invalid, Kind, Kinds, Problem};
use crate::role::{Role, Roles};
use crate::text::{Bio, HttpsUrl, Line, PersonName, Reason, Skill};
use crate::time::Zone;

mod edit;
pub use edit::{Change, Edit};

/// A mentor's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mentor {
    /// The person's own id.
    pub id: UserId,
    /// Document 1's integer id of the person (ruling 6).
    #[serde(default)]
    pub number: u64,
    /// The person's name, carried along so that a mentor's page is one read.
    pub name: PersonName,
    pub zone: Zone,
    pub about: About,
    pub approval: Approval,
    #[serde(default, skip_serializing_if = "Reason::is_empty")]
    pub approval_reason: Reason,
    /// The account is suspended, or a mentor's no longer: nobody else sees the profile.
    #[serde(default)]
    pub hidden: bool,
    /// Key of the photo in the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// Sessions completed.
    #[serde(default)]
    pub sessions: u32,
    /// Sum and number of the ratings given.
    #[serde(default)]
    pub rating_sum: u32,
    #[serde(default)]
    pub rating_count: u32,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub version: u32,
}

/// What a mentor says of themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    #[serde(default)]
    pub bio: Bio,
    #[serde(default)]
    pub expertise: Vec<Skill>,
    #[serde(default)]
    pub company: Line,
    #[serde(default)]
    pub job_title: Line,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years_of_experience: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkedin: Option<HttpsUrl>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub github: Option<HttpsUrl>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twitter: Option<HttpsUrl>,
}

/// Whether a mentor is shown and can be booked.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumString, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Approval {
    Pending,
    Approved,
    Rejected,
}

/// Why a profile cannot be made or changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MentorError {
    #[error("No such mentor.")]
    NoSuchMentor,
    #[error("A mentor profile exists already.")]
    Exists,
    #[error("Mentors can only edit their own profile.")]
    NotYours,
    #[error("Only a mentor may do this.")]
    NotMentor,
    #[error("There is no mentor profile yet.")]
    NoProfile,
    #[error("Nothing is set for this date.")]
    NothingSet,
    #[error("The profile was changed in the meantime: it is now version {0}.")]
    Stale(u32),
    #[error("A reason is needed to reject a mentor.")]
    ReasonNeeded,
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Kinds for MentorError {
    const KINDS: &'static [Kind] = &[Kind::Invalid, Kind::Forbidden, Kind::Missing, Kind::Conflict];
}

impl Problem for MentorError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchMentor | Self::NoProfile | Self::NothingSet => Kind::Missing,
            Self::NotYours | Self::NotMentor => Kind::Forbidden,
            Self::Exists | Self::Stale(_) => Kind::Conflict,
            Self::ReasonNeeded | Self::Invalid(_) => Kind::Invalid,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Exists => "ALREADY_EXISTS",
            Self::Stale(_) => "STALE_VERSION",
            other => other.kind().code(),
        }
    }
    fn field(&self) -> Option<&str> {
        match self {
            Self::ReasonNeeded => Some("reason"),
            Self::Invalid(invalid) => invalid.field(),
            _ => None,
        }
    }
}

/// The most areas of expertise.
pub const MOST_SKILLS: usize = 20;

impl Mentor {
    /// A profile that waits for an admin's approval.
    pub fn applying(
        id: UserId,
        name: PersonName,
        zone: Zone,
        about: About,
        now: Timestamp,
    ) -> Result<Self, MentorError> {
        Ok(Self {
            id,
            number: 0,
            name,
            zone,
            about: about.check()?,
            approval: Approval::Pending,
            approval_reason: Reason::default(),
            hidden: false,
            photo: None,
            sessions: 0,
            rating_sum: 0,
            rating_count: 0,
            created: now,
            updated: now,
            version: 1,
        })
    }

    /// Somebody's own profile. Who applied has one before they have the role.
    pub fn own(profile: Option<Self>, roles: Roles) -> Result<Self, MentorError> {
        let missing = if roles.has(Role::Mentor) { MentorError::NoProfile } else { MentorError::NotMentor };
        profile.ok_or(missing)
    }

    /// Hours are kept by mentors, and by those who have applied.
    pub fn may_keep_hours(profile: Option<&Self>, roles: Roles) -> Result<(), MentorError> {
        if profile.is_some() || roles.has(Role::Mentor) { Ok(()) } else { Err(MentorError::NotMentor) }
    }

    /// Shown, and to be asked.
    pub fn is_approved(&self) -> bool {
        self.approval == Approval::Approved && !self.hidden
    }

    /// As the account says: its name; and hidden unless it is active and a mentor's. Who has only applied
    /// is not a mentor yet.
    pub fn following(self, account: &Account) -> Self {
        let may = self.approval != Approval::Approved || account.roles.has(Role::Mentor);
        Self { name: account.name.clone(), hidden: account.status != Status::Active || !may, ..self }
    }

    /// The mean of the ratings, to two places; zero before the first.
    pub fn rating(&self) -> f64 {
        if self.rating_count == 0 {
            return 0.0;
        }
        (f64::from(self.rating_sum) / f64::from(self.rating_count) * 100.0).round() / 100.0
    }

    /// With what the mentor says now.
    pub fn edited(self, about: About, zone: Zone, now: Timestamp) -> Result<Self, MentorError> {
        Ok(Self { about: about.check()?, zone, ..self.touched(now) })
    }

    /// An admin's answer to an application; a rejection needs its reason. The same answer again is none.
    pub fn answered(self, approved: bool, reason: Reason, now: Timestamp) -> Result<Self, MentorError> {
        if !approved && reason.is_empty() {
            return Err(MentorError::ReasonNeeded);
        }
        let approval = if approved { Approval::Approved } else { Approval::Rejected };
        if (approval, &reason) == (self.approval, &self.approval_reason) {
            return Ok(self);
        }
        Ok(Self { approval, approval_reason: reason, ..self.touched(now) })
    }

    pub fn with_photo(self, key: String, now: Timestamp) -> Self {
        Self { photo: Some(key), ..self.touched(now) }
    }

    fn touched(self, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated: now, ..self }
    }
}

impl About {
    fn check(self) -> Result<Self, Invalid> {
        if self.expertise.len() > MOST_SKILLS {
            return Err(Invalid::new("expertise", format!("at most {MOST_SKILLS}")));
        }
        if self.years_of_experience.is_some_and(|years| years > 80) {
            return Err(Invalid::new("years_of_experience", "must be from 0 to 80"));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
