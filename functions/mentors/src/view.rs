//! A mentor in the main API's words.

use domain::mentor::{Approval, Mentor};
use domain::text::{Bio, HttpsUrl, Line, PersonName, Reason, Skill};
use domain::{UserId, Zone};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;

/// A mentor.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MentorView {
    id: UserId,
    name: PersonName,
    bio: Bio,
    /// Leads to the picture; changes when the picture does.
    photo_url: Option<String>,
    expertise: Vec<Skill>,
    company: Line,
    job_title: Line,
    years_of_experience: Option<u8>,
    linkedin: Option<HttpsUrl>,
    github: Option<HttpsUrl>,
    twitter: Option<HttpsUrl>,
    /// The mean, to two places; zero before the first rating.
    rating: f64,
    rating_count: u32,
    total_sessions: u32,
    timezone: Zone,
    is_approved: bool,
    version: u32,
}

/// A mentor as they themselves and admins see them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnMentorView {
    #[serde(flatten)]
    mentor: MentorView,
    approval: Approval,
    /// What the admin said who answered the application.
    approval_reason: Reason,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl MentorView {
    pub fn of(app: &App, mentor: Mentor) -> Self {
        Self {
            photo_url: app.photo_url(&mentor),
            rating: mentor.rating(),
            is_approved: mentor.is_approved(),
            id: mentor.id,
            name: mentor.name,
            bio: mentor.about.bio,
            expertise: mentor.about.expertise,
            company: mentor.about.company,
            job_title: mentor.about.job_title,
            years_of_experience: mentor.about.years_of_experience,
            linkedin: mentor.about.linkedin,
            github: mentor.about.github,
            twitter: mentor.about.twitter,
            rating_count: mentor.rating_count,
            total_sessions: mentor.sessions,
            timezone: mentor.zone,
            version: mentor.version,
        }
    }
}

impl OwnMentorView {
    pub fn of(app: &App, mentor: Mentor) -> Self {
        Self {
            approval: mentor.approval,
            approval_reason: mentor.approval_reason.clone(),
            created_at: mentor.created,
            updated_at: mentor.updated,
            mentor: MentorView::of(app, mentor),
        }
    }
}
