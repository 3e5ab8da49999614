//! What is told to many at once: by an admin to everybody, students or admins, by a mentor to their own
//! mentees.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Now;
use crate::frame::{Data, Frame, Name};
use crate::id::{AnnouncementId, EventId, NoticeId, UserId};
use crate::notice::{Notice, Type};
use crate::problem::{Invalid, Kind, Kinds, Problem};
use crate::role::{Role, Roles};
use crate::text::{Tidings, Title};

/// For how long it is shown where nobody says.
pub const SHOWN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest that it may be shown.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// How loud it is: document 3's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::Display, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AnnouncementType)]
pub enum Tone {
    #[default]
    Info,
    Warning,
    Error,
}

/// Whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AnnouncementAudience)]
pub enum Audience {
    All,
    /// Everybody who is no admin.
    Students,
    Admins,
    /// Those who have a session with the mentor who announces, to come or past.
    Mentees,
}

/// One announcement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Announcement {
    pub id: AnnouncementId,
    pub by: UserId,
    pub title: Title,
    pub message: Tidings,
    pub tone: Tone,
    pub audience: Audience,
    pub at: Timestamp,
    pub expires: Timestamp,
}

/// What somebody wants to announce.
#[derive(Clone, Debug)]
pub struct Draft {
    pub title: Title,
    pub message: Tidings,
    pub tone: Tone,
    pub audience: Audience,
    pub expires: Option<Timestamp>,
}

/// Why nothing was announced.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnnouncementError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Kinds for AnnouncementError {
    const KINDS: &'static [Kind] = &[Kind::Invalid];
}

impl Problem for AnnouncementError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(invalid) => invalid.kind(),
        }
    }
    fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid(invalid) => invalid.field(),
        }
    }
}

/// Why nothing was withdrawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WithdrawalError {
    #[error("No such announcement.")]
    NoSuchAnnouncement,
}

impl Kinds for WithdrawalError {
    const KINDS: &'static [Kind] = &[Kind::Missing];
}

impl Problem for WithdrawalError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchAnnouncement => Kind::Missing,
        }
    }
}

impl Draft {
    /// The announcement, as of now.
    pub fn announced(self, id: AnnouncementId, by: UserId, now: Now) -> Result<Announcement, AnnouncementError> {
        let Self { title, message, tone, audience, expires } = self;
        let expires = expires.unwrap_or_else(|| now.plus(SHOWN));
        if expires <= now.0 || expires > now.plus(LONGEST) {
            return Err(Invalid::new("expiresAt", "must be in the next 366 days").into());
        }
        Ok(Announcement { id, by, title, message, tone, audience, at: now.0, expires })
    }
}

impl Announcement {
    pub fn is_shown(&self, now: Now) -> bool {
        now.0 < self.expires
    }

    /// What one reader finds under their bell, however often they are told.
    pub fn notice(&self, reader: UserId) -> Notice {
        let event = EventId::from(self.id.uuid());
        Notice {
            id: NoticeId::of(event, self.at, &reader.to_string()),
            sequence: 0,
            r#type: Type::System,
            title: self.title.to_string(),
            message: self.message.to_string(),
            link: format!("/announcements/{}", self.id),
            read: false,
            at: self.at,
        }
    }

    /// May they take it back? An admin any, a mentor what they told their own mentees. To anybody else it is as
    /// if it were not there.
    pub fn is_withdrawn_by(&self, who: UserId, roles: Roles) -> bool {
        roles.has(Role::Admin) || self.is_of_mentor() && self.by == who
    }

    /// Mentees find those of their mentors among their own: nobody else looks there.
    pub fn is_of_mentor(&self) -> bool {
        self.audience == Audience::Mentees
    }

    /// What one reader's open screens show.
    pub fn frame(&self) -> Frame {
        let data = Data::Announcement {
            announcement_id: self.id,
            title: self.title.clone(),
            message: self.message.clone(),
            r#type: self.tone,
            link: format!("/announcements/{}", self.id),
        };
        let id = EventId::from(self.id.uuid());
        Frame { id, name: Name::Announcement, data, at: self.at, sequence: 0, notice: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Entropy;

    const NOW: &str = "2026-11-23T08:00:00Z";

    fn announced(expires: Option<&str>) -> Result<Announcement, AnnouncementError> {
        let draft = Draft {
            title: Title::parse("Maintenance").unwrap(),
            message: Tidings::parse("Tonight.").unwrap(),
            tone: Tone::Warning,
            audience: Audience::All,
            expires: expires.map(|at| at.parse().unwrap()),
        };
        let (now, entropy) = (Now::at(NOW), Entropy::seeded(1));
        draft.announced(AnnouncementId::fresh(now, &entropy), UserId::fresh(now, &entropy), now)
    }

    #[test]
    fn an_announcement_is_shown_until_it_expires() {
        let one = announced(Some("2026-11-24T08:00:00Z")).unwrap();
        assert!(one.is_shown(Now::at("2026-11-24T07:59:59Z")) && !one.is_shown(Now::at("2026-11-24T08:00:00Z")));
        assert_eq!(announced(None).unwrap().expires.to_string(), "2026-12-23T08:00:00Z");
    }

    #[test]
    fn it_expires_later_than_now_and_within_a_year() {
        for bad in [NOW, "2026-11-23T07:00:00Z", "2027-11-24T08:00:01Z"] {
            assert_eq!(announced(Some(bad)).unwrap_err().field(), Some("expiresAt"), "{bad}");
        }
        assert!(announced(Some("2027-11-24T08:00:00Z")).is_ok());
    }

    #[test]
    fn an_admin_takes_back_any_and_a_mentor_what_they_told_their_mentees() {
        let [grace, eve] = [1, 2].map(|id| UserId::from(uuid::Uuid::from_u128(id)));
        let of = |audience| Announcement { by: grace, audience, ..announced(None).unwrap() };
        let (mentor, admin) = (Roles::MENTOR, Roles::ADMIN);
        assert!(of(Audience::Mentees).is_withdrawn_by(grace, mentor) && of(Audience::All).is_withdrawn_by(eve, admin));
        assert!(
            !of(Audience::Mentees).is_withdrawn_by(eve, mentor) && !of(Audience::All).is_withdrawn_by(grace, mentor)
        );
    }

    #[test]
    fn each_reader_has_one_notice_of_it() {
        let one = announced(None).unwrap();
        let [ada, eve] = [1, 2].map(|id| UserId::from(uuid::Uuid::from_u128(id)));
        assert_eq!(one.notice(ada).id, one.notice(ada).id);
        assert_ne!(one.notice(ada).id, one.notice(eve).id);
    }
}
